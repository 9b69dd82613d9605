// The unit of work F, algorithm 1, as docs/proof-of-work.md describes it.

/** Columns, then diagonals: where the four words of each quarter round stand. */
var QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
]

/** @param {number} word @param {number} bits */
function rotateLeft(word, bits) {
  return (word << bits) | (word >>> (32 - bits))
}

/**
 * The ChaCha20 block function (RFC 8439 section 2.3) from 16 words to 16 words.
 * @param {Int32Array} from @param {Int32Array} to
 */
function chachaBlock(from, to) {
  to.set(from)
  for (var round = 0; round < 80; round++) {
    var q = QUARTERS[round & 7]
    var a = q[0]
    var b = q[1]
    var c = q[2]
    var d = q[3]
    to[a] += to[b]
    to[d] = rotateLeft(to[d] ^ to[a], 16)
    to[c] += to[d]
    to[b] = rotateLeft(to[b] ^ to[c], 12)
    to[a] += to[b]
    to[d] = rotateLeft(to[d] ^ to[a], 8)
    to[c] += to[d]
    to[b] = rotateLeft(to[b] ^ to[c], 7)
  }
  for (var i = 0; i < 16; i++) to[i] += from[i]
}

/**
 * Fills the table in doubling stages: each reads what the stages before it wrote. The four lanes are
 * written out, here and below: a loop over them costs a phone twice the time.
 * @param {Int32Array} table @param {Int32Array} lanes
 */
function fill(table, lanes) {
  var size = table.length
  var a0 = lanes[0]
  var a1 = lanes[1]
  var a2 = lanes[2]
  var a3 = lanes[3]
  var b0 = lanes[4]
  var b1 = lanes[5]
  var b2 = lanes[6]
  var b3 = lanes[7]
  for (var place = 16, mask = 15; place < size; place += 4) {
    if (place === (mask + 1) << 1) mask = place - 1
    var t0 = table[a0 & mask]
    var t1 = table[a1 & mask]
    var t2 = table[a2 & mask]
    var t3 = table[a3 & mask]
    a0 = (Math.imul(rotateLeft(a0 ^ t0, 11), 0x9e3779b1) + b0) | 0
    b0 = rotateLeft((b0 + t0) | 0, 17) ^ a0
    a1 = (Math.imul(rotateLeft(a1 ^ t1, 11), 0x9e3779b1) + b1) | 0
    b1 = rotateLeft((b1 + t1) | 0, 17) ^ a1
    a2 = (Math.imul(rotateLeft(a2 ^ t2, 11), 0x9e3779b1) + b2) | 0
    b2 = rotateLeft((b2 + t2) | 0, 17) ^ a2
    a3 = (Math.imul(rotateLeft(a3 ^ t3, 11), 0x9e3779b1) + b3) | 0
    b3 = rotateLeft((b3 + t3) | 0, 17) ^ a3
    table[place] = t0 + a0
    table[place + 1] = t1 + a1
    table[place + 2] = t2 + a2
    table[place + 3] = t3 + a3
  }
  lanes.set([a0, a1, a2, a3, b0, b1, b2, b3])
}

/**
 * Walks the table: all lanes read, all step, then all write, so that of two on one place the last
 * one wins.
 * @param {Int32Array} table @param {Int32Array} lanes @param {number} passes
 */
function walk(table, lanes, passes) {
  var mask = table.length - 1
  var a0 = lanes[0]
  var a1 = lanes[1]
  var a2 = lanes[2]
  var a3 = lanes[3]
  var b0 = lanes[4]
  var b1 = lanes[5]
  var b2 = lanes[6]
  var b3 = lanes[7]
  for (var rounds = (passes * table.length) >> 2; rounds > 0; rounds--) {
    var i0 = a0 & mask
    var i1 = a1 & mask
    var i2 = a2 & mask
    var i3 = a3 & mask
    var t0 = table[i0]
    var t1 = table[i1]
    var t2 = table[i2]
    var t3 = table[i3]
    a0 = (Math.imul(rotateLeft(a0 ^ t0, 11), 0x9e3779b1) + b0) | 0
    b0 = rotateLeft((b0 + t0) | 0, 17) ^ a0
    a1 = (Math.imul(rotateLeft(a1 ^ t1, 11), 0x9e3779b1) + b1) | 0
    b1 = rotateLeft((b1 + t1) | 0, 17) ^ a1
    a2 = (Math.imul(rotateLeft(a2 ^ t2, 11), 0x9e3779b1) + b2) | 0
    b2 = rotateLeft((b2 + t2) | 0, 17) ^ a2
    a3 = (Math.imul(rotateLeft(a3 ^ t3, 11), 0x9e3779b1) + b3) | 0
    b3 = rotateLeft((b3 + t3) | 0, 17) ^ a3
    table[i0] = t0 + a0
    table[i1] = t1 + a1
    table[i2] = t2 + a2
    table[i3] = t3 + a3
  }
  lanes.set([a0, a1, a2, a3, b0, b1, b2, b3])
}

/**
 * Makes the unit for one size: `tagOf(seed, index)` is 16 bits. It owns its table, so one thread
 * makes one.
 * @param {number} sizeLog2 @param {number} passes
 * @returns {(seed: Int32Array, index: number) => number}
 */
export function createUnit(sizeLog2, passes) {
  var table = new Int32Array(1 << sizeLog2)
  var input = new Int32Array(16)
  var output = new Int32Array(16)
  var lanes = new Int32Array(8)
  return function (seed, index) {
    input.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574])
    input.set(seed, 4)
    input.set([index, sizeLog2, passes, 0x53454731], 12)
    chachaBlock(input, output)
    table.set(output)
    lanes.set(output.subarray(0, 8))
    fill(table, lanes)
    walk(table, lanes, passes)
    for (var i = 0; i < 4; i++) {
      input[12 + i] = lanes[i]
      input[4 + i] ^= lanes[4 + i]
    }
    chachaBlock(input, output)
    return output[0] & 0xffff
  }
}
