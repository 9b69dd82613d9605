/** Run once before the tests: unpacks the browser if need be and proves that it starts. */
import { execFileSync } from 'node:child_process'
import { type BrowserNeeds, findBrowser } from './browser.ts'

/** The first start reads some 200 MB from disk. */
const START_MS_MAX = 60_000

async function tryOut(needs: BrowserNeeds): Promise<void> {
  const { kind, executable, environment } = await findBrowser(needs)
  const version = execFileSync(executable, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: START_MS_MAX,
  })
  console.log(`browser for the tests: ${version.trim()} (${kind})`)
}

try {
  await tryOut({ isWhole: false })
  await tryOut({ isWhole: true })
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  console.error(`no browser for the tests: install chromium, or repair the bundled one: ${reason}`)
  process.exitCode = 1
}
