/** Requests that cannot be understood or served, whatever any policy thinks. */
export type RefusalKind =
  | 'version'
  | 'bad-target'
  | 'long-target'
  | 'raw-target'
  | 'ambiguous-path'
  | 'bad-host'
  | 'bad-framing'
  | 'slow-body'
  | 'no-such-site'
  | 'no-such-route'
  | 'no-such-page'
  | 'method'
  | 'expectation'
  | 'too-early'
  | 'unknown-method'
  | 'stranger'
  | 'undescribed'
  | 'unrouted-own-path'
  | 'bad-handshake'
  | 'websocket-version'

/** What may be done with pages behind the gate; an application may know more and fewer. */
export const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/** Behind what is not clear nobody can tell where a next request begins: the connection ends. */
export const UNCLEAR: ReadonlySet<RefusalKind> = new Set([
  'version',
  'bad-target',
  'raw-target',
  'bad-host',
  'bad-framing',
])

export interface Refusal {
  readonly status: number
  readonly detail: string
}

export const REFUSALS = {
  version: { status: 505, detail: 'Only HTTP/1.0 and HTTP/1.1 are spoken here.' },
  'bad-target': { status: 400, detail: 'The request target is not a path of this site.' },
  'long-target': { status: 414, detail: 'The address that is asked for is too long.' },
  'raw-target': { status: 400, detail: 'The address holds characters that must be escaped.' },
  'ambiguous-path': { status: 400, detail: 'The path can be read in several ways.' },
  'bad-host': { status: 400, detail: 'The request must name exactly one valid host.' },
  'bad-framing': { status: 400, detail: 'The length of the request body is not clear.' },
  'slow-body': { status: 408, detail: 'The request took too long to arrive.' },
  'no-such-site': { status: 404, detail: 'There is no site of this name here.' },
  'no-such-route': { status: 404, detail: 'There is no page at this address.' },
  'no-such-page': { status: 404, detail: 'There is no page at this address.' },
  method: { status: 405, detail: 'This method is not served here.' },
  'unknown-method': { status: 501, detail: 'This method is not known here.' },
  stranger: { status: 403, detail: 'Only the proxies of this site may ask here.' },
  undescribed: { status: 400, detail: 'It is not clear which request is asked about.' },
  'unrouted-own-path': { status: 404, detail: 'This path is served by the gate itself.' },
  'bad-handshake': { status: 400, detail: 'This is not a valid WebSocket handshake.' },
  'websocket-version': { status: 426, detail: 'Only version 13 of WebSocket is spoken here.' },
  'too-early': { status: 425, detail: 'Send this again once the connection is made for good.' },
  expectation: { status: 417, detail: 'The only expectation that is met is 100-continue.' },
} as const satisfies Record<RefusalKind, Refusal>
