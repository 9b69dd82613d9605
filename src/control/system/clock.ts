import { type Clock } from '../../model/index.ts'

/**
 * The real clocks. The steady one counts from the machine's start, so that it shows the same in
 * every worker thread, whenever the thread began.
 */
export function realClock(): Clock {
  const offsetMs = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  return {
    wallMs: () => Date.now(),
    steadyMs: () => offsetMs + performance.now(),
  }
}
