import {
  type FilesRead,
  type Mistake,
  PolicyTests,
  TEST_REQUESTS_IN_ALL_MAX,
  compileConfig,
  presetFile,
  presetGate,
} from '../config/index.ts'
import { type Snapshot } from '../model/index.ts'
import { usualOf } from './describe.ts'
import { type TestResult, requestsBefore, runTests } from './run-tests.ts'

/** One file of policy tests. */
export interface TestText {
  /** Its name in messages. */
  readonly file: string
  readonly text: string
}

/** What tests are run by. */
export interface TrialTools {
  /** The configuration; null where no test asks for it. */
  readonly snapshot: Snapshot | null
  /** The presets that ship with the gate, by path. */
  readonly presets: FilesRead
}

/** How the tests of several files came out. */
export interface Trial {
  readonly results: readonly (TestResult & { readonly file: string })[]
  /** What is wrong with the files; and each test that does not hold. */
  readonly mistakes: readonly Mistake[]
}

/** Whether a file of tests asks for a configuration. */
export function needsConfiguration({ file, text }: TestText): boolean {
  return new PolicyTests(file, text).preset === null
}

/** Reads and runs all tests. Where a file has mistakes, none of its tests is run. */
export async function tryPolicies(texts: readonly TestText[], tools: TrialTools): Promise<Trial> {
  const results: Trial['results'][number][] = []
  const mistakes: Mistake[] = []
  let requestsLeft = TEST_REQUESTS_IN_ALL_MAX
  for (const { file, text } of texts) {
    const read = new PolicyTests(file, text)
    const snapshot = read.preset === null ? tools.snapshot : presetOf(read, tools.presets)
    if (snapshot !== null) read.checkAgainst(snapshot)
    requestsLeft = spend(read, requestsLeft)
    const { tests } = read
    const came =
      snapshot === null ? [] : await runTests(tests, snapshot, usualOf(snapshot, read.host))
    for (const [index, result] of came.entries()) {
      results.push({ ...result, file })
      if (result.differences.length > 0) reportFailure(read, index, result)
    }
    mistakes.push(...read.mistakes())
  }
  return { results, mistakes }
}

/** The gate in which the preset that tests are about judges alone; null, and told, where it is broken. */
function presetOf(tests: PolicyTests, presets: FilesRead): Snapshot | null {
  const { preset } = tests
  const read = presets.get(presetFile(preset ?? '')) ?? { problem: 'was not read' }
  if ('problem' in read) return broken(tests, read.problem)
  const { text, options } = presetGate(preset ?? '', read.text)
  const compiled = compileConfig(text, { ...options, files: presets })
  if (compiled.ok) return compiled.snapshot
  const [{ line, message } = { line: 0, message: '' }] = compiled.mistakes
  return broken(tests, `has a mistake in line ${line}: ${message}`)
}

function broken(tests: PolicyTests, why: string): null {
  const message = `the file of the preset ${why}`
  tests.error(['policy'], { code: 'PAART_TEST', message })
  return null
}

/** What is left of the requests that all tests together may ask for. */
function spend(read: PolicyTests, left: number): number {
  let rest = left
  for (const [index, test] of read.tests.entries()) {
    rest -= requestsBefore(test)
    if (rest >= 0) continue
    read.error(['tests', index, 'history'], {
      code: 'PAART_TEST',
      message: `all tests together ask for more than ${TEST_REQUESTS_IN_ALL_MAX} requests before them`,
      hint: 'a smaller limit, tested in a policy of its own, needs a shorter history',
    })
    return rest
  }
  return rest
}

function reportFailure(
  read: PolicyTests,
  index: number,
  { test, differences, said }: TestResult,
): void {
  const list = (side: 'expected' | 'got'): string =>
    differences.map((difference) => `${difference.what} ${difference[side]}`).join(', ')
  const where = said.line === 0 ? '' : `, ${said.file}:${said.line}`
  read.error(['tests', index, 'expect'], {
    code: 'PAART_TEST_FAILED',
    message: `"${test.name}": expected ${list('expected')}; got ${list('got')}`,
    hint: `decided by ${said.reason}${where}`,
  })
}
