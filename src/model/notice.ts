/** What an operator is to know of a set-up in which clients may not be who they are taken for. */
export type Notice =
  /**
   * `X-Forwarded-For` or `Forwarded` from a peer that is no trusted proxy; null where it comes from all
   * over the Internet, whose addresses are nobody's business.
   */
  | { readonly kind: 'stranger-forwards'; readonly network: string | null }
  /** A trusted proxy that does not say for whom it asks; as the file writes its network. */
  | { readonly kind: 'nobody-named'; readonly network: string }
  /** A network that no proxies of anybody are alone in. */
  | { readonly kind: 'everybody-trusted'; readonly network: string }
  /** A field that claims an identity was not passed on. */
  | {
      readonly kind: 'field-dropped'
      /** In lower case. */
      readonly field: string
      /** As the file writes the network of the proxy that sent it; null for a stranger. */
      readonly network: string | null
      /** What that proxy is the source of already. */
      readonly fields: readonly string[]
    }
