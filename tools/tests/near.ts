/**
 * Runs the tests that a change reaches: of what is not committed or, told a revision, of all since then.
 * `--list` only names them. Ends as the tests do: 0 where all pass, or none is reached.
 */
import { changedSince, readTree } from './checkout.ts'
import { testsReached } from './reach.ts'
import { runTests } from './runner.ts'

/** Wrong usage, as in the gate's own commands. */
const USAGE_EXIT = 2

const args = process.argv.slice(2)
const [base = 'HEAD', ...more] = args.filter((arg) => arg !== '--list')
if (more.length > 0 || base.startsWith('-')) {
  console.error('usage: npm run test:near [-- [--list] [REVISION]]')
  process.exit(USAGE_EXIT)
}
try {
  const changed = changedSince(base)
  const tests = testsReached(readTree(), changed)
  console.log(`${changed.length} files changed since ${base} reach ${tests.length} tests`)
  for (const path of tests) console.log(path)
  if (tests.length > 0 && !args.includes('--list')) {
    process.exitCode = await runTests(tests)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
