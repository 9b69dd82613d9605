import { createHash, randomBytes, randomInt } from 'node:crypto'
import t from 'tap'
import { PROOF_PARAMETERS, solve } from '../../src/challenge-pages/index.ts'
import { type Browser, FULL, load, type Script } from './browser-script.ts'

/** The head of a token that asks for so many units; the rest is of no interest to a browser. */
function tokenOf(units: number, changes: Readonly<Record<number, number>> = {}): Buffer {
  const bytes = randomBytes(60 + randomInt(40))
  const { sizeLog2, passes } = PROOF_PARAMETERS
  bytes.set([1, 1, 1, sizeLog2, passes, 2, units & 0xff, units >> 8])
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value
  return bytes
}

t.test('SHA-256 is what node:crypto says, at every length of a block', (t) => {
  const { seedOf } = load()
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 8252]) {
    const bytes = randomBytes(length)
    const digest = createHash('sha256').update(bytes).digest()
    const want = Array.from({ length: 8 }, (_, i) => digest.readInt32LE(4 * i))
    t.same([...seedOf(bytes)], want, `${length} bytes`)
  }
  t.end()
})

t.test('a token is read at its offsets, and only what is understood', (t) => {
  const { readTask } = load()
  const token = tokenOf(513)
  const task = readTask(token.toString('base64url'))
  t.same([...(task?.bytes ?? [])], [...token])
  t.same(task?.work.table, { sizeLog2: 14, passes: 2, units: 513 })
  t.equal(task?.work.derived, null)
  const both = readTask(tokenOf(513, { 2: 3, 41: 18 }).toString('base64url'))
  t.same(both?.work.derived, { iterations: 1800, units: 1539 })
  const table = [
    { title: 'an unknown version', text: tokenOf(8, { 0: 3 }).toString('base64url') },
    { title: 'algorithms without the first', text: tokenOf(8, { 2: 2 }).toString('base64url') },
    { title: 'a table too small', text: tokenOf(8, { 3: 4 }).toString('base64url') },
    { title: 'a table too large', text: tokenOf(8, { 3: 21 }).toString('base64url') },
    { title: 'no pass', text: tokenOf(8, { 4: 0 }).toString('base64url') },
    { title: 'too many passes', text: tokenOf(8, { 4: 9 }).toString('base64url') },
    { title: 'no unit', text: tokenOf(0).toString('base64url') },
    { title: 'a token too short', text: tokenOf(8).subarray(0, 59).toString('base64url') },
    { title: 'a letter of plain base64', text: `${token.toString('base64url')}+` },
    { title: 'nothing', text: '' },
  ]
  for (const { title, text } of table) t.equal(readTask(text), null, title)
  t.end()
})

/** Solves one token and returns what would be sent, and the shares the bar showed. */
async function submit(
  script: Script,
  token: Buffer,
): Promise<{ body: Buffer; shares: readonly number[] }> {
  const task = script.readTask(token.toString('base64url'))
  if (task === null) throw new Error('the token was not read')
  const shares: number[] = []
  const tags = await new Promise<Uint16Array>((resolve) => {
    script.solve(task, 'script.js', {
      onProgress: (share) => void shares.push(share),
      onDone: resolve,
    })
  })
  return { body: Buffer.from(script.submissionOf(task, tags)), shares }
}

