import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { BROWSER_NAMES, textOf, untilShown, untilVisible } from '../support/browsers/driven.ts'
import { BROWSER_PACKAGES, startBrowser } from '../support/browsers/start.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

t.jobs = 3
t.setTimeout(180_000)

const origin = await startOrigin({
  respond: ({ target }) =>
    answer({
      status: 200,
      headers: { 'Content-Type': 'text/html' },
      body: `<title>App</title><h1>In at ${target}</h1>`,
    }),
})
const route = 'routes: [{ name: all, policy: checked }]'
const gate = await startTestGate({
  backendPort: origin.port,
  text: `version: 1
listen: [{ address: 0.0.0.0:0 }]
workers: 2
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
languages: [en]
log: { to: access.log }
doors: { slow: { wait: 1s } }
backends: { app: { servers: ["{backend}"] } }
sites:
  - { name: first, hosts: [127.0.0.1], backend: app, ${route} }
  - { name: second, hosts: [127.0.0.2], backend: app, pass: { share: [first] }, ${route} }
policies: { checked: { challenge: always } }
`,
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

const FIRST = `http://127.0.0.1:${gate.port}`
const SECOND = `http://127.0.0.2:${gate.port}`

/** How often the second site has answered for this reason. */
function count(wanted: string): number {
  const lines = readFileSync(join(gate.folder, 'access.log'), 'utf8').trim().split('\n')
  return lines.filter((line) => {
    const { site, reason } = JSON.parse(line) as { readonly site: string; readonly reason: string }
    return site === 'second' && reason === wanted
  }).length
}

let tried = 0
for (const name of BROWSER_NAMES) {
  await withPackages(t, BROWSER_PACKAGES[name], async () => {
    tried++
    t.test(`${name} brings a pass from one site to the other by itself`, async (t) => {
      const browser = await startBrowser(name)
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${FIRST}/${name}-a`)
      await untilShown(tab, `In at /${name}-a`)
      await tab.open(`${SECOND}/${name}-b?x=1`)
      await untilShown(tab, `In at /${name}-b?x=1`)
      t.equal(await tab.url(), `${SECOND}/${name}-b?x=1`)
      await tab.open(`${SECOND}/${name}-c`)
      await untilShown(tab, `In at /${name}-c`)
      await tab.back()
      await untilShown(tab, `In at /${name}-b`)
    })

    t.test(`${name} does so without JavaScript by a button`, async (t) => {
      const browser = await startBrowser(name, { javaScript: false })
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${FIRST}/${name}-d`)
      await untilVisible(tab, '#slow button.main')
      await tab.click('#slow button.main')
      await untilShown(tab, `In at /${name}-d`)
      await tab.open(`${SECOND}/${name}-e?x=1`)
      await untilVisible(tab, 'button[name=ask]')
      await tab.click('button[name=ask]')
      await untilShown(tab, `In at /${name}-e?x=1`)
    })

    t.test(`${name} that keeps no cookies is not sent round`, async (t) => {
      const browser = await startBrowser(name, { cookies: false })
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${SECOND}/${name}-f`)
      await untilShown(tab, 'Your browser is not storing cookies')
      t.match(await tab.url(), `${SECOND}/.paart/take-over`, 'where the way ended')
      t.match(await textOf(tab), 'Try again')
    })
  })
}

t.test('a proof was made there by who keeps no cookies alone', async () => {
  // They run side by side.
  await eventually(
    'all have come over, and as many have made a proof as have come without a cookie',
    () =>
      count('gate: take-over passed') === 2 * tried &&
      count('gate: take-over other-browser') === tried &&
      count('gate: proof accepted') === tried,
    120_000,
  )
})
