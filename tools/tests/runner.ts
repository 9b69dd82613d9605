import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { stripProject } from './strip.ts'

/**
 * tap leaves one core free, so that on a machine of two it would run one file at a time; but most tests wait
 * for longer than they work: with two at a time a third of both cores was idle.
 */
const JOBS_MIN = 3

/** By tap's own reckoning there are as many from here on. */
const CORES_THAT_SUFFICE = 4

/** What is counted costs a good part of all work, and a minute at the end: CI does it, whoever waits need not. */
const WITHOUT_COVERAGE = ['--disable-coverage', '--allow-empty-coverage']

const WITH_COVERAGE = [`--coverage-map=${join(import.meta.dirname, 'counted.ts')}`]

/** Told to end, it ends the tests, which take their folders with them; a terminal tells them itself. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function runnerPath(): string {
  const packageFile = createRequire(import.meta.url).resolve('tap/package.json')
  return join(dirname(packageFile), 'dist/esm/run.mjs')
}

/** Runs tap with these arguments on the tests of the working folder. Resolves with its exit status. */
export async function runTests(args: readonly string[]): Promise<number> {
  const isCounted = process.env['PAART_TEST_COVERAGE'] === '1'
  const stripped = await stripProject()
  const jobs = availableParallelism() < CORES_THAT_SUFFICE ? { TAP_JOBS: String(JOBS_MIN) } : {}
  const more = isCounted ? WITH_COVERAGE : WITHOUT_COVERAGE
  const child = spawn(process.execPath, [runnerPath(), ...more, ...args], {
    env: { ...jobs, ...process.env, ...stripped.environment },
    stdio: 'inherit',
  })
  for (const signal of ENDING) process.on(signal, () => child.kill(signal))
  try {
    const [status] = await once(child, 'close')
    return typeof status === 'number' ? status : 1
  } finally {
    stripped.remove()
  }
}
