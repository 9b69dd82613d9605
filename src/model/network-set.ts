/** A set of networks, compiled once. */
export interface NetworkSet {
  readonly has: (address: string) => boolean
  readonly isEmpty: boolean
}
