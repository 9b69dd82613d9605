import { type Portion } from '../limits/index.ts'
import { type KeptState } from './kept.ts'

/** `part`: it is being received. `gone`: the gate whose room it takes is to remove it. */
export type FileState = KeptState | 'part' | 'gone'

/**
 * What a file's name tells: all that must be known of a submission by those who cannot open it. It changes
 * by renaming alone, which the system does at once or not at all, for one of those who try.
 */
export interface FileName extends Portion {
  readonly id: string
  /** When it was received, in seconds since 1970. */
  readonly atSeconds: number
  /** The gate in whose room it is counted. */
  readonly account: string
  readonly state: FileState
  /** The run that has it in its hands: with `part` and `delivering`. */
  readonly owner: string | null
}

const STATES: ReadonlySet<string> = new Set<FileState>([
  'part',
  'kept',
  'delivering',
  'delivered',
  'answered',
  'unknown',
  'moved',
  'gone',
])

/** Numbers are written with digits and small letters. */
const BASE = 36

/** Those of the networks around stand behind its own; names of before they were counted have none. */
const NAME =
  /^([A-Za-z0-9]{16})\.([0-9a-z]{1,8})\.([0-9a-z]{1,6})\.([0-9a-z]{1,4}(?:-[0-9a-z]{1,4}){0,2})\.([0-9a-f]{12})\.([a-z]+)(?:\.([0-9a-f]{12}))?$/

export function spellName(name: FileName): string {
  const { id, atSeconds, kib, place, around, account, state, owner } = name
  const [at, size, ...places] = [atSeconds, kib, place, ...around].map((each) =>
    each.toString(BASE),
  )
  const parts = [id, at, size, places.join('-'), account, state]
  return (owner === null ? parts : [...parts, owner]).join('.')
}

/** Null for a file that is none of ours. */
export function readName(text: string): FileName | null {
  const [, id, at, size, places, account, state, owner = null] = NAME.exec(text) ?? []
  if (id === undefined || account === undefined || !isState(state)) return null
  const [atSeconds, kib] = [numberFrom(at), numberFrom(size)]
  const [place = 0, ...around] = (places ?? '').split('-').map(numberFrom)
  const name = { id, atSeconds, kib, place, around, account, state, owner }
  return spellName(name) === text ? name : null
}

function numberFrom(text = ''): number {
  return Number.parseInt(text, BASE)
}

function isState(text: string | undefined): text is FileState {
  return text !== undefined && STATES.has(text)
}

/**
 * Two files of one submission lie there for a moment: when the receipt is there and the body not yet away.
 * Then the later state is the true one.
 */
const RANKS: Readonly<Record<FileState, number>> = {
  gone: 0,
  part: 0,
  unknown: 1,
  kept: 2,
  delivering: 3,
  moved: 4,
  delivered: 5,
  answered: 6,
}

/** Whether `one` tells better than `other` what has become of their submission. */
export function isTruer(one: FileName, other: FileName): boolean {
  return RANKS[one.state] > RANKS[other.state]
}

/** A name as a state that others may know. */
export interface VisibleName extends FileName {
  readonly state: KeptState
}

export function isVisible(name: FileName): name is VisibleName {
  return name.state !== 'part' && name.state !== 'gone'
}

/** Whether its time is over; also where it comes from a future that a wrong clock once showed. */
export function isOver({ atSeconds }: FileName, nowMs: number, forMs: number): boolean {
  const ageMs = nowMs - atSeconds * 1000
  return ageMs >= forMs || ageMs < -forMs
}
