// What pages with SHA-256 do in a browser: look for a number behind the challenge so that the hash of
// both begins with zeros. Three ways: the browser's own hash for each number; the same in plain
// JavaScript; four numbers at a time in WebAssembly. The latter two hash the challenge once.

/** Numbers of 16 digits; the last four change within a group. */
const GROUP = 10_000
const BITS = 8 * (64 + 16)

/** Where things stand in the memory of `search-module.ts`. */
const STATE = 0
const BLOCK = 32
const ENDINGS = 4096

const START = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
])

const K = new Int32Array(64)
const W = new Int32Array(64)

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function writeConstants() {
  const primes = []
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n)
  primes.forEach((prime, i) => (K[i] = (Math.cbrt(prime) % 1) * 2 ** 32))
}

/** The state after one more block; names instead of a list, which compilers like. */
function compress(state, block, to) {
  W.set(block)
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15]
    const y = W[i - 2]
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0
  }
  let a = state[0]
  let b = state[1]
  let c = state[2]
  let d = state[3]
  let e = state[4]
  let f = state[5]
  let g = state[6]
  let h = state[7]
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t = (h + s1 + (g ^ (e & (f ^ g))) + K[i] + W[i]) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const u = (s0 + ((a & b) ^ (c & (a ^ b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t) | 0
    d = c
    c = b
    b = a
    a = (t + u) | 0
  }
  to[0] = state[0] + a
  to[1] = state[1] + b
  to[2] = state[2] + c
  to[3] = state[3] + d
  to[4] = state[4] + e
  to[5] = state[5] + f
  to[6] = state[6] + g
  to[7] = state[7] + h
}

/** Words of a message, big endian, from text. */
function wordsOf(text) {
  const view = new DataView(new TextEncoder().encode(text).buffer)
  return Array.from({ length: text.length / 4 }, (_, i) => view.getInt32(4 * i))
}

const endings = new Int32Array(GROUP)
const hash = new Int32Array(8)

/** Each looks through the group of `first`, and gives the place of the first hit, or `GROUP`. */
const WAYS = {
  async subtle({ challenge, mask }, first) {
    const encoder = new TextEncoder()
    for (let at = 0; at < GROUP; at++) {
      const digest = await crypto.subtle.digest('SHA-256', encoder.encode(challenge + (first + at)))
      if ((new DataView(digest).getInt32(0) & mask) === 0) return at
    }
    return GROUP
  },
  script({ state, mask }, first) {
    const block = blockOf(first)
    for (let at = 0; at < GROUP; at++) {
      block[3] = endings[at]
      compress(state, block, hash)
      if ((hash[0] & mask) === 0) return at
    }
    return GROUP
  },
  wasm({ state, mask, wasm }, first) {
    new Int32Array(wasm.memory.buffer, STATE, 8).set(state)
    new Int32Array(wasm.memory.buffer, BLOCK, 16).set(blockOf(first))
    return wasm.search(mask)
  },
}

/** The second block of a message, without its ending. */
function blockOf(first) {
  const block = new Int32Array(16)
  block.set(wordsOf(String(first)))
  block[4] = 0x80000000
  block[15] = BITS
  return block
}

async function prepare({ challenge, bits, module }) {
  writeConstants()
  for (let i = 0; i < GROUP; i++) endings[i] = wordsOf(String(i).padStart(4, '0'))[0]
  const { exports: wasm } = await WebAssembly.instantiate(module)
  new Int32Array(wasm.memory.buffer, ENDINGS, GROUP).set(endings)
  const state = new Int32Array(8)
  compress(START, Int32Array.from(wordsOf(challenge)), state)
  return { challenge, state, wasm, mask: bits === 0 ? -1 : -1 << (32 - bits) }
}

/**
 * With `bits`: the least number from `first` on whose hash begins with so many zeros. Without: works
 * for `ms`, as far as groups allow, and tells how many hashes a second that were.
 */
async function answer(job) {
  const work = await prepare(job)
  const look = WAYS[job.way]
  const startedMs = performance.now()
  let first = job.first
  for (;;) {
    const at = await look(work, first)
    if (at < GROUP) return first + at
    first += GROUP
    const passedMs = performance.now() - startedMs
    if (job.bits === 0 && passedMs >= job.ms) return (1000 * (first - job.first)) / passedMs
  }
}

addEventListener('message', ({ data }) => {
  answer(data).then(postMessage, (error) => {
    // Where a worker's errors are heard, and a promise's are not.
    setTimeout(() => {
      throw error
    }, 0)
  })
})