/** Runs the worker's half of the script; messages travel at the end of the current task. */
function workerOf(script: Script, counts: { made: number; ended: number }): unknown {
  return class {
    readonly #toWorker = new EventTarget()
    readonly #toPage = new EventTarget()
    constructor() {
      counts.made++
      script.serveAsWorker({
        addEventListener: (type, listener) =>
          this.#toWorker.addEventListener(type, (event) => listener(event as MessageEvent)),
        postMessage: (data) =>
          setImmediate(() => this.#toPage.dispatchEvent(new MessageEvent('message', { data }))),
      })
    }
    addEventListener(type: string, listener: (event: Event) => void): void {
      this.#toPage.addEventListener(type, listener)
    }
    postMessage(data: unknown): void {
      setImmediate(() => this.#toWorker.dispatchEvent(new MessageEvent('message', { data })))
    }
    terminate(): void {
      counts.ended++
    }
  }
}

/** A worker whose script cannot be loaded: it takes an order and answers with an error. */
class BrokenWorker {
  readonly #events = new EventTarget()
  addEventListener(type: string, listener: (event: Event) => void): void {
    this.#events.addEventListener(type, listener)
  }
  postMessage(): void {
    setImmediate(() => this.#events.dispatchEvent(new Event('error', { cancelable: true })))
  }
  terminate(): void {}
}

function ForbiddenWorker(): never {
  throw new Error('refused by the content security policy')
}

const counts = { made: 0, ended: 0 }
const ways: readonly { title: string; browser: Browser }[] = [
  { title: 'in two workers', browser: { ...FULL, Worker: workerOf(load(), counts) } },
  { title: 'on the page, where workers are unknown', browser: FULL },
  {
    title: 'on the page, where workers are refused',
    browser: { ...FULL, Worker: ForbiddenWorker, MessageChannel: undefined },
  },
  {
    title: 'on the page, where workers fail',
    browser: { ...FULL, Worker: BrokenWorker, MessageChannel: undefined },
  },
  { title: 'in plain JavaScript, where nothing else is there', browser: {} },
  {
    title: 'in plain JavaScript, where WebAssembly is refused',
    browser: { ...FULL, WebAssembly: { Module: ForbiddenWorker } },
  },
]

for (const { title, browser } of ways) {
  t.test(`computes every tag ${title}`, async (t) => {
    const token = tokenOf(300)
    const { body, shares } = await submit(load(browser), token)
    t.ok(body.equals(Buffer.concat([token, solve(token)])), 'the server would accept it')
    t.equal(shares.at(-1), 1)
    t.same(
      shares,
      shares.toSorted((a, b) => a - b),
      'the bar never goes back',
    )
    t.ok(shares.length > 3, 'the bar moves')
  })
}

/** Turns of the page: how long each took by the browser's own clock. */
function channelOf(clock: { nowMs: number }, slices: number[]): unknown {
  return class {
    readonly port1 = new EventTarget() as EventTarget & { start?: unknown; close?: unknown }
    readonly port2 = { postMessage: () => void setImmediate(() => this.#turn()) }
    constructor() {
      Object.assign(this.port1, { start: () => undefined, close: () => undefined })
    }
    #turn(): void {
      const beforeMs = clock.nowMs
      this.port1.dispatchEvent(new Event('message'))
      slices.push(clock.nowMs - beforeMs)
    }
  }
}

/** WebAssembly on a device that needs so long for a unit. */
function deviceOf(clock: { nowMs: number }, unitMs: number): unknown {
  const real = FULL.WebAssembly as {
    readonly Module: unknown
    readonly Instance: new (module: unknown) => { readonly exports: Record<string, unknown> }
  }
  class Instance {
    readonly exports: Record<string, unknown>
    constructor(module: unknown) {
      const { memory, tag } = new real.Instance(module).exports
      const slowTag = (...of: unknown[]): unknown => {
        clock.nowMs += unitMs
        return Reflect.apply(tag as () => unknown, null, of)
      }
      this.exports = { memory, tag: slowTag }
    }
  }
  return { Module: real.Module, Instance }
}

t.test('without workers the page has its turn before 50 ms are over', async (t) => {
  const units = 300
  const cases = [
    { name: 'a fast device', unitMs: 0.05, stepMs: 0.005 },
    { name: 'an old phone', unitMs: 0.9, stepMs: 0.005 },
    { name: 'scripts that are not compiled', unitMs: 8, stepMs: 0.005 },
    { name: 'a clock that is made coarse', unitMs: 0.3, stepMs: 1000 / 60 },
    { name: 'a clock that stands still', unitMs: 0.3, stepMs: Infinity },
  ]
  for (const { name, unitMs, stepMs } of cases) {
    const clock = { nowMs: 1 }
    const slices: number[] = []
    const now = (): number => (stepMs === Infinity ? 0 : stepMs * Math.floor(clock.nowMs / stepMs))
    const token = tokenOf(units)
    const { body } = await submit(
      load({
        ...FULL,
        MessageChannel: channelOf(clock, slices),
        WebAssembly: deviceOf(clock, unitMs),
        performance: { now },
      }),
      token,
    )
    t.ok(body.equals(Buffer.concat([token, solve(token)])), name)
    const longest = Math.max(...slices)
    t.ok(longest < 50, `${name}: ${longest.toFixed(1)} ms at most`)
    t.ok(slices.length > 1, `${name}: ${slices.length} turns`)
  }
})

t.test('no more than two workers are made, and all are ended', (t) => {
  t.same(counts, { made: 2, ended: 2 })
  t.end()
})

/**
 * A browser with a slow clock: each look at it takes so long, and each derivation; the first looks may
 * take longer. A unit of the table is between two looks, eight derivations are too.
 */
function slow(
  lookMs: number,
  derivationMs: number,
  coldLooks = 0,
): { browser: Browser; derivations: () => number } {
  let nowMs = 0
  let derivations = 0
  const deriveBits: SubtleCrypto['deriveBits'] = (...how) => {
    nowMs += derivationMs
    derivations++
    return crypto.subtle.deriveBits(...how)
  }
  const importKey = crypto.subtle.importKey.bind(crypto.subtle)
  const performance = { now: () => (nowMs += coldLooks-- > 0 ? 5 : lookMs) }
  return {
    browser: { ...FULL, performance, crypto: { subtle: { importKey, deriveBits } } },
    derivations: () => derivations,
  }
}

t.test('the algorithm is chosen by timing the first units', async (t) => {
  const units = 100
  const cases = [
    { name: 'compiled scripts', lookMs: 0.5, derivationMs: 0, algorithm: 'table', derivations: 0 },
    {
      name: 'scripts that begin slowly',
      lookMs: 0.5,
      derivationMs: 0,
      coldLooks: 50,
      algorithm: 'table',
      derivations: 0,
    },
    { name: 'slow scripts', lookMs: 5, derivationMs: 0.1, algorithm: 'derived', derivations: 316 },
    { name: 'slow everything', lookMs: 5, derivationMs: 5, algorithm: 'table', derivations: 16 },
  ] as const
  for (const { name, lookMs, derivationMs, algorithm, derivations, ...rest } of cases) {
    const clock = slow(lookMs, derivationMs, 'coldLooks' in rest ? rest.coldLooks : 0)
    const token = tokenOf(units, { 2: 3, 41: 18 })
    const { body, shares } = await submit(load(clock.browser), token)
    t.ok(body.equals(Buffer.concat([token, solve(token, {}, algorithm)])), name)
    t.equal(clock.derivations(), derivations, `${name}: so many derivations`)
    t.same(
      shares,
      shares.toSorted((a, b) => a - b),
      `${name}: the bar never goes back`,
    )
  }
})

t.test('two workers agree on the algorithm', async (t) => {
  const { browser } = slow(5, 0)
  const token = tokenOf(100, { 2: 3, 41: 18 })
  const Worker = workerOf(load(browser), { made: 0, ended: 0 })
  const { body } = await submit(load({ ...browser, Worker }), token)
  t.ok(body.equals(Buffer.concat([token, solve(token, {}, 'derived')])))
})

t.test('the first algorithm is done where the second cannot be', async (t) => {
  const { browser } = slow(5, 0)
  const refused = { importKey: () => Promise.reject(new Error('refused')) }
  const cases: readonly { name: string; browser: Browser; changes: Record<number, number> }[] = [
    { name: 'no WebCrypto', browser: { ...browser, crypto: undefined }, changes: { 2: 3, 41: 18 } },
    { name: 'no TLS', browser: { ...browser, crypto: {} }, changes: { 2: 3, 41: 18 } },
    {
      name: 'PBKDF2 is refused',
      browser: { ...browser, crypto: { subtle: refused } },
      changes: { 2: 3, 41: 18 },
    },
    { name: 'the token does not allow it', browser, changes: { 41: 18 } },
    { name: 'the token names no iterations', browser, changes: { 2: 3, 41: 0 } },
  ]
  for (const { name, browser, changes } of cases) {
    const token = tokenOf(40, changes)
    const { body } = await submit(load(browser), token)
    t.ok(body.equals(Buffer.concat([token, solve(token)])), name)
  }
})

t.test('an algorithm that fails half-way says so', async (t) => {
  let left = 50
  const { browser } = slow(5, 0)
  const deriveBits = (...how: Parameters<SubtleCrypto['deriveBits']>): Promise<ArrayBuffer> =>
    left-- > 0 ? crypto.subtle.deriveBits(...how) : Promise.reject(new Error('refused'))
  const importKey = crypto.subtle.importKey.bind(crypto.subtle)
  const failed = Promise.withResolvers<string>()
  const script = load({
    ...browser,
    MessageChannel: undefined,
    crypto: { subtle: { importKey, deriveBits } },
    onError: (message) => failed.resolve(message),
  })
  submit(script, tokenOf(100, { 2: 3, 41: 18 }))
  t.equal(await failed.promise, 'PBKDF2')
})
