/**
 * `npm run bench:challenges [-- REQUESTS]`: a flood of challenges that nobody solves, 1,000,000 if nothing
 * is said, and what it does to the gate's memory; then what issuing and judging a proof costs.
 *
 * **Memory.** One gate in this process, so that its heap can be looked at, with tables of the size a gate
 * has; a page and its two tokens for each request, each from another address, a few hundred answers under
 * way at once. The heap is looked at after a collection. Tables that all workers share are given their
 * pages as these are first written: at the beginning they grow, and that is not the flood's.
 *
 * **Costs.** CPU of issuing a challenge and of judging a proof, as multiples of one HMAC and of one unit.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { keyRing, newKeyFile } from '../src/client/index.ts'
import { compileConfig } from '../src/config/index.ts'
import { attachLimits, createSharedMemory } from '../src/limits/index.ts'
import { openGate } from '../src/proxy/index.ts'
import { configText } from '../test/support/gate.ts'
import { onlyListen } from '../test/support/listen-tools.ts'
import { leaveWith } from './command-line.ts'
import { measureProofs } from './proof.ts'
import { describeMachine, proofRatios, ratioLine, table } from './report.ts'

const REQUESTS = 1_000_000

/** Lines of the table after the first. */
const LOOKS = 10

/** From here on every table has been written to everywhere: what grows later is the flood's. */
const WARM_LOOKS = 2

const PROOF_ROUNDS = 3

const MIB = 1024 * 1024

/** As a gate behind a front server is configured; the load says from which address it asks. */
const CONFIG = configText({
  backendPort: 9,
  policies: `open:
  challenge: always
  limits: [{ name: network, key: network, rate: 120/min, burst: 60, over: challenge }]`,
  rest: 'trustedProxies: [127.0.0.0/8]',
})

async function startChallenger(): Promise<{ readonly port: number; readonly end: () => void }> {
  const compiled = compileConfig(CONFIG, { file: 'bench.yaml', folder: '/tmp', cores: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  const ring = keyRing(newKeyFile(Math.floor(Date.now() / 1000)))
  const memory = createSharedMemory({
    workers: 1,
    seed: crypto.getRandomValues(new Uint8Array(16)),
  })
  const gate = openGate({
    clock: { wallMs: () => Date.now(), steadyMs: () => performance.now() },
    limits: attachLimits(memory, 0),
    keys: () => ring,
    snapshot: () => compiled.snapshot,
    workers: 1,
    connectionsMax: 1_000,
    kept: null,
    spool: null,
    onClosed: (why) => console.error(`a connection was closed: ${why}`),
    record: () => undefined,
    onEjected: () => undefined,
    onNotice: () => undefined,
    onDefect: (error) => console.error(error),
  })
  const server = gate.createServer(onlyListen(compiled.snapshot), 0).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return { port: address.port, end: () => server.closeAllConnections() }
}

/** Sends so many requests from a process of its own and waits for their answers. */
function flood(port: number, from: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('flood.ts', import.meta.url), [port, from, count].map(String))
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`flood: ${code}`))))
  })
}

async function measureMemory(requests: number): Promise<void> {
  const { port, end } = await startChallenger()
  const rss: number[] = []
  const look = (issued: number): string[] => {
    globalThis.gc?.()
    const usage = process.memoryUsage()
    rss.push(usage.rss / MIB)
    const figures = [usage.rss, usage.heapUsed, usage.external]
    return [String(issued), ...figures.map((bytes) => (bytes / MIB).toFixed(1))]
  }
  const rows = [['challenged', 'RSS MiB', 'heap MiB', 'external MiB'], look(0)]
  const part = Math.ceil(requests / LOOKS)
  for (let issued = 0; issued < requests; issued += part) {
    const count = Math.min(part, requests - issued)
    await flood(port, issued, count)
    rows.push(look(issued + count))
  }
  end()
  console.log(table(rows))
  const grown = (rss.at(-1) ?? 0) - (rss[WARM_LOOKS] ?? 0)
  console.log(`from ${rows[WARM_LOOKS + 1]?.[0]} to ${rows.at(-1)?.[0]}: ${grown.toFixed(1)} MiB`)
}

const requests = Number(process.argv[2] ?? REQUESTS)
if (!Number.isInteger(requests) || requests < LOOKS || globalThis.gc === undefined) {
  leaveWith('usage: npm run bench:challenges [-- REQUESTS]')
}
const { node, cores, cpu } = describeMachine()
console.log(`node ${node}, ${cores} cores, ${cpu}`)
await measureMemory(requests)
for (const ratio of proofRatios(measureProofs(PROOF_ROUNDS))) console.log(ratioLine(ratio))
process.exit()
