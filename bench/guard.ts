/**
 * `npm run bench:guard`: measures for a short while and compares the ratios with those kept in `bench/BASELINE.md`. A
 * machine that others load as well disturbs even ratios: only what is far beyond them twice is a failure.
 */
import { readFileSync } from 'node:fs'
import { BASELINE, ratiosIn } from './beside/baseline.ts'
import { endWithProgram } from './command-line.ts'
import { Fleet } from './fleet.ts'
import { ratioLine, type Ratio } from './report.ts'
import { runScenarios } from './whole-run.ts'

/** A step of half as much again is no noise, and no small thing. */
const BEYOND = 1.5

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
const saved = ratiosIn(readFileSync(BASELINE, 'utf8'))
const first = await beyond()
const again = first.length === 0 ? [] : await beyond()
const failed = again.filter((label) => first.includes(label))
for (const label of failed) {
  console.log(`${label}: beyond ${BEYOND} times the kept ${saved.get(label)}, twice`)
}
fleet.end()
process.exitCode = failed.length === 0 ? 0 : 1

/** Measures, prints, and gives the labels of what is beyond. */
async function beyond(): Promise<readonly string[]> {
  const { ratios } = await runScenarios(SHORT, fleet)
  for (const ratio of ratios)
    console.log(`${ratioLine(ratio)}, kept ${saved.get(ratio.label) ?? 'none'}`)
  return ratios.filter(isBeyond).map(({ label }) => label)
}

function isBeyond({ label, value }: Ratio): boolean {
  return value > BEYOND * (saved.get(label) ?? Infinity)
}
