/** `host:port`, or a Unix socket. Port 0 asks the system for a free one. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/** One address where citizens arrive. */
export interface Listen {
  readonly address: ListenAddress
  /** Of a Unix socket: its mode, and the name of its group; null where they are not said. */
  readonly mode: number | null
  readonly group: string | null
  /** Every connection begins with a header of the PROXY protocol, or it is closed. */
  readonly proxyProtocol: boolean
  /** Other proxies ask here about requests, which they forward themselves; nothing is forwarded. */
  readonly subrequests: boolean
  readonly limits: ListenLimits
}

/** Who may speak to a Unix socket. */
export interface SocketAccess {
  readonly mode: number
  /** Null for the one of the process. */
  readonly gid: number | null
}

export interface ListenLimits {
  /** From the first byte of a request to the end of its head. */
  readonly headerTimeoutMs: number
  /** Between two requests on one connection. */
  readonly idleTimeoutMs: number
  /** Bytes a second that a request's body brings in the long run. */
  readonly bodyMinRate: number
  /** Of all header fields of a request. */
  readonly headerBytesMax: number
  /** Connections open at once, in all workers and from one network. */
  readonly connectionsMax: number
  readonly connectionsPerNetworkMax: number
}

/** How a gate ends that is told to. */
export interface Shutdown {
  /** So long probes hear that it is not ready, while it serves as before: a balancer sends nobody more. */
  readonly unreadyForMs: number
  /** What is under way then may take so long; the rest is cut off. */
  readonly graceMs: number
}
