/**
 * Sends one large body through the gate in each direction, with a length and in chunks, and says how
 * much memory the gate took meanwhile: `node bench/bulk.ts [MiB]`, 1024 if nothing is said.
 */
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { bulkOf, MIB, type Sum, sumOf } from './bulk-stream.ts'
import { BROWSER, cookiesWith } from './browser.ts'
import { Fleet, type RunningServer } from './fleet.ts'
import { memoryMiB } from './process-usage.ts'

/** How often memory is looked at. */
const LOOK_MS = 20

/** Beyond it a run is no measurement but a night's work. */
const MIB_MAX = 64 * 1024

type Framing = 'length' | 'chunks'

function headersOf(gate: RunningServer): Record<string, string> {
  return { ...BROWSER, Cookie: cookiesWith(gate.passes[0] ?? '', BROWSER.Cookie) }
}

async function upload(gate: RunningServer, framing: Framing, mebibytes: number): Promise<Sum> {
  const { bytes: size, stream } = bulkOf(mebibytes)
  const length = framing === 'length' ? { 'Content-Length': size } : {}
  const headers = { ...headersOf(gate), ...length }
  const sent = request({ port: gate.port, path: `/${framing}`, method: 'PUT', headers })
  const answered = answerTo(sent)
  await pipeline(stream, sent)
  const [bytes = 0, crc = 0] = (await text(await answered)).split(' ').map(Number)
  return { bytes, crc }
}

function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('response', resolve).once('error', reject)
  })
}

async function download(gate: RunningServer, framing: Framing, mebibytes: number): Promise<Sum> {
  const path = `/${framing}/${mebibytes}`
  const asked = request({ port: gate.port, path, headers: headersOf(gate) }).end()
  return sumOf(await answerTo(asked))
}

const WAYS = [
  ['upload', 'length', upload],
  ['upload', 'chunks', upload],
  ['download', 'length', download],
  ['download', 'chunks', download],
] as const

/** Runs one way and gives the most memory the gate was seen with meanwhile. */
async function peakDuring(pid: number, act: () => Promise<void>): Promise<number> {
  let peak = memoryMiB(pid).now
  const timer = setInterval(() => (peak = Math.max(peak, memoryMiB(pid).now)), LOOK_MS)
  try {
    await act()
  } finally {
    clearInterval(timer)
  }
  return peak
}

async function run(fleet: Fleet, mebibytes: number): Promise<void> {
  const origin = await fleet.server('servers/bulk.ts', [])
  const gate = await fleet.server('servers/gate.ts', [String(origin.port), fleet.folder, '1', '0'])
  const want = await sumOf(bulkOf(mebibytes).stream)
  console.log(`before: RSS ${memoryMiB(gate.pid).now.toFixed(0)} MiB`)
  for (const [name, framing, move] of WAYS) {
    const startMs = performance.now()
    const peak = await peakDuring(gate.pid, async () => {
      const got = await move(gate, framing, mebibytes)
      if (got.bytes !== want.bytes || got.crc !== want.crc) throw new Error(`${name} is not whole`)
    })
    const rate = mebibytes / ((performance.now() - startMs) / 1000)
    const moved = `${want.bytes / MIB} MiB in ${rate.toFixed(0)} MiB/s`
    console.log(`${name}, ${framing}: ${moved}, RSS at most ${peak.toFixed(0)} MiB`)
  }
}

const mebibytes = Number(process.argv[2] ?? 1024)
if (!Number.isInteger(mebibytes) || mebibytes < 1 || mebibytes > MIB_MAX) {
  console.error('usage: node bench/bulk.ts [MiB]')
  process.exit(2)
}
const fleet = new Fleet()
process.once('exit', () => fleet.end())
await run(fleet, mebibytes)
process.exit()
