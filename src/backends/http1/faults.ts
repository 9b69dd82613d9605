/**
 * What goes wrong with an answer, each by its rule: the word stands in the log behind `backend-broke`, and
 * docs/hostile-requests.md says why it is none that could be passed on.
 */
export const FAULTS = {
  'no-answer': 'its first bytes are no status line of HTTP',
  version: 'its status line names a version of HTTP that there is not',
  status: 'its status is no number of three digits from 100 on',
  'reason-phrase': 'a carriage return stands within its reason phrase',
  'line-ends': 'of its head some lines end with CRLF and some with LF alone',
  'folded-line': 'a line of its head begins with a blank, as if it went on with the one before',
  'field-name': 'a field has no name, or one with a character that no name has',
  'field-value':
    'a byte stands in the value of a field that none may have: NUL, a control character',
  'bare-return': 'a carriage return stands within the value of a field',
  'head-size': 'its head, or its reason phrase alone, is larger than 64 KiB',
  'trailer-size': 'what stands behind its last chunk is larger than 64 KiB',
  'trailer-framing': 'a field that says where a body ends stands behind the last chunk',
  length: 'its Content-Length is no whole number below 2^53',
  'two-lengths': 'it names two lengths that differ',
  'length-beside-coding': 'it names a length, and a transfer coding that is not `chunked`',
  'transfer-coding':
    'it comes in a transfer coding that has to be undone, or in chunks within chunks',
  'chunked-not-last': 'it comes in chunks, and in another coding around them',
  upgrade: 'it goes over to another protocol, which nobody asked for',
  'interim-flood': 'it gave more interim answers than anybody waits for',
  'chunk-size': 'a chunk has no size, or one of 2^53 or more',
  'chunk-line':
    'the line with the size of a chunk has a byte that it may not have, or ends with LF alone',
  'chunk-line-size': 'the line with the size of a chunk is longer than 16 KiB, with its extensions',
  'chunk-end': 'a chunk is longer or shorter than it says',
  late: 'a 408 that ends a connection which was asked again just then',
  closed: 'its connection ended before it began, or within its head',
  'cut-short': 'its connection ended before its body did',
  reset: 'its connection broke',
  unwritable: 'it cannot be written on: a status or a field that no client may get',
  defect: 'the gate made a mistake with it',
  request: 'the request holds a byte that would end a line of it',
  'request-body': 'the body of the request ended before it was whole',
} as const satisfies Readonly<Record<string, string>>

/** What has a reason of its own in the log. */
const OTHER_FAULTS = {
  connect: 'no connection could be opened; the code of the system says why',
  'connect-slow': 'no connection was open within `connectTimeout`',
  'head-slow': 'its head did not come within `headersTimeout`',
  'body-slow': 'nothing more of its body came within `bodyTimeout`',
  'request-length': 'the body of the request is not as long as the request says',
} as const satisfies Readonly<Record<string, string>>

export type FaultName = keyof typeof FAULTS | keyof typeof OTHER_FAULTS

/** An answer, or what is to be asked, breaks a rule. */
export class HttpFault extends Error {
  readonly fault: FaultName

  constructor(fault: FaultName) {
    super(fault)
    this.fault = fault
  }
}

/** The rule that was broken; `defect` where something else is wrong. */
export function faultOf(error: unknown): FaultName {
  return error instanceof HttpFault ? error.fault : 'defect'
}
