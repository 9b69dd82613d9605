import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { BROWSER_NAMES, textOf, untilShown, untilVisible } from '../support/browsers/driven.ts'
import { BROWSER_PACKAGES, settingsOnly, startBrowser } from '../support/browsers/start.ts'
import { eventually } from '../support/eventually.ts'
import { startTwoSites } from '../support/sharing-scene.ts'

t.jobs = 3
t.setTimeout(180_000)

const { gate, first, second, stop } = await startTwoSites(2)
t.teardown(stop)

/** How often the second site has answered for this reason. */
function count(wanted: string): number {
  const lines = readFileSync(join(gate.folder, 'access.log'), 'utf8').split('\n')
  return lines.filter(Boolean).filter((line) => {
    const { site, reason } = JSON.parse(line) as { readonly site: string; readonly reason: string }
    return site === 'second' && reason === wanted
  }).length
}

let tried = 0
let withoutCookies = 0
for (const name of BROWSER_NAMES) {
  await withPackages(t, BROWSER_PACKAGES[name], async () => {
    tried++
    t.test(`${name} brings a pass from one site to the other by itself`, async (t) => {
      const browser = await startBrowser(name)
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${first}/${name}-a`)
      await untilShown(tab, `In at /${name}-a`)
      await tab.open(`${second}/${name}-b?x=1`)
      await untilShown(tab, `In at /${name}-b?x=1`)
      t.equal(await tab.url(), `${second}/${name}-b?x=1`)
      await tab.open(`${second}/${name}-c`)
      await untilShown(tab, `In at /${name}-c`)
      await tab.back()
      await untilShown(tab, `In at /${name}-b`)
    })

    t.test(`${name} does so without JavaScript by a button`, async (t) => {
      const browser = await startBrowser(name, { javaScript: false })
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${first}/${name}-d`)
      await untilVisible(tab, '#slow button.main')
      await tab.click('#slow button.main')
      await untilShown(tab, `In at /${name}-d`)
      await tab.open(`${second}/${name}-e?x=1`)
      await untilVisible(tab, 'button[name=ask]')
      await tab.click('button[name=ask]')
      await untilShown(tab, `In at /${name}-e?x=1`)
    })

    const needs = await settingsOnly(name)
    if (needs.skip === false) withoutCookies++
    t.test(`${name} that keeps no cookies is not sent round`, needs, async (t) => {
      const browser = await startBrowser(name, { cookies: false })
      t.teardown(browser.close)
      const tab = await (await browser.newVisitor()).newTab()
      await tab.open(`${second}/${name}-f`)
      await untilShown(tab, 'Your browser is not storing cookies')
      t.match(await tab.url(), `${second}/.paart/take-over`, 'where the way ended')
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
      count('gate: take-over other-browser') === withoutCookies &&
      count('gate: proof accepted') === withoutCookies,
    120_000,
  )
})
