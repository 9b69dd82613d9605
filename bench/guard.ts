/**
 * `npm run bench:guard`: measures for a short while and compares the ratios with those kept in `bench/BASELINE.md`. A
 * machine that others load as well disturbs even ratios: only what is far beyond them each time is a failure.
 */
import { readFileSync } from 'node:fs'
import { BASELINE, ratiosIn } from './beside/baseline.ts'
import { BEYOND, beyond, beyondEachTime } from './beside/judged.ts'
import { endWithProgram } from './command-line.ts'
import { Fleet } from './fleet.ts'
import { ratioLine } from './report.ts'
import { runScenarios } from './whole-run.ts'

/** Measured again where something is beyond: a minute each. */
const TIMES = 3

const SHORT = {
  rounds: 2,
  seconds: 0.5,
  'warm-ups': 8,
  scenarios: ['pass', 'browser', 'challenge'],
  files: {},
  json: false,
} as const

const fleet = new Fleet()
endWithProgram(new Set([fleet]))
const kept = ratiosIn(readFileSync(BASELINE, 'utf8'))
const failed = await beyondEachTime(measure, TIMES)
for (const label of failed) {
  console.log(`${label}: beyond ${BEYOND} times the kept ${kept.get(label)}, ${TIMES} times`)
}
fleet.end()
process.exitCode = failed.length === 0 ? 0 : 1

/** Measures, prints, and gives the labels of what is beyond. */
async function measure(): Promise<readonly string[]> {
  const { ratios } = await runScenarios(SHORT, fleet)
  for (const ratio of ratios)
    console.log(`${ratioLine(ratio)}, kept ${kept.get(ratio.label) ?? 'none'}`)
  return beyond(ratios, kept)
}
