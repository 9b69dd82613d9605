/** What browsers tell of a visit: as much of both protocols as it takes. */
export interface Told {
  readonly request?: { readonly method: string; readonly url: string }
  /** Seconds in the DevTools protocol, milliseconds in WebDriver BiDi. */
  readonly timestamp?: number
  readonly sessionId?: string
  readonly targetInfo?: { readonly type: string }
}
