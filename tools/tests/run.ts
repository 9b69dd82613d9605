/** Runs all tests, or as tap's arguments say (`npm test -- ARGUMENTS`). Ends as tap does. */
import { runTests } from './runner.ts'

process.exitCode = await runTests(process.argv.slice(2))
