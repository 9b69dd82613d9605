import { median } from '../statistics.ts'
import { type Context, playRounds } from './rounds.ts'
import { type Changed, changeUnderLoad } from './under-load.ts'

/** Each request takes a while, so that some are in flight whenever a worker ends. */
const KILLS = { count: 10, pauseMs: 1_500, changeMsMax: 1_500, path: '/work' } as const

/** Failures of one end of a worker are seen within this time: its sockets close one after the other. */
const BREAK_MS = 100

/** The aim for a worker that has been ended. */
const BACK_MS_MAX = 1_000

/**
 * Workers ended abruptly under load. A request that had been sent when the first connection broke was
 * in flight on that worker if its own connection broke; whoever came later must not notice.
 */
export async function playKill(context: Context): Promise<void> {
  const turns = await playRounds<Changed | null>(context, async (contender, { traffic }) => {
    const { killWorker } = contender
    if (killWorker === null) return null
    return changeUnderLoad(contender, traffic, { ...KILLS, change: killWorker })
  })
  for (const [server, own] of turns) {
    const played = own.filter((turn) => turn !== null)
    if (played.length > 0) note(context, server, played)
    else context.say(`kill ${server} has no workers that could be ended one by one`)
  }
}

function note(context: Context, server: string, turns: readonly Changed[]): void {
  const failed = turns.reduce((total, { result }) => total + failuresOf(result.failed), 0)
  const inFlight = turns.reduce((total, turn) => total + inFlightAtKill(turn), 0)
  const backMs = turns.flatMap(({ changes }) => changes.map(({ tookMs }) => tookMs))
  const later = failed - inFlight
  const isReached = later === 0 && median(backMs) <= BACK_MS_MAX
  const text = `failed-later 0, back-ms <= ${BACK_MS_MAX}`
  context.note({
    scenario: 'kill',
    server,
    figures: {
      kills: backMs.length,
      failed,
      'failed-in-flight': inFlight,
      'failed-later': later,
      'back-ms': median(backMs),
      'back-ms-max': Math.max(...backMs),
      requests: turns.reduce((total, { result }) => total + result.requests, 0),
    },
    aim: server === 'gate' ? { text, isReached } : null,
  })
}

function failuresOf({ fresh, kept }: { readonly fresh: number; readonly kept: number }): number {
  return fresh + kept
}

function inFlightAtKill({ changes, result }: Changed): number {
  return changes.reduce((total, { atMs, tookMs }) => {
    const untilMs = atMs + tookMs + BREAK_MS
    const own = result.failures.filter(({ endedMs }) => endedMs >= atMs && endedMs <= untilMs)
    const brokeMs = Math.min(...own.map(({ endedMs }) => endedMs))
    return total + own.filter(({ startedMs }) => startedMs <= brokeMs).length
  }, 0)
}
