/**
 * Runs test files one after the other (default: all) and prints the slowest: how long each took, how much
 * of it was CPU time, its longest subtests, and the timers that came due meanwhile.
 */
import { globSync } from 'node:fs'
import { type Measured, measure } from './measured.ts'
import { stripProject } from './strip.ts'
import { tableOf } from './table.ts'

/** More than anybody mends in a day. */
const FILES_MAX = 20

const named = process.argv.slice(2)
const paths = named.length > 0 ? named : globSync('test/**/*.test.ts').toSorted()
const runs: Measured[] = []
const stripped = await stripProject()
for (const path of paths) {
  const run = await measure(path, stripped.environment)
  runs.push(run)
  console.error(`${runs.length} of ${paths.length}: ${path}${run.ok ? '' : ' FAILED'}`)
}
stripped.remove()
console.log(tableOf(runs, FILES_MAX))
if (runs.some(({ ok }) => !ok)) process.exitCode = 1
