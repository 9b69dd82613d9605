import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { startFrontHaproxy } from '../support/applications/front-proxy.ts'
import { withPackages } from '../support/applications/packages.ts'
import {
  BROWSER_NAMES,
  type BrowserSettings,
  type Tab,
  textOf,
  untilShown,
  untilTitled,
  untilVisible,
} from '../support/browsers/driven.ts'
import { BROWSER_PACKAGES, settingsOnly, startBrowser } from '../support/browsers/start.ts'
import { startTestGate } from '../support/gate.ts'

// Most of each case is waiting, for a browser or for the slow door: several run side by side.
t.jobs = 3
t.setTimeout(180_000)

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
const gate = await startTestGate({
  backendPort: demo.port,
  policies: 'open: { challenge: always }',
  rest: 'trustedProxies: [127.0.0.1]\nlanguages: [en]',
})
t.teardown(async () => {
  await gate.stop(0)
  await demo.close()
})

const BYTES = randomBytes(300_000)
const SHA256 = createHash('sha256').update(BYTES).digest('hex')
const FILE = join(gate.folder, 'five "mb" ü.bin')
writeFileSync(FILE, BYTES)

const FORM = 'form[action="/inquiries/1/contributions"]'

/** Fills in what has to be, attaches a file, and looks at what the application got. */
async function contribute(tab: Tab): Promise<void> {
  await tab.type('#name', 'Zoé Schmit')
  await tab.type('#email', 'zoe@example.lu')
  await tab.type('#contribution', 'Méi Beem, w.e.g. + 100 %')
  await tab.attach('#plan', [FILE])
  await tab.click(`${FORM} button`)
  await untilShown(tab, 'We have received your contribution')
  await untilShown(tab, SHA256)
  await untilShown(tab, 'Méi Beem, w.e.g. + 100 %')
}

interface Way {
  readonly title: string
  readonly settings: BrowserSettings
  readonly enter: (tab: Tab) => Promise<void>
}

const WAYS: readonly Way[] = [
  {
    title: 'with JavaScript, by itself',
    settings: {},
    enter: async () => undefined,
  },
  {
    title: 'without JavaScript, by the slow door',
    settings: { javaScript: false },
    async enter(tab) {
      await untilVisible(tab, '#slow h2')
      await tab.click('#slow button')
    },
  },
]

for (const name of BROWSER_NAMES) {
  const packages = [...BROWSER_PACKAGES[name], 'haproxy'] as const
  await withPackages(t, packages, async () => {
    for (const { title, settings, enter } of WAYS) {
      t.test(`${name} gets in ${title}, and sends a form`, { buffered: true }, async (t) => {
        const front = await startFrontHaproxy(gate.port)
        const browser = await startBrowser(name, settings)
        t.teardown(async () => {
          await browser.close()
          await front.stop()
        })
        const origins = [gate.url, `https://127.0.0.1:${front.httpsPort}`]
        await Promise.all(
          origins.map(async (origin) => {
            const visitor = await browser.newVisitor()
            const tab = await visitor.newTab()
            await tab.open(`${origin}/inquiries/1?from=news`)
            await enter(tab)
            await untilVisible(tab, FORM)
            t.equal(await tab.url(), `${origin}/inquiries/1?from=news`)
            await contribute(tab)
            await tab.back()
            await untilTitled(tab, 'Inquiry 1')
            await tab.forward()
            await untilTitled(tab, 'We have received')
            await tab.reload()
            await untilShown(tab, SHA256)
            const second = await visitor.newTab()
            await second.open(`${origin}/received`)
            await untilTitled(second, 'What was received')
            t.match(await textOf(tab), SHA256, 'each tab has its page')
            await visitor.leave()
          }),
        )
      })
    }

    const needs = { buffered: true, ...(await settingsOnly(name)) }
    t.test(`${name} without cookies is told so`, needs, async (t) => {
      const browser = await startBrowser(name, { cookies: false })
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${gate.url}/inquiries/1`)
      await untilShown(tab, 'not storing cookies')
      t.equal(await tab.url(), `${gate.url}/inquiries/1`)
    })
  })
}
