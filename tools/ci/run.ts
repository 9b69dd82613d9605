/**
 * What `.ci/run` does once all is installed: format, lint and types, what a request costs, and the README's test command.
 * Whatever fails, the rest goes on; a line for each failure stands at the end, where it is found, and behind them
 * one that counts: assertions that passed, and failures.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastOf, linesAround } from './excerpt.ts'
import { type Floors, type Status, verdictOf } from './verdict.ts'

/** In which a test that failed on a busy machine has to end when it runs alone, in seconds. */
const AGAIN_SECONDS = '600'

const folder = mkdtempSync(join(tmpdir(), 'paart-ci-'))
const failures: string[] = []
let report = ''
try {
  failures.push(...quick(), ...guard())
  report = testAll()
} catch (error) {
  failures.push(String(error))
}
rmSync(folder, { recursive: true })
for (const failure of failures) console.log(`failed: ${failure}`)
console.log(`${report.match(/^ +ok \d+/gm)?.length ?? 0} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

function quick(): readonly string[] {
  const { status } = spawnSync('npm', ['run', '--silent', 'quick'], { stdio: 'inherit' })
  return status === 0 ? [] : ['format, lint or types (npm run quick)']
}

/** Before the tests, which would be in its way. */
function guard(): readonly string[] {
  const { status, output } = run('npm', ['run', '--silent', 'bench:guard'])
  console.log(output)
  if (status === 0) return []
  const beyond = output.split('\n').filter((line) => line.includes(': beyond '))
  return beyond.length > 0 ? beyond : [`npm run bench:guard ended with ${status}`]
}

/** Gives the report. What fails twice has failed. */
function testAll(): string {
  const tested = run('npm', ['test', '--', '--reporter=tap'])
  const { again, reasons } = verdictOf({ ...tested, report: tested.output, floors: floors() })
  failures.push(...reasons, ...again.filter(failsAlone).map((file) => `${file}, twice`))
  console.log(linesAround(tested.output, /^ *not ok/, { behind: 20, most: 300 }))
  console.log(lastOf(tested.output, 60))
  return tested.output
}

function failsAlone(file: string): boolean {
  const { status, output } = run(process.execPath, [file], { TAP_TIMEOUT: AGAIN_SECONDS })
  console.log(`${status === 0 ? 'passed on a second run' : 'failed twice'}: ${file}`)
  if (status !== 0) console.log(linesAround(output, /^ *not ok/, { behind: 30, most: 200 }))
  return status !== 0
}

/** All that it prints goes into one file, so that nothing stands still for a reader. */
function run(
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { readonly status: Status; readonly output: string } {
  const path = join(folder, 'output')
  const file = openSync(path, 'w')
  const { status, signal, error } = spawnSync(program, args, {
    stdio: ['ignore', file, file],
    env: { ...process.env, ...more },
  })
  closeSync(file)
  if (error !== undefined) throw error
  return { status: status ?? signal ?? 1, output: readFileSync(path, 'utf8') }
}

function floors(): Floors {
  return JSON.parse(readFileSync('package.json', 'utf8')).tap
}
