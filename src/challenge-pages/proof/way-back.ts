/** Bytes of path and query a token carries: as much as a request line the gate accepts. */
export const WAY_BACK_BYTES_MAX = 8192

/** One slash, then anything but a second one in either spelling; no control characters; one byte each. */
const WAY_BACK = /^\/(?![/\\])[\x20-\x7e\x80-\xff]*$/

/**
 * Whether a text can be followed as a path on the same host and as nothing else: browsers read `//host`
 * and `/\host` as another host (WHATWG URL, "relative slash state") and drop tabs and line ends.
 * Characters stand for bytes (Latin-1), as Node reads a request line.
 */
export function isWayBack(text: string): boolean {
  return text.length <= WAY_BACK_BYTES_MAX && WAY_BACK.test(text)
}
