import { withoutField } from '../headers.ts'

/** Fields by which frameworks let a request mean another method than it has. */
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'].flatMap(
  spellings,
)

/** Statuses whose answers have no body, and no Content-Length of one (RFC 9110 section 8.6). */
const NO_CONTENT = 204
const NOT_MODIFIED = 304

/**
 * Whether a request asks leave for a cross-origin request (Fetch standard, CORS-preflight request). A
 * browser sends it without cookies and without a body, so it can never show a pass; whatever has one of
 * them, or means another method, is no preflight and is judged like any request.
 */
export function isPreflight(method: string, header: (name: string) => string | undefined): boolean {
  return (
    method === 'OPTIONS' &&
    header('origin') !== undefined &&
    header('access-control-request-method') !== undefined &&
    header('cookie') === undefined &&
    header('transfer-encoding') === undefined &&
    (header('content-length') ?? '0') === '0' &&
    OVERRIDES.every((name) => header(name) === undefined)
  )
}

/**
 * The fields of a preflight's answer for one without its body. Many servers answer OPTIONS with the page,
 * which nobody without a pass may read; a browser looks at the fields alone.
 */
export function fieldsWithoutBody(fields: readonly string[], status: number): string[] {
  if (status === NO_CONTENT || status === NOT_MODIFIED) return [...fields]
  return [...withoutField(fields, 'content-length'), 'Content-Length', '0']
}

/** A name as CGI reads it: with `_` in the place of any `-`. */
function spellings(name: string): readonly string[] {
  const [first = '', ...rest] = name.split('-')
  return rest.reduce<readonly string[]>(
    (begun, word) => begun.flatMap((text) => [`${text}-${word}`, `${text}_${word}`]),
    [first],
  )
}
