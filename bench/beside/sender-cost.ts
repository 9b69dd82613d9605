import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { type Fleet, type RunningServer } from '../fleet.ts'
import { cpuMicroseconds } from '../process-usage.ts'

/** A sender that takes so much longer than it was told hangs. */
const OVERTIME_MS = 20_000

/** One line: what a challenge costs the gate beside what the request costs whoever sends it as cheaply as he can. */
export async function senderCost(
  gate: RunningServer,
  fleet: Fleet,
  seconds: number,
): Promise<string> {
  await send(gate, fleet, seconds)
  const before = cpuMicroseconds(gate.pid)
  const { answered, cpuMicroseconds: sent } = await send(gate, fleet, seconds)
  const spent = cpuMicroseconds(gate.pid) - before
  const [own, theirs] = [spent, sent].map((sum) => (sum / Math.max(1, answered)).toFixed(1))
  return `challenge: ${own} us of CPU each for the gate, ${theirs} us for a lean program that asks for it`
}

interface Sent {
  readonly answered: number
  readonly cpuMicroseconds: number
}

async function send(gate: RunningServer, fleet: Fleet, seconds: number): Promise<Sent> {
  const child = fleet.asked('sender.ts', [String(gate.port), String(seconds)])
  const timer = setTimeout(() => child.kill(), seconds * 1000 + OVERTIME_MS)
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')])
  clearTimeout(timer)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own program's line
  return JSON.parse(said) as Sent
}
