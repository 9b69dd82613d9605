/**
 * `node bench/store/rooms.ts [PEOPLE]`: what a waiting room costs that four gates share, at a redis-server of this machine:
 * `activeMax: 500`, and so many people who wait (default 15,000), each of whom asks at some gate every 15 seconds. Printed
 * are the store's memory and CPU, what a turn takes each gate's main thread, and what the store is told and asked.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openConnection, type Connection } from '../../src/store/connection.ts'
import { ValkeyEngine } from '../../src/store/valkey.ts'
import { eventually } from '../../test/support/eventually.ts'
import { RoomGate, type Visitor, visitor } from '../../test/support/room-gates.ts'

const GATES = 4
const ACTIVE_MAX = 500
const PEOPLE = Number(process.argv[2] ?? 15_000)
const ASKS_EVERY = 15
const TURNS = 30
const TICKS_PER_SECOND = 100

const folder = mkdtempSync(join(tmpdir(), 'paart-rooms-'))
const path = join(folder, 's')
const store = spawn(
  'redis-server',
  ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder],
  { stdio: 'ignore' },
)

/** CPU that a process has used, in ms. */
function cpuMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}

async function memoryOf(connection: Connection): Promise<number> {
  const text = String(await connection.ask(['INFO', 'memory']))
  return Number(/used_memory:(\d+)/.exec(text)?.[1])
}

async function open(): Promise<Connection> {
  return openConnection({ kind: 'unix', path }, { credentials: null, tls: {} })
}

const ms = (value: number): string => `${value.toFixed(1)} ms`

interface Told {
  calls: number
  bytes: number
}

async function startGates(told: Told): Promise<readonly RoomGate[]> {
  const terms = { activeMax: ACTIVE_MAX, forMs: 600_000 }
  return Promise.all(
    Array.from({ length: GATES }, async (_, at) => {
      const link = await open()
      const counting = {
        ask: (command: readonly string[]) => {
          told.calls++
          told.bytes += command.reduce((sum, word) => sum + word.length, 0)
          return link.ask(command)
        },
      }
      const engine = new ValkeyEngine(counting, { prefix: 'bench', gate: `gate ${at}` })
      return new RoomGate(engine, { terms, nowMs: () => Date.now(), gates: () => GATES })
    }),
  )
}

/** A turn of each; ms of one. */
async function turnAll(gates: readonly RoomGate[]): Promise<number> {
  const startMs = performance.now()
  for (const gate of gates) await gate.turn()
  return (performance.now() - startMs) / gates.length
}

async function fill(gates: readonly RoomGate[]): Promise<readonly Visitor[]> {
  const people = Array.from({ length: PEOPLE + ACTIVE_MAX }, (_, at) => visitor(`home ${at}`))
  await turnAll(gates)
  for (const [at, one] of people.entries()) {
    gates[at % GATES]?.come(one)
    if (at % 500 === 499) await turnAll(gates)
  }
  for (let turn = 0; turn < 4; turn++) await turnAll(gates)
  const { active, waiting } = gates[0]?.counts ?? { active: 0, waiting: 0 }
  console.log(`${active} in, ${waiting} wait, at each of ${GATES} gates`)
  return people
}

/** A part of them asks in each second, at another gate each time; ms of a turn. */
async function ask(gates: readonly RoomGate[], people: readonly Visitor[]): Promise<number> {
  const took: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const endsMs = performance.now() + 1_000
    for (let at = turn % ASKS_EVERY; at < people.length; at += ASKS_EVERY) {
      const one = people[at]
      if (one !== undefined) gates[(at + turn) % GATES]?.come(one)
    }
    took.push(await turnAll(gates))
    await new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, endsMs - performance.now()))
    })
  }
  return took.toSorted((a, b) => a - b)[TURNS / 2] ?? NaN
}

async function measure(): Promise<void> {
  await eventually('the store answers', async () => {
    const connection = await open().catch(() => null)
    connection?.end()
    return connection !== null
  })
  const watcher = await open()
  const empty = await memoryOf(watcher)
  const told = { calls: 0, bytes: 0 }
  const gates = await startGates(told)
  const people = await fill(gates)
  const used = (await memoryOf(watcher)) - empty
  const each = Math.round(used / people.length)
  console.log(`memory of the store: ${(used / 2 ** 20).toFixed(1)} MiB, ${each} bytes a person`)
  const before = { store: cpuMs(store), own: process.cpuUsage(), ...told }
  const turnMs = await ask(gates, people)
  const { user, system } = process.cpuUsage(before.own)
  const ownMs = (user + system) / 1000 / TURNS / GATES
  const calls = (told.calls - before.calls) / TURNS / GATES
  const kibibytes = (told.bytes - before.bytes) / TURNS / GATES / 1024
  console.log(
    `CPU of the store: ${ms((cpuMs(store) - before.store) / TURNS)} a second, for all gates`,
  )
  console.log(`CPU of a gate, and of who asks there: ${ms(ownMs)} a second`)
  console.log(`a turn of one gate, its calls included: ${ms(turnMs)} (median)`)
  console.log(`calls: ${calls.toFixed(1)} a second and gate, ${kibibytes.toFixed(0)} KiB`)
}

try {
  await measure()
} finally {
  store.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
process.exit(0)
