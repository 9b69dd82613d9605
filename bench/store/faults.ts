import { spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { newKeyFile } from '../../src/client/index.ts'
import { saveKeys } from '../../src/control/changes/key-store.ts'
import { startSentinels } from '../../test/support/applications/sentinels.ts'
import { startStoreServer, type StoreServer } from '../../test/support/applications/store-server.ts'
import { askProgram } from '../asking.ts'
import { Fleet, type RunningServer } from '../fleet.ts'
import { type LoadJob, type LoadResult } from '../load-job.ts'
import { type LoopDelays } from './loop-delays.ts'

/** Of each gate: connections that keep theirs, and ask without pause. */
const CONNECTIONS = 4

const WARM_UP_SECONDS = 5

/** How often it is looked at how the store is. */
const LOOK_MS = 100

/** A fault that no gate noticed by then is not noticed. */
const NOTICE_MS_MAX = 20_000

/** A gate has answered the load and told of its loops. */
const ANSWER_MS = 60_000

/** What is done to the store, and undone. */
interface Fault {
  readonly strike: (store: StoreServer) => unknown
  readonly heal: (store: StoreServer) => unknown
}

const NOTHING = (): void => undefined

const FAULTS: Readonly<Record<string, Fault>> = {
  control: { strike: NOTHING, heal: NOTHING },
  hangs: { strike: (store) => store.signal('SIGSTOP'), heal: (store) => store.signal('SIGCONT') },
  'is killed, starts empty': { strike: (store) => store.kill(), heal: (store) => store.start() },
  'is slow: 0.4 s a call': {
    strike: (store) => void slowDown(store),
    heal: NOTHING,
  },
  'is full': {
    strike: (store) => store.say('CONFIG', 'SET', 'maxmemory', '1'),
    heal: (store) => store.say('CONFIG', 'SET', 'maxmemory', '0'),
  },
  'control again': { strike: NOTHING, heal: NOTHING },
}

/** Four seconds, in which nothing is answered for most of each half. */
async function slowDown(store: StoreServer): Promise<void> {
  for (let i = 0; i < 8; i++) {
    await store.say('CLIENT', 'PAUSE', '400', 'ALL')
    await pause(500)
  }
}

interface MeasuredGate extends RunningServer {
  readonly child: ChildProcess
}

/** Lines of a table: what two gates under load make of each fault of their store. */
export async function* measureFaults(seconds: number): AsyncGenerator<string> {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    yield 'redis-server is not installed: no faults are measured'
    return
  }
  const fleet = new Fleet()
  const ends: (() => unknown)[] = []
  const t = { teardown: (end: () => unknown): void => void ends.push(end) }
  try {
    const store = await startStoreServer(t)
    const gates = await startGates(fleet, 'one', store.url.slice('unix:'.length))
    for (const [name, fault] of Object.entries(FAULTS)) {
      yield await row(fleet, gates, { name, seconds, fault, store })
    }
    for (const { child } of gates) child.kill()
    const { primary, port } = await startSentinels(t)
    const others = await startGates(fleet, 'sentinel', String(port))
    const fault = { strike: () => primary.kill(), heal: NOTHING }
    const name = 'fails over, by a Sentinel'
    yield await row(fleet, others, { name, seconds, fault, store: primary })
  } finally {
    for (const end of ends.toReversed()) await end()
    fleet.end()
  }
}

async function startGates(
  fleet: Fleet,
  name: string,
  store: string,
): Promise<readonly MeasuredGate[]> {
  const origin = await fleet.server('servers/origin.ts', [])
  const ring = join(fleet.folder, `${name}.json`)
  saveKeys(ring, newKeyFile(Math.floor(Date.now() / 1000)))
  const gates: MeasuredGate[] = []
  for (let i = 0; i < 2; i++) {
    const folder = join(fleet.folder, `${name}-${i}`)
    mkdirSync(folder, { mode: 0o700 })
    copyFileSync(ring, join(folder, 'keys.json'))
    const file = 'store/gate.ts'
    const preload = ['--import', join(import.meta.dirname, 'loop-delays.ts')]
    const child = fleet.program(file, [String(origin.port), folder, store], preload)
    gates.push({ ...(await fleet.ready(child, file)), child })
  }
  for (const gate of gates) await whenUp(gate, true, NOTICE_MS_MAX)
  // What runs for the first time is slow, and would be held against whatever is measured first.
  await Promise.all(gates.map(({ port }) => load(fleet, port, WARM_UP_SECONDS)))
  return gates
}

