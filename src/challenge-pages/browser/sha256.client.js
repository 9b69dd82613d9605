// SHA-256 (FIPS 180-4) in plain words: WebCrypto does not exist on pages without TLS.

/**
 * The first 32 bits of the fractional parts of roots of the first primes: as numbers they would be a good
 * part of the script. A double has 20 bits more than that needs.
 * @param {number} count @param {number} exponent
 */
function rootsOfPrimes(count, exponent) {
  /** @type {number[]} */
  var roots = []
  for (var n = 2; roots.length < count; n++) {
    var isPrime = true
    for (var d = 2; d * d <= n; d++) isPrime = isPrime && n % d !== 0
    if (isPrime) roots.push((Math.pow(n, exponent) * 0x100000000) | 0)
  }
  return roots
}

var SHA256_ROUNDS = rootsOfPrimes(64, 1 / 3)

/** @param {number} word @param {number} bits */
function rotateRight(word, bits) {
  return (word >>> bits) | (word << (32 - bits))
}

/**
 * Appends the one bit, the zeros and the length, so that whole blocks of 64 bytes result.
 * @param {Uint8Array} bytes
 */
function padded(bytes) {
  var blocks = new Uint8Array(((bytes.length + 72) >> 6) << 6)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  new DataView(blocks.buffer).setUint32(blocks.length - 4, bytes.length * 8)
  return blocks
}

/**
 * One block into the state.
 * @param {Int32Array} state @param {DataView} blocks @param {number} offset @param {Int32Array} w
 */
function compress(state, blocks, offset, w) {
  var i
  for (i = 0; i < 16; i++) w[i] = blocks.getInt32(offset + 4 * i)
  for (; i < 64; i++) {
    var w15 = w[i - 15]
    var w2 = w[i - 2]
    var s0 = rotateRight(w15, 7) ^ rotateRight(w15, 18) ^ (w15 >>> 3)
    var s1 = rotateRight(w2, 17) ^ rotateRight(w2, 19) ^ (w2 >>> 10)
    w[i] = w[i - 16] + s0 + w[i - 7] + s1
  }
  var v = Array.prototype.slice.call(state)
  for (i = 0; i < 64; i++) {
    var e = v[4]
    var a = v[0]
    var sumE = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)
    var sumA = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)
    var choice = (e & v[5]) ^ (~e & v[6])
    var majority = (a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2])
    var t = (v[7] + sumE + choice + SHA256_ROUNDS[i] + w[i]) | 0
    v = [(t + sumA + majority) | 0, a, v[1], v[2], (v[3] + t) | 0, e, v[5], v[6]]
  }
  for (i = 0; i < 8; i++) state[i] += v[i]
}

/**
 * The digest as eight words, read little endian: as the unit wants its seed.
 * @param {Uint8Array} bytes
 */
export function seedOf(bytes) {
  var state = new Int32Array(rootsOfPrimes(8, 1 / 2))
  var blocks = padded(bytes)
  var view = new DataView(blocks.buffer)
  var w = new Int32Array(64)
  for (var offset = 0; offset < blocks.length; offset += 64) compress(state, view, offset, w)
  var digest = new DataView(new ArrayBuffer(32))
  for (var i = 0; i < 8; i++) digest.setInt32(4 * i, state[i])
  var seed = new Int32Array(8)
  for (var j = 0; j < 8; j++) seed[j] = digest.getInt32(4 * j, true)
  return seed
}
