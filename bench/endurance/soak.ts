import { truncateSync } from 'node:fs'
import { slope } from '../statistics.ts'
import { type Contender } from './contender.ts'
import { pause } from './pause.ts'
import { type Context } from './rounds.ts'
import { withStage } from './stage.ts'
import { type TrafficResult } from './traffic-job.ts'

/** Traffic comes in stretches of a minute, with a reload in the middle of each. */
const STRETCH_SECONDS = 60
const SAMPLE_MS = 5_000

/** Memory that is taken at the beginning and kept is no leak. */
const SETTLED_MS = 10 * 60_000

/** Resident memory may at most grow so fast. */
const MIB_AN_HOUR_MAX = 1

/** Less than this is no time to see a slope in. */
const JUDGED_MINUTES_MIN = 20

interface Sample {
  readonly ms: number
  readonly mebibytes: number
}

/** A long time at a fixed rate with a reload a minute: does memory grow, does anything fail? */
export function playSoak(context: Context): Promise<void> {
  return withStage(context.fleets, { isGateAlone: true }, async (stage) => {
    const [gate] = stage.contenders
    if (gate === undefined) return
    const { minutes, rate } = context.options
    const samples: Sample[] = []
    const startMs = performance.now()
    const sampler = setInterval(() => samples.push(sampleOf(gate, startMs)), SAMPLE_MS)
    let [requests, failed] = [0, 0]
    try {
      for (let leftSeconds = minutes * 60; leftSeconds > 0; leftSeconds -= STRETCH_SECONDS) {
        const seconds = Math.min(STRETCH_SECONDS, leftSeconds)
        const stretch = stage.traffic({ port: gate.port, path: '/page', rate, seconds })
        await pause((seconds * 1000) / 2)
        await gate.reload()
        const result = await stretch
        requests += result.requests
        failed += failuresOf(result)
        truncateSync(gate.log)
        const { ms, mebibytes } = sampleOf(gate, startMs)
        const memory = `${mebibytes.toFixed(1)} MiB, p99 ${result.p99Ms.toFixed(1)} ms`
        context.say(
          `${(ms / 60_000).toFixed(1)} min: ${requests} sent, ${failed} failed, ${memory}`,
        )
      }
    } finally {
      clearInterval(sampler)
    }
    note(context, { requests, failed, samples: [...samples, sampleOf(gate, startMs)] })
  })
}

function failuresOf({ failed }: TrafficResult): number {
  return failed.fresh + failed.kept
}

function sampleOf(gate: Contender, startMs: number): Sample {
  return { ms: performance.now() - startMs, mebibytes: gate.residentKibibytes() / 1024 }
}

interface Soaked {
  readonly requests: number
  readonly failed: number
  readonly samples: readonly Sample[]
}

function note(context: Context, { requests, failed, samples }: Soaked): void {
  const endMs = samples.at(-1)?.ms ?? 0
  const fromMs = Math.min(SETTLED_MS, endMs / 3)
  const judged = samples.filter(({ ms }) => ms >= fromMs)
  const hourly = slope(judged.map(({ ms, mebibytes }) => ({ x: ms / 3_600_000, y: mebibytes })))
  const isReached = failed === 0 && hourly < MIB_AN_HOUR_MAX
  const isLong = (endMs - fromMs) / 60_000 >= JUDGED_MINUTES_MIN
  const aim = { text: `failed 0, mib-an-hour < ${MIB_AN_HOUR_MAX}`, isReached }
  context.note({
    scenario: 'soak',
    server: 'gate',
    figures: {
      minutes: endMs / 60_000,
      requests,
      failed,
      'mib-an-hour': hourly,
      'mib-first': samples[0]?.mebibytes ?? 0,
      'mib-last': samples.at(-1)?.mebibytes ?? 0,
      'judged-minutes': (endMs - fromMs) / 60_000,
    },
    aim: isLong ? aim : null,
  })
}
