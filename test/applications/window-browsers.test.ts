import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startWindowBrowser } from '../support/applications/window-browser.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { startOrigin } from '../support/recording-origin.ts'

const BROWSERS = [
  { program: 'netsurf', package: 'netsurf-gtk' },
  { program: 'dillo', package: 'dillo' },
] as const

for (const { program, package: name } of BROWSERS) {
  await withPackages(t, [name, 'xvfb'], async () => {
    t.test(`${program} is shown the check as a page`, async (t) => {
      const origin = await startOrigin()
      const gate = await startTestGate({
        backendPort: origin.port,
        policies: 'open: { challenge: always }',
      })
      t.teardown(async () => {
        await gate.stop(0)
        await origin.close()
      })
      const browser = await startWindowBrowser(program, `${gate.url}/page`)
      t.teardown(browser.stop)
      const log = (): string => readFileSync(join(gate.folder, 'access.log'), 'utf8')
      // Only who has read the page knows where its style is.
      await eventually('the style', () => /"path":"\/\.paart\/assets\/\w+\.css"/.test(log()))
      // The icon is everybody's, and no page.
      t.same(
        origin.requests.filter(({ target }) => target !== '/favicon.ico'),
        [],
      )
    })
  })
}
