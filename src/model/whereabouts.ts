/** Where addresses are, as far as the operator's databases tell. Null for what they do not hold. */
export interface Whereabouts {
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly countryOf: (address: string) => string | null
  /** The autonomous system that announces the address. */
  /** Whether autonomous systems are known at all. */
  readonly knowsAsns: boolean
  readonly asnOf: (address: string) => number | null
}