async function row(
  fleet: Fleet,
  gates: readonly MeasuredGate[],
  {
    name,
    seconds,
    fault,
    store,
  }: { readonly name: string; readonly seconds: number; fault: Fault; store: StoreServer },
): Promise<string> {
  for (const { child } of gates) child.send('begin')
  const loads = gates.map(async (gate) => load(fleet, gate.port, seconds))
  const told = await watched(gates, { seconds, fault, store })
  const results = await Promise.all(loads)
  const delays = await Promise.all(gates.map(loopDelays))
  const sum = (of: (result: LoadResult) => number): number =>
    results.reduce((all, result) => all + of(result), 0)
  return [
    `fault ${name}: ${sum(({ requests }) => requests)} requests, ${sum(({ errors }) => errors)} of them failed;`,
    ...told,
    `loop delay p99: main ${worst(delays.map(({ main }) => main))} ms, workers ${worst(delays.flatMap(({ workers }) => workers))} ms;`,
    `slowest of a hundred requests ${worst(results.map(({ p99Ms }) => p99Ms))} ms`,
  ].join(' ')
}

/** Strikes and heals while the load goes on, and says when the first gate noticed. */
async function watched(
  [gate]: readonly MeasuredGate[],
  {
    seconds,
    fault,
    store,
  }: { readonly seconds: number; readonly fault: Fault; readonly store: StoreServer },
): Promise<readonly string[]> {
  if (fault.strike === NOTHING || gate === undefined) return []
  await pause(1_000)
  const struck = performance.now()
  await fault.strike(store)
  const noticedMs = await whenUp(gate, false, (seconds * 1_000) / 2)
  if (noticedMs === null) return ['not noticed;']
  if (fault.heal !== NOTHING) {
    await pause(Math.max(0, (seconds * 1_000) / 2 - (performance.now() - struck)))
  }
  await fault.heal(store)
  const againMs = await whenUp(gate, true, NOTICE_MS_MAX)
  const since = fault.heal === NOTHING ? 'that' : 'it was healed'
  return [`noticed after ${inSeconds(noticedMs)}, over ${inSeconds(againMs)} after ${since};`]
}

function worst(values: readonly number[]): string {
  return Math.max(...values).toFixed(1)
}

function inSeconds(ms: number | null): string {
  return ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`
}

async function load(fleet: Fleet, port: number, seconds: number): Promise<LoadResult> {
  const child = fleet.program('load.ts', [])
  const job: LoadJob = {
    port,
    method: 'GET',
    path: '/page',
    headers: {},
    cookies: [],
    bodyBytes: 0,
    connections: CONNECTIONS,
    seconds,
    status: 200,
  }
  const result = await askProgram<LoadResult>(child, job, seconds * 1_000 + ANSWER_MS)
  child.disconnect()
  return result
}

function loopDelays({ child }: MeasuredGate): Promise<LoopDelays> {
  child.send('tell')
  return new Promise((resolve) => void child.once('message', (told: LoopDelays) => resolve(told)))
}

/** Milliseconds until the gate says so of its store; null where it never does. */
async function whenUp(
  { adminPort }: MeasuredGate,
  isUp: boolean,
  waitMs: number,
): Promise<number | null> {
  const startMs = performance.now()
  while (performance.now() - startMs < waitMs) {
    const answer = await fetch(`http://127.0.0.1:${adminPort}/metrics`)
    if ((await answer.text()).includes(`\npaart_store_up ${isUp ? 1 : 0}\n`)) {
      return performance.now() - startMs
    }
    await pause(LOOK_MS)
  }
  return null
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
