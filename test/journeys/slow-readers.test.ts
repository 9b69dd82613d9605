import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { AnswerBuffers } from '../../src/proxy/forwarding/answer-buffers.ts'
import { Spool } from '../../src/proxy/spool/spool.ts'
import { type SpoolDisk, systemSpoolDisk } from '../../src/kept/spool-disk.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type Connection, get, openConnection, request } from '../support/http.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const MIB = 1024 * 1024
const READERS = 60
const CONNECTIONS = 8

/** Nobody who has been asked so long ago keeps pace any more. */
const PACE_MS = 250

interface Stage {
  readonly gate: ClockedGate
  /** Files that are being answered. */
  readonly files: Set<ServerResponse>
  /** Those whose last byte the backend has given away. */
  readonly given: () => number
  /** Pieces that the backend has given so far. */
  readonly sent: () => number
  /** Of a file of so many bytes. */
  readonly sumOf: (bytes: number) => string
}

/** What every file begins with, and a piece that begins elsewhere each time. */
const NOISE = Buffer.allocUnsafe(MIB + 9_973)
const random = randomFrom(7)
for (let i = 0; i < NOISE.length; i++) NOISE[i] = wholeBelow(random, 256)

function* piecesOf(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes;) {
    const from = (sent * 7) % MIB
    const piece = NOISE.subarray(from, Math.min(from + 65_536, from + bytes - sent, NOISE.length))
    sent += piece.length
    yield piece
  }
}

function sumOf(bytes: number): string {
  const hash = createHash('sha256')
  for (const piece of piecesOf(bytes)) hash.update(piece)
  return hash.digest('hex')
}

