/** How connections of a crowd are a burden. */
export type CrowdKind = 'slow-headers' | 'slow-bodies' | 'slow-readers' | 'idle'

/** Connections to be opened and held, until the next order. */
export interface Gather {
  readonly order: 'gather'
  readonly port: number
  readonly crowds: readonly { readonly kind: CrowdKind; readonly count: number }[]
}

/** All of them are to be closed. */
export interface Scatter {
  readonly order: 'scatter'
}

export type CrowdOrder = Gather | Scatter

/** What is there when the order has been obeyed. */
export interface CrowdState {
  /** Connections that are open, before a scatter. */
  readonly open: number
  /** Since the gathering: connections that were refused, cut off or answered; each was opened again. */
  readonly lost: number
}
