// What a token asks for, and what is sent for it.
import { seedOf } from './sha256.client.js'

/** What a token may ask for. A table of 4 MiB is the most an old phone should be asked for. */
var SIZE_LOG2_MAX = 20
var PASSES_MAX = 8
/** Where a token allows algorithm 2, it asks for so many times the units. */
var DERIVED_UNITS_FACTOR = 3

/**
 * What one algorithm asks for. Algorithm 1 has a table and passes, algorithm 2 iterations.
 * @typedef {{ sizeLog2: number, passes: number, units: number }} TableWork
 * @typedef {{ iterations: number, units: number }} DerivedWork
 * @typedef {{ seed: Int32Array, table: TableWork, derived: DerivedWork | null }} Work
 * @typedef {{ bytes: Uint8Array, work: Work }} Task
 */

/**
 * Decodes base64url. Null where a letter is none of it.
 * @param {string} text
 */
function decode(text) {
  var alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  var bytes = new Uint8Array((text.length * 3) >> 2)
  for (var i = 0, at = 0, bits = 0, held = 0; i < text.length; i++) {
    var value = alphabet.indexOf(text.charAt(i))
    if (value < 0) return null
    held = ((held & 0xff) << 6) | value
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
  }
  return bytes
}

/**
 * Reads a token's text. Null where it is not understood: a newer gate talks to a newer script.
 * @param {string} text
 * @returns {Task | null}
 */
export function readTask(text) {
  var bytes = decode(text)
  if (bytes === null || bytes.length < 60 || bytes[0] > 2 || (bytes[2] & 1) === 0) return null
  var sizeLog2 = bytes[3]
  var passes = bytes[4]
  var units = bytes[6] | (bytes[7] << 8)
  if (sizeLog2 < 5 || sizeLog2 > SIZE_LOG2_MAX || passes < 1 || passes > PASSES_MAX) return null
  if (units === 0) return null
  var iterations = (bytes[2] & 2) === 0 ? 0 : 100 * bytes[41]
  var derived =
    iterations === 0 ? null : { iterations: iterations, units: DERIVED_UNITS_FACTOR * units }
  var table = { sizeLog2: sizeLog2, passes: passes, units: units }
  return { bytes: bytes, work: { seed: seedOf(bytes), table: table, derived: derived } }
}

/**
 * What is sent: the token, then all tags, little endian. Their number tells the algorithm.
 * @param {Task} task @param {Uint16Array} tags
 */
export function submissionOf(task, tags) {
  var body = new Uint8Array(task.bytes.length + 2 * tags.length)
  body.set(task.bytes)
  for (var i = 0, at = task.bytes.length; i < tags.length; i++) {
    body[at++] = tags[i] & 0xff
    body[at++] = tags[i] >> 8
  }
  return body
}
