/** What a citizen does. Each is done by who holds a pass and by who holds none, on the same routes. */
export const DEEDS = ['page', 'asset', 'download', 'form', 'socket', 'checked', 'door'] as const

export type Deed = (typeof DEEDS)[number]

/** Citizens of one kind. */
export interface Citizens {
  readonly name: string
  readonly addresses: readonly string[]
  /** A pass for each; none where nobody has one. */
  readonly passes: readonly string[]
}

/** So many deeds a second of each kind of citizens, whatever becomes of those before. */
export interface VisitJob {
  readonly port: number
  readonly seconds: number
  readonly rate: number
  readonly kinds: readonly Citizens[]
}

/** One deed and how it ended. */
export interface Visited {
  readonly deed: Deed
  /** 0 where there was no answer. */
  readonly status: number
  /** Whether it is what the citizen came for; without a pass that is the check, where it is always asked for. */
  readonly isServed: boolean
  readonly tookMs: number
}

/** For each kind of citizens what they saw. */
export type VisitResult = readonly (readonly Visited[])[]
