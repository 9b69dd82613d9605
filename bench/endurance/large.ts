import { request } from '../../test/support/http.ts'
import { cpuMicrosecondsInAll } from '../process-usage.ts'
import { median } from '../statistics.ts'
import { type Contender } from './contender.ts'
import { pause } from './pause.ts'
import { type Context, type Traffic, playRounds } from './rounds.ts'
import { type Stage } from './stage.ts'
import { type TrafficResult } from './traffic-job.ts'

/** As many rules as a policy of the gate takes. */
const RULES = 10_000

/** Requests a second that look whether anybody is kept waiting. */
const RATE = 50

/** Stretches of them, one after the other for as long as it takes. */
const STRETCH_SECONDS = 5

/** Before a change, so that its beginning is looked at. */
const LEAD_MS = 500

/** Then memory that is given back is back. */
const SETTLE_MS = 12_000

/** Beyond the control run a request may wait for so much longer. */
const LONGER_MS_MAX = 200
const MEMORY_MAX = 1.2

const BUSY = 'endurance/busy.ts'

interface Large {
  readonly control: TrafficResult
  readonly probes: readonly TrafficResult[]
  readonly changeMs: number
  readonly backMs: number
  readonly cpuSeconds: number
  readonly mebibytes: { readonly before: number; readonly large: number; readonly back: number }
}

/**
 * Ten thousand rules come and go while two programs beside the server take what they get of the processors: what a
 * steady probe sees of it, and what stays of the memory.
 */
export async function playLarge(context: Context): Promise<void> {
  const turns = await playRounds<Large>(context, (contender, { stage, traffic }) =>
    withBusyNeighbours(stage, () => playOne(contender, traffic)),
  )
  for (const [server, own] of turns) {
    const gapOf = ({ probes }: Large): number => Math.max(...probes.map(({ maxMs }) => maxMs))
    const failed = own.flatMap(({ control, probes }) => [control, ...probes]).map(failedIn)
    const figures = {
      failed: failed.reduce((sum, count) => sum + count, 0),
      'control-gap-ms': Math.max(...own.map(({ control }) => control.maxMs)),
      'gap-ms': Math.max(...own.map(gapOf)),
      'longer-ms': Math.max(...own.map((turn) => gapOf(turn) - turn.control.maxMs)),
      'change-ms': median(own.map(({ changeMs }) => changeMs)),
      'back-ms': median(own.map(({ backMs }) => backMs)),
      'cpu-s': median(own.map(({ cpuSeconds }) => cpuSeconds)),
      'mib-before': median(own.map(({ mebibytes }) => mebibytes.before)),
      'mib-large': median(own.map(({ mebibytes }) => mebibytes.large)),
      'mib-back': median(own.map(({ mebibytes }) => mebibytes.back)),
    }
    const isReached =
      figures.failed === 0 &&
      figures['longer-ms'] <= LONGER_MS_MAX &&
      figures['mib-back'] <= figures['mib-before'] * MEMORY_MAX
    const text = `failed 0, longer-ms <= ${LONGER_MS_MAX}, mib-back <= ${MEMORY_MAX} x mib-before`
    const aim = server === 'gate' ? { text, isReached } : null
    context.note({ scenario: 'large', server, figures, aim })
  }
}

async function withBusyNeighbours<T>(stage: Stage, play: () => Promise<T>): Promise<T> {
  const neighbours = [0, 1].map(() => stage.program(BUSY))
  try {
    return await play()
  } finally {
    for (const neighbour of neighbours) neighbour.kill('SIGTERM')
  }
}

async function playOne(contender: Contender, traffic: Traffic): Promise<Large> {
  const probe = (): Promise<TrafficResult> =>
    traffic(contender, { rate: RATE, seconds: STRETCH_SECONDS })
  const mebibytes = (): number => contender.residentKibibytes() / 1024
  const control = await probe()
  const before = mebibytes()
  const beforeCpu = cpuMicrosecondsInAll(contender.pid)
  const changed = await probed(probe, () => contender.configure(RULES))
  await expectLastRule(contender, 403)
  await pause(SETTLE_MS)
  const cpuSeconds = (cpuMicrosecondsInAll(contender.pid) - beforeCpu) / 1e6
  const large = mebibytes()
  const back = await probed(probe, contender.goBack)
  await expectLastRule(contender, 404)
  await pause(SETTLE_MS)
  return {
    control,
    probes: [...changed.probes, ...back.probes],
    changeMs: changed.tookMs,
    backMs: back.tookMs,
    cpuSeconds,
    mebibytes: { before, large, back: mebibytes() },
  }
}

/** Makes a change, with stretches of probes from before it until after it. */
async function probed(
  probe: () => Promise<TrafficResult>,
  change: () => Promise<void>,
): Promise<{ readonly probes: readonly TrafficResult[]; readonly tookMs: number }> {
  const probes: TrafficResult[] = []
  const over = new AbortController()
  const probing = (async (): Promise<void> => {
    do probes.push(await probe())
    while (!over.signal.aborted)
  })()
  await pause(LEAD_MS)
  const startMs = performance.now()
  await change()
  const tookMs = performance.now() - startMs
  over.abort()
  await probing
  return { probes, tookMs }
}

/** What is not in force cannot have been quick. Old workers may answer for a moment, of everybody but the gate. */
async function expectLastRule({ name, port }: Contender, status: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const path = `/part/${RULES - 1}/x`
    const answered = await request(port, { path, headers: { Connection: 'close' } })
    if (answered.status === status) return
    if (tries > 20) throw new Error(`${name} answers ${answered.status} and not ${status}`)
    await pause(LEAD_MS)
  }
}

function failedIn({ failed }: TrafficResult): number {
  return failed.fresh + failed.kept
}
