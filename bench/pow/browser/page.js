// In the browser: does the gate's own work by the gate's own script, and a SHA-256 gate's by its.

/** As many as the gate's page hands to a worker at a time, once that is warm. */
const BATCH = { 1: 128, 2: 32 }

const hands = new Map()

/** A worker with whoever waits for its next message. */
function createHand(url) {
  const worker = new Worker(url)
  const hand = { worker, waiting: null }
  worker.addEventListener('message', ({ data }) => hand.waiting.resolve(data))
  worker.addEventListener('error', ({ message }) => hand.waiting.reject(new Error(message)))
  return hand
}

/** One message there, one back; a worker stays, with its code compiled. */
function ask(url, name, message) {
  if (!hands.has(name)) hands.set(name, createHand(url))
  const hand = hands.get(name)
  hand.waiting = Promise.withResolvers()
  hand.worker.postMessage(message)
  return hand.waiting.promise
}

/** Tags of some units. `work` as the page's script makes it of a token. */
async function unitTags(work, range) {
  const seed = Int32Array.from(work.seed)
  // A worker works for one token: each seed has its own.
  const name = `units of ${work.seed} by ${range.algorithm}`
  return Array.from((await ask('script.js', name, { work: { ...work, seed }, range })).tags)
}

async function unitRate(work, algorithm, ms) {
  const startedMs = performance.now()
  let from = 0
  for (;;) {
    from += (await unitTags(work, { algorithm, from, count: BATCH[algorithm] })).length
    const passedMs = performance.now() - startedMs
    if (passedMs >= ms) return (1000 * from) / passedMs
  }
}

let modulePromise

/** `bits` for a number, `ms` for a rate. */
async function search(way, job) {
  modulePromise ??= WebAssembly.compileStreaming(fetch('search.wasm'))
  return ask('search.worker.js', way, { way, ...job, module: await modulePromise })
}

// Called by name, from outside.
Object.assign(globalThis, { unitTags, unitRate, search })
