/**
 * `npm run bench:save`: measures everything and keeps it in `bench/BASELINE.md`, for README, docs/performance.md and
 * the guard. Some fifteen minutes, in which nothing else is to run.
 */
import { writeFileSync } from 'node:fs'
import { BASELINE, baselineOf } from './beside/baseline.ts'
import { endWithProgram, leaveWith } from './command-line.ts'
import { Fleet } from './fleet.ts'
import { readOptions } from './options.ts'
import { renderReport } from './report.ts'
import { runScenarios } from './whole-run.ts'

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') leaveWith(options)
const fleet = new Fleet()
endWithProgram(new Set([fleet]))
const report = await runScenarios(options, fleet)
const day = new Date().toISOString().slice(0, 10)
const words = process.argv.slice(2)
const command = ['npm run bench:save', ...(words.length > 0 ? ['--', ...words] : [])].join(' ')
writeFileSync(BASELINE, baselineOf(report, { day, command }))
process.stdout.write(renderReport(report))
fleet.end()
