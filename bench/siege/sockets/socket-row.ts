import { pause } from '../../endurance/pause.ts'
import { type Fleet } from '../../fleet.ts'
import { cpuMicroseconds, memoryMiB } from '../../process-usage.ts'
import { type Row, lostWhere, paidText } from '../row.ts'
import { type Attack, type Spoils } from './attacks.ts'
import { statedMiB } from './memory.ts'
import { type Phases, areServed, areTold, seenLine, seenOf } from './seen.ts'
import { type Stage, withStage } from './stage.ts'
import { type Citizens } from './visits.ts'

/** An attack with sockets, and what it is to be judged by. */
export interface Siege extends Attack {
  readonly name: string
  /** That the attacker has earned before. */
  readonly passes: number
  /** From one address or prefix: who holds no pass is to be served as well, else at least to be told. */
  readonly isNear: boolean
}

export interface SiegeOptions {
  /** The checkout whose gate is besieged. */
  readonly tree: string
  readonly fleets: Set<Fleet>
  /** Of each phase. */
  readonly seconds: number
  /** Before the first of them, so that the gate's code is compiled. */
  readonly warmUpSeconds: number
  /** Until an attack is there; it goes on coming meanwhile. */
  readonly gatherMs: number
  /** Core-milliseconds of a pass. */
  readonly passMs: number
}

/** Citizens of each kind, and what all of a kind do in a second. */
const CITIZENS = 80
const RATE = 20

/** Passes are old where they open the whole reserve (`mayTake`). */
const OLD_SECONDS = 3_600

interface Found {
  readonly citizens: readonly Phases[]
  readonly spoils: Spoils
  readonly atRestMiB: number
  readonly peakMiB: number
  readonly cpuSeconds: number
  readonly deaths: number
}

export async function socketRow(siege: Siege, options: SiegeOptions): Promise<Row> {
  const found = await withStage(options, (stage) => besiege(stage, siege, options))
  return rowOf(siege, found, options.passMs)
}

async function besiege(
  { gate, visit, begin, end }: Stage,
  siege: Siege,
  { seconds, warmUpSeconds, gatherMs }: SiegeOptions,
): Promise<Found> {
  const kinds = await kindsOf(gate)
  const job = { seconds, rate: RATE, kinds }
  await visit({ ...job, seconds: warmUpSeconds })
  const control = await visit(job)
  const atRestMiB = memoryMiB(gate.pid).now
  const cpuBefore = cpuMicroseconds(gate.pid)
  await begin({ ...siege, passes: await gate.mint(siege.passes, 0) })
  await pause(gatherMs)
  const attacked = await visit(job)
  return {
    citizens: kinds.map(({ name, passes }, i) => ({
      who: name,
      isHolder: passes.length > 0,
      control: seenOf(control[i] ?? []),
      attacked: seenOf(attacked[i] ?? []),
    })),
    atRestMiB,
    peakMiB: memoryMiB(gate.pid).peak,
    cpuSeconds: (cpuMicroseconds(gate.pid) - cpuBefore) / 1_000_000,
    deaths: await gate.metric('paart_worker_restarts_total'),
    spoils: await end(),
  }
}

/** Who holds a pass, and who does not: each in a network of their own, far from all others. */
async function kindsOf({ mint }: Stage['gate']): Promise<readonly Citizens[]> {
  const from = (third: number): readonly string[] =>
    Array.from({ length: CITIZENS }, (_, i) => `${20 + i}.16.${third}.9`)
  return [
    {
      name: 'holders of old passes',
      addresses: from(0),
      passes: await mint(CITIZENS, OLD_SECONDS),
    },
    { name: 'holders of new passes', addresses: from(16), passes: await mint(CITIZENS, 0) },
    { name: 'others', addresses: from(32), passes: [] },
  ]
}

function rowOf({ name, passes, isNear, connections }: Siege, found: Found, passMs: number): Row {
  const { citizens, spoils, atRestMiB, peakMiB, cpuSeconds, deaths } = found
  const statedMax = statedMiB(atRestMiB, connections)
  const memory = `${peakMiB.toFixed(0)} MiB at most (at rest ${atRestMiB.toFixed(0)}, stated ${statedMax.toFixed(0)})`
  const paid = paidText((passes * passMs) / 1000, answersOf(spoils))
  return {
    name,
    lost: [
      ...citizens.flatMap((phases) => lostOf(phases, isNear)),
      ...lostWhere({
        'a worker died': deaths === 0,
        'more memory than is stated': peakMiB <= statedMax,
      }),
    ],
    attacker: [spoilsText(spoils), `${passes} passes, ${paid}`],
    citizens: citizens.map(seenLine),
    gate: `${deaths} workers died, ${memory}, ${cpuSeconds.toFixed(1)} CPU s`,
  }
}

function lostOf(phases: Phases, isNear: boolean): readonly string[] {
  const what = `of what ${phases.who} asked for less than 99 % was`
  if (phases.isHolder || isNear) return lostWhere({ [`${what} served`]: areServed(phases) })
  return lostWhere({ [`${what} answered`]: areTold(phases) })
}

function answersOf({ statuses }: Spoils): number {
  const good = Object.entries(statuses).filter(([status]) => /^[12]/.test(status))
  return good.reduce((sum, [, count]) => sum + count, 0)
}

function spoilsText({ asked, statuses, open, sentMiB, receivedMiB }: Spoils): string {
  const told = Object.entries(statuses).map(
    ([status, count]) => `${count} x ${status === '0' ? 'closed' : status}`,
  )
  const bytes = `${sentMiB.toFixed(0)} MiB sent, ${receivedMiB.toFixed(0)} MiB received`
  return `${asked} requests, answered: ${told.join(', ') || 'none'}; ${open} connections at the end; ${bytes}`
}
