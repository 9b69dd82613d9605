// SHA-256 (FIPS 180-4) in plain words: WebCrypto does not exist on pages without TLS.

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
var SHA256_ROUNDS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]

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
  var state = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ])
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
