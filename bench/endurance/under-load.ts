import { type Contender } from './contender.ts'
import { pause } from './pause.ts'
import { type Traffic } from './rounds.ts'
import { type TrafficResult } from './traffic-job.ts'

/** What is to be done to a server while it has normal traffic. */
export interface Changes {
  readonly change: () => Promise<void>
  readonly count: number
  /** Before the first change and after each. */
  readonly pauseMs: number
  /** A change that takes longer has the traffic end before the last of them. */
  readonly changeMsMax: number
  readonly path: string
}

/** One change, when it began (since 1970) and how long it took. */
export interface Change {
  readonly atMs: number
  readonly tookMs: number
}

export interface Changed {
  readonly result: TrafficResult
  readonly changes: readonly Change[]
}

/** Makes one change after the other under load. */
export async function changeUnderLoad(
  contender: Contender,
  traffic: Traffic,
  { change, count, pauseMs, changeMsMax, path }: Changes,
): Promise<Changed> {
  const seconds = (count * (pauseMs + changeMsMax) + 2 * pauseMs) / 1000
  const over = new AbortController()
  const result = traffic(contender, { seconds, path }).finally(() => over.abort())
  const changes: Change[] = []
  await pause(pauseMs)
  while (changes.length < count && !over.signal.aborted) {
    const startMs = performance.now()
    await change()
    const tookMs = performance.now() - startMs
    changes.push({ atMs: performance.timeOrigin + startMs, tookMs })
    await pause(pauseMs)
  }
  return { result: await result, changes }
}
