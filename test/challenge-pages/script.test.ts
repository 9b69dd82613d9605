import { createHash, randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { createUnit, PROOF_PARAMETERS, solve } from '../../src/challenge-pages/index.ts'

/** The parts of the browser's script under test, run as browsers run them: without modules. */
interface Script {
  readonly seedOf: (bytes: Uint8Array) => Int32Array
  readonly createUnit: (sizeLog2: number, passes: number) => (seed: Int32Array, i: number) => number
  readonly readTask: (text: string) => Task | null
  readonly submissionOf: (task: Task, tags: Uint16Array) => Uint8Array
  readonly solve: (task: Task, scriptUrl: string, listener: Listener) => void
  readonly serveAsWorker: (scope: WorkerScope) => void
}

interface Task {
  readonly bytes: Uint8Array
  readonly seed: Int32Array
  readonly sizeLog2: number
  readonly passes: number
  readonly units: number
}

interface Listener {
  readonly onProgress: (share: number) => void
  readonly onDone: (tags: Uint16Array) => void
}

interface WorkerScope {
  readonly addEventListener: (type: 'message', listener: (event: { data: unknown }) => void) => void
  readonly postMessage: (message: unknown) => void
}

const source = ['sha256', 'unit', 'solve']
  .map((part) =>
    readFileSync(
      new URL(`../../src/challenge-pages/browser/${part}.client.js`, import.meta.url),
      'utf8',
    ),
  )
  .join('\n')
  .replace(/^import .*$/gm, '')
  .replace(/^export /gm, '')

/** Loads the script where `Worker` and `MessageChannel` are what the case says. */
function load(Worker?: unknown, Channel: unknown = MessageChannel): Script {
  const names = 'seedOf, createUnit, readTask, submissionOf, solve, serveAsWorker'
  // oxlint-disable-next-line typescript/no-implied-eval -- a function's scope is the script's
  const make = new Function(
    'Worker',
    'MessageChannel',
    'setTimeout',
    `'use strict'\n${source}\nreturn { ${names} }`,
  )
  return make(Worker, Channel, startTimer)
}

/** The watch over silent workers must not keep the test waiting. */
function startTimer(callback: () => void, delayMs: number): void {
  const timer = setTimeout(callback, delayMs)
  if (delayMs > 0) timer.unref()
}

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

t.test('the unit agrees with the published vectors and with the server', (t) => {
  const script = load()
  const seed = Int32Array.from({ length: 8 }, (_, i) => 0x01020304 * (i + 1))
  const vectors = [
    { index: 0, want: 0xa1f2 },
    { index: 7, want: 0x4f24 },
  ]
  for (const { index, want } of vectors) t.equal(script.createUnit(14, 2)(seed, index), want)
  const output = new Int32Array(2)
  for (const [sizeLog2, passes] of [
    [5, 1],
    [10, 1],
    [12, 3],
    [14, 2],
  ] as const) {
    const here = script.createUnit(sizeLog2, passes)
    const there = createUnit({ sizeLog2, passes })
    for (let round = 0; round < 20; round++) {
      const random = new Int32Array(8).map(() => randomInt(-(2 ** 31), 2 ** 31))
      const index = randomInt(65_536)
      there(random, index, output)
      t.equal(here(random, index), (output[0] ?? 0) & 0xffff, `${sizeLog2} ${passes} ${index}`)
    }
  }
  t.end()
})

t.test('a token is read at its offsets, and only what is understood', (t) => {
  const { readTask } = load()
  const token = tokenOf(513)
  const task = readTask(token.toString('base64url'))
  t.same([...(task?.bytes ?? [])], [...token])
  t.same([task?.sizeLog2, task?.passes, task?.units], [14, 2, 513])
  const table = [
    { title: 'an unknown version', text: tokenOf(8, { 0: 2 }).toString('base64url') },
    { title: 'an unknown algorithm', text: tokenOf(8, { 2: 2 }).toString('base64url') },
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
const ways = [
  { title: 'in two workers', Worker: workerOf(load(), counts), Channel: MessageChannel },
  { title: 'on the page, where workers are unknown', Worker: undefined, Channel: MessageChannel },
  { title: 'on the page, where workers are refused', Worker: ForbiddenWorker, Channel: undefined },
  { title: 'on the page, where workers fail', Worker: BrokenWorker, Channel: undefined },
]

for (const { title, Worker, Channel } of ways) {
  t.test(`computes every tag ${title}`, async (t) => {
    const token = tokenOf(300)
    const { body, shares } = await submit(load(Worker, Channel), token)
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

t.test('no more than two workers are made, and all are ended', (t) => {
  t.same(counts, { made: 2, ended: 2 })
  t.end()
})