async function start(t: Test, spool: Spool | null): Promise<Stage> {
  const files = new Set<ServerResponse>()
  let [given, sent] = [0, 0]
  const backend = createServer((asked, response) => {
    const bytes = Number(asked.url?.slice(1))
    if (!(bytes > 0)) return void response.end('page')
    files.add(response)
    response.once('close', () => files.delete(response))
    response.once('finish', () => given++)
    send(response, bytes, () => sent++)
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => {
    backend.closeAllConnections()
    backend.close()
  })
  const gate = await startOf(t, (backend.address() as AddressInfo).port, spool)
  return { gate, files, given: () => given, sent: () => sent, sumOf }
}

/** A gate with eight connections to a backend, and no memory lent to slow readers. */
function startOf(t: Test, port: number, spool: Spool | null): Promise<ClockedGate> {
  const text = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: ${CONNECTIONS} } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`
  const answerBuffers = new AnswerBuffers({ bytesMax: 0 })
  return startClockedGate(t, text, { answerBuffers, spool })
}

interface Breaking {
  readonly port: number
  readonly breakOff: () => void
}

/** A backend that sends half of each file, and then nothing until it breaks off. */
async function startBreaking(t: Test): Promise<Breaking> {
  const backend = createServer((asked, response) => {
    const bytes = Number(asked.url?.slice(1))
    response.writeHead(200, { 'Content-Length': bytes })
    response.write(Buffer.alloc(bytes / 2))
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => backend.close())
  const { port } = backend.address() as AddressInfo
  return { port, breakOff: () => backend.closeAllConnections() }
}

function send(response: ServerResponse, bytes: number, onSent = (): void => undefined): void {
  const pieces = piecesOf(bytes)
  response.writeHead(200, { 'Content-Length': bytes })
  const write = (): void => {
    for (let next = pieces.next(); next.done !== true; next = pieces.next()) {
      onSent()
      if (!response.write(next.value)) return void response.once('drain', write)
    }
    response.end()
  }
  write()
}

interface Spooled {
  readonly spool: Spool
  readonly folder: string
  readonly faults: string[]
}

function spoolIn(
  t: Test,
  bytesMax: number,
  { disk = systemSpoolDisk, answerBytesMax = bytesMax / 32 } = {},
): Spooled {
  const folder = mkdtempSync(join(tmpdir(), 'paart-spool-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const faults: string[] = []
  const spool = new Spool({
    folder: join(folder, 'answers'),
    name: 'worker-0',
    bytesMax,
    nowMs: () => performance.now(),
    onFault: ({ code }) => faults.push(code),
    answerBytesMax,
    disk,
  })
  return { spool, folder, faults }
}

/** Files of a folder that this process has open, by what the system calls them. */
function openFilesOf(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(folder) ? [path] : []
    } catch {
      return []
    }
  })
}

/** Asks for a file behind a front proxy, as somebody of this address, and reads nothing of it for now. */
async function ask(
  t: Test,
  { port }: ClockedGate,
  address: string,
  bytes: number,
): Promise<Connection> {
  const connection = await openConnection(port)
  t.teardown(connection.close)
  connection.socket.on('error', () => undefined)
  connection.socket.pause()
  connection.send(`GET /${bytes} HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: ${address}\r\n\r\n`)
  return connection
}

/** Of as many networks as there are readers. */
async function askAll(
  t: Test,
  stage: Stage,
  { bytes, count }: { readonly bytes: number; readonly count: number },
): Promise<readonly Connection[]> {
  const readers: Connection[] = []
  for (let i = 0; i < count; i++) readers.push(await ask(t, stage.gate, `198.51.${i}.7`, bytes))
  return readers
}

async function pageIsServed({ gate }: Stage, address: string): Promise<void> {
  const asked = request(gate.port, { path: '/', headers: { 'X-Forwarded-For': address } })
  if ((await asked).text !== 'page') throw new Error('no page')
}

/** Reads all of it, in portions of another size each time. */
async function readSlowly({ socket, receive }: Connection, seed: number): Promise<string> {
  const pace = randomFrom(seed)
  socket.on('data', () => {
    if (pace() > 0.02) return
    socket.pause()
    setTimeout(() => socket.resume(), wholeBelow(pace, 3))
  })
  socket.resume()
  const answer = await receive().catch(() => null)
  if (answer?.complete !== true) return 'cut off'
  return createHash('sha256').update(answer.body).digest('hex')
}

/** Requests that the backend still has to do with. */
const underWay = ({ gate }: Stage): number => gate.limits.gauges.backendTotal(0)

/** So often nothing has come in between two looks when nothing will: a disk that is busy takes a while. */
const QUIET_LOOKS = 10

/**
 * Time goes on until all that is to move aside has. It stands still while anything comes from the backend: where the
 * machine is slow, whoever waits for a connection would else be told that he waits in vain.
 */
async function passTime({ gate, sent }: Stage, what: string, isSo: () => boolean): Promise<void> {
  let [before, quiet] = [-1, 0]
  await eventually(what, () => {
    quiet = sent() === before ? quiet + 1 : 0
    before = sent()
    if (quiet > 0 && quiet % QUIET_LOOKS === 0) gate.clock.advance(PACE_MS)
    return isSo()
  })
}

t.test('sixty slow readers of 5 MiB hold no connection, and each gets every byte', async (t) => {
  const bytes = 5 * MIB
  const { spool, folder, faults } = spoolIn(t, 1024 * MIB)
  const stage = await start(t, spool)
  const readers = await askAll(t, stage, { bytes, count: READERS })
  for (let i = 0; i < 20; i++) await pageIsServed(stage, `203.0.${i}.9`)
  await passTime(stage, 'its connections are free', () => underWay(stage) === 0)
  t.equal(stage.given(), READERS)
  t.ok(spool.bytes > 0)
  t.equal(openFilesOf(folder).length, 1, 'one file for all')
  t.match(openFilesOf(folder)[0], /deleted/)
  t.strictSame(readdirSync(join(folder, 'answers')), [])
  const sums = await Promise.all(readers.map(readSlowly))
  t.strictSame(new Set(sums), new Set([stage.sumOf(bytes)]))
  await eventually('nothing is left', () => spool.bytes === 0)
  await eventually('nor a file', () => openFilesOf(folder).length === 0)
  t.strictSame(faults, [])
})

/** More than the systems at both ends of two connections keep for a reader that takes nothing. */
const LARGE_BYTES = 24 * MIB

/** The connections that are not left to pages. */
const HALF = CONNECTIONS / 2

const broken = (code: string): SpoolDisk => ({
  ...systemSpoolDisk,
  write: (_file, _pieces, _position, done) => {
    setImmediate(() => done(Object.assign(new Error(code), { code })))
  },
})

t.test(
  'without a file, or with a disk that is full, they hold half of the connections',
  async (t) => {
    const full = spoolIn(t, 1024 * MIB, { disk: broken('ENOSPC') })
    for (const { spool, faults } of [{ spool: null, faults: [] }, full]) {
      const stage = await start(t, spool)
      const readers = await askAll(t, stage, { bytes: LARGE_BYTES, count: 2 * CONNECTIONS })
      const name = spool === null ? 'without a file' : 'with a full disk'
      await passTime(stage, `${name} the others are let go`, () => underWay(stage) <= HALF)
      for (let i = 0; i < 20; i++) await pageIsServed(stage, `203.0.${i}.9`)
      t.equal(stage.files.size, HALF, name)
      if (spool !== null) t.strictSame(new Set(faults), new Set(['ENOSPC']))
      const sums = await Promise.all(readers.map(readSlowly))
      const whole = sums.filter((sum) => sum === stage.sumOf(LARGE_BYTES))
      t.equal(whole.length, HALF, `${name} the rest gets every byte`)
      await eventually('nothing is left', () => (spool?.bytes ?? 0) === 0)
    }
  },
)

/** Bytes a second of a bad mobile network, and what each of those takes who came to hold connections. */
const MOBILE = 40_000
const DRIP = 5_000

/** Somebody who reads as much as he is let. */
class Sipper {
  readonly #socket: Connection['socket']
  #allowed = 0

  constructor({ socket }: Connection) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.allow(-chunk.length))
  }

  allow(bytes: number): void {
    this.#allowed += bytes
    if (this.#allowed > 0) this.#socket.resume()
    else this.#socket.pause()
  }
}

/**
 * Reads all of it by a bad mobile network, which stalls for twenty seconds each 2 MiB. Time goes on by what
 * is read, for the others as well.
 */
async function readByMobile(
  { gate }: Stage,
  { socket, receive }: Connection,
  others: readonly Sipper[],
): Promise<string> {
  let untilStall = 2 * MIB
  const goOn = (ms: number): void => {
    gate.clock.advance(ms)
    for (const other of others) other.allow((DRIP * ms) / 1000)
  }
  socket.on('data', (chunk: Buffer) => {
    socket.pause()
    goOn((chunk.length * 1000) / MOBILE)
    untilStall -= chunk.length
    if (untilStall < 0) {
      goOn(20_000)
      untilStall += 2 * MIB
    }
    setImmediate(() => socket.resume())
  })
  socket.resume()
  const answer = await receive().catch(() => null)
  if (answer?.complete !== true) return 'cut off'
  return createHash('sha256').update(answer.body).digest('hex')
}

t.test(
  'beside sixty slow readers of three networks a file arrives by a bad mobile network, with nowhere to wait',
  async (t) => {
    const full = spoolIn(t, 1024 * MIB, { disk: broken('ENOSPC') })
    for (const spool of [null, full.spool]) {
      const stage = await start(t, spool)
      const sippers: Sipper[] = []
      const join = async (i: number): Promise<void> => {
        sippers.push(new Sipper(await ask(t, stage.gate, `198.51.${i % 3}.${i + 1}`, LARGE_BYTES)))
      }
      for (let i = 0; i < READERS / 2; i++) await join(i)
      await isStill(stage)
      const citizen = await ask(t, stage.gate, '203.0.113.7', LARGE_BYTES)
      const reading = readByMobile(stage, citizen, sippers)
      for (let i = READERS / 2; i < READERS; i++) await join(i)
      await pageIsServed(stage, '203.0.114.7')
      t.equal(await reading, stage.sumOf(LARGE_BYTES), spool === null ? 'no file' : 'a full disk')
      await pageIsServed(stage, '203.0.114.7')
      t.ok(stage.files.size <= HALF, 'and half of the connections are for pages')
    }
  },
)

t.test('a file that is full leaves what does not fit with its backend', async (t) => {
  const { spool } = spoolIn(t, 16 * MIB, { answerBytesMax: 16 * MIB })
  const stage = await start(t, spool)
  const readers = await Promise.all(
    [1, 2].map((i) => ask(t, stage.gate, `198.51.${i}.7`, LARGE_BYTES)),
  )
  // A quarter each; a third network would find less.
  await passTime(stage, 'each has its portion', () => spool.bytes === 2 * 4 * MIB)
  t.equal(underWay(stage), 2)
  const sums = await Promise.all(readers.map(readSlowly))
  t.strictSame(new Set(sums), new Set([stage.sumOf(LARGE_BYTES)]))
  await eventually('nothing is left', () => spool.bytes === 0)
})

t.test('whoever leaves, and a backend that breaks, leave nothing in the file', async (t) => {
  const { spool, folder } = spoolIn(t, 1024 * MIB)
  const stage = await start(t, spool)
  const gone = await ask(t, stage.gate, '198.51.1.7', LARGE_BYTES)
  await passTime(stage, 'the first is in the file', () => spool.bytes > 4 * MIB)
  await eventually('and its backend is done', () => underWay(stage) === 0)
  gone.close()
  await eventually('nothing is left of it', () => spool.bytes === 0)
  const { port, breakOff } = await startBreaking(t)
  const other = await startOf(t, port, spool)
  const cut = await ask(t, other, '198.51.2.7', LARGE_BYTES)
  await eventually('the second is in the file', () => {
    other.clock.advance(PACE_MS)
    return spool.bytes > 4 * MIB
  })
  breakOff()
  await eventually('nothing is left of it', () => spool.bytes === 0)
  t.equal(await readSlowly(cut, 1), 'cut off')
  t.equal(openFilesOf(folder).length, 0)
  t.equal(other.outcomes[0]?.reason.name, 'backend-broke cut-short')
})

t.test('a gate says how much waits on the disk, where nobody else finds it', async (t) => {
  const backend = createServer((_asked, response) => send(response, LARGE_BYTES)).listen(0)
  await once(backend, 'listening')
  const { port } = backend.address() as AddressInfo
  const gate = await startTestGate({ backendPort: port })
  t.teardown(async () => {
    backend.closeAllConnections()
    backend.close()
    await gate.stop()
  })
  const waiting = async (): Promise<number> =>
    Number(/^paart_spooled_bytes (\d+)$/m.exec((await get(gate.adminPort, '/metrics')).text)?.[1])
  const { socket, send: say, close } = await openConnection(gate.port)
  socket.on('error', () => undefined).pause()
  say('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await eventually('it is told', async () => (await waiting()) > 4 * MIB)
  const folder = join(gate.folder, 'run', 'answers')
  t.equal(statSync(folder).mode & 0o777, 0o700)
  t.strictSame(readdirSync(folder), [])
  close()
  await eventually('nothing waits any more', async () => (await waiting()) === 0)
})

/** The backend sends nothing more: nobody takes it. */
async function isStill({ files }: Stage): Promise<void> {
  const sent = (): number =>
    [...files].reduce((sum, { socket }) => sum + (socket?.bytesWritten ?? 0), 0)
  let last = -1
  let looks = 0
  await eventually('nothing more is sent', () => {
    looks = sent() === last ? looks + 1 : 0
    last = sent()
    return looks > 20
  })
}

t.test('who moves aside for somebody else goes on, and so does he', async (t) => {
  const { spool } = spoolIn(t, 1024 * MIB)
  const stage = await start(t, spool)
  const readers: Connection[] = []
  const join = async (i: number): Promise<void> => {
    readers.push(await ask(t, stage.gate, `198.51.${i}.7`, LARGE_BYTES))
  }
  for (let i = 0; i < HALF; i++) await join(i)
  await eventually('half of the connections wait', () => stage.files.size === HALF)
  await isStill(stage)
  // So that all of them take hardly anything.
  stage.gate.clock.advance(86_400_000)
  await join(HALF)
  await passTime(stage, 'all of them move aside', () => underWay(stage) === 0)
  const sums = await Promise.all(readers.map(readSlowly))
  t.strictSame(new Set(sums), new Set([stage.sumOf(LARGE_BYTES)]))
})
