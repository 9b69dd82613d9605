import { type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { type SceneOptions, closedGate, startScene } from '../support/check-scene.ts'
import { isTitledAs } from '../support/tabs.ts'

t.setTimeout(180_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

/** Writes down what a screen reader would say and where the focus goes. */
const WATCHING = `
  window.said = []
  window.focused = []
  addEventListener('focusin', (event) => focused.push(event.target.id || event.target.tagName))
  addEventListener('DOMContentLoaded', () => {
    const region = document.getElementById('status')
    const note = () => said.push({ atMs: performance.now(), text: region.textContent })
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true })
  })`

interface Said {
  readonly atMs: number
  readonly text: string
}

/** A check page that stays, since its proof is not answered yet, and whose time the test moves unless it says no: a
 * moved clock hides how a page was reached. */
async function heldCheck(
  t: Test,
  path: string,
  { isTimed = true, ...options }: SceneOptions & { readonly isTimed?: boolean } = {},
): Promise<{ readonly tab: Tab; readonly open: () => void }> {
  const { gateOpens, open } = closedGate()
  const scene = await startScene({ gateOpens, ...options })
  const visitor = await newVisitor(browser, { language: 'en' })
  t.teardown(async () => {
    await visitor.close()
    scene.close()
  })
  await visitor.addInitScript(WATCHING)
  const tab = await visitor.newPage()
  await tab.goto(`${scene.origin}/other`)
  if (isTimed) {
    await tab.clock.install({ time: 0 })
    await tab.clock.pauseAt(60_000)
  }
  await tab.goto(scene.origin + path)
  return { tab, open }
}

function said(tab: Tab): Promise<readonly Said[]> {
  return tab.evaluate('said')
}

t.test('at most one message in five seconds, and of those that wait the last', async (t) => {
  const { tab, open } = await heldCheck(t, '/page')
  await tab.getByRole('button', { name: 'Do not continue automatically' }).waitFor()
  t.same(await said(tab), [], 'nothing is said before the page itself was')
  await tab.clock.runFor(1_000)
  t.match(await said(tab), [{ text: 'The check is running. This normally takes a few seconds.' }])
  await tab.evaluate(`dispatchEvent(new Event('offline'))`)
  await tab.evaluate(`dispatchEvent(new Event('online'))`)
  await tab.evaluate(`dispatchEvent(new Event('offline'))`)
  await tab.clock.runFor(4_000)
  t.equal((await said(tab)).length, 1, 'still the first')
  await tab.clock.runFor(1_000)
  t.match((await said(tab)).at(-1), { text: /no internet connection/ })
  await tab.clock.runFor(30_000)
  await tab.getByRole('button', { name: 'Do not continue automatically' }).click()
  open()
  await tab.getByRole('button', { name: 'Continue', exact: true }).waitFor()
  // The button says so as soon as somebody wants to stay.
  await tab.waitForSelector('html.passed')
  await tab.clock.runFor(10_000)
  const all = await said(tab)
  t.match(all.at(-1), { text: 'The check is done. Press “Continue” when you are ready.' })
  for (const [i, { atMs, text }] of all.entries()) {
    const before = all[i - 1]?.atMs ?? -Infinity
    t.ok(atMs - before >= 5_000, `after ${Math.round(atMs - before)} ms: ${text}`)
  }
})

t.test('the focus goes nowhere by itself, from the first message to the last', async (t) => {
  const { tab, open } = await heldCheck(t, '/page', { proofs: [409, 403] })
  await tab.clock.runFor(40_000)
  open()
  await tab.getByRole('alert').waitFor()
  t.same(await tab.evaluate('focused'), [])
  t.equal(await tab.evaluate('document.activeElement.tagName'), 'BODY')
  t.equal(await tab.getByRole('status').count(), 1, 'one live region')
})

t.test('where it did not work nothing says any more that it runs', async (t) => {
  const { tab, open } = await heldCheck(t, '/page', { proofs: [409, 403] })
  await tab.clock.runFor(40_000)
  const status = tab.getByRole('status')
  t.match(await status.textContent(), /The check is still running/)
  await tab.evaluate(`dispatchEvent(new Event('offline'))`)
  open()
  await tab.getByRole('alert').waitFor()
  t.equal(await status.textContent(), '')
  await tab.clock.runFor(10_000)
  t.equal(await status.textContent(), '', 'nor what waited to be said')
})

t.test('the heading promises that nothing need be done only while that is true', async (t) => {
  const promise = /you do not have to do anything/
  const ends = [
    { proof: 403, wait: async (tab: Tab) => tab.getByRole('alert').waitFor() },
    {
      proof: 204,
      act: (tab: Tab) => tab.getByText('Why am I seeing this page?').click(),
      wait: (tab: Tab) => tab.getByRole('button', { name: 'Continue', exact: true }).waitFor(),
    },
  ]
  for (const { proof, act = () => undefined, wait } of ends) {
    const { tab, open } = await heldCheck(t, '/page', { proofs: [proof] })
    const heading = tab.getByRole('heading', { level: 1 })
    t.match(await heading.textContent(), promise)
    await act(tab)
    await tab.clock.runFor(2_000)
    open()
    await wait(tab)
    t.equal(await heading.textContent(), 'Short security check', `after ${proof}`)
  }
})

t.test('what has the focus does not vanish from under it', async (t) => {
  const { gateOpens, open } = closedGate()
  const { tab } = await heldCheck(t, '/page', { gateOpens })
  await tab.clock.runFor(31_000)
  await tab.locator('#slow button').focus()
  await tab.getByText('Why am I seeing this page?').click()
  await tab.locator('#slow button').focus()
  open()
  await tab.getByRole('button', { name: 'Continue', exact: true }).waitFor()
  t.ok(await tab.locator('#slow button').isVisible())
})

t.test('a change of language keeps the way, its fragment, and the choice to stay', async (t) => {
  const { tab, open } = await heldCheck(t, '/page?a=1#part', { isTimed: false })
  await tab.getByRole('button', { name: 'Do not continue automatically' }).click()
  await tab.getByRole('button', { name: 'Français' }).click()
  const go = tab.locator('#go')
  // By then its script has run, which cleans the address.
  await tab.getByRole('button', { name: 'Continuer', exact: true }).waitFor()
  t.match(tab.url(), /\/page\?a=1#part$/)
  open()
  await tab.getByText('C’est fait. Appuyez sur').first().waitFor()
  await go.click()
  await isTitledAs(tab, 'Application')
  t.match(tab.url(), /\/page\?a=1#part$/)
})

t.test('a change of language without the choice goes on by itself', async (t) => {
  const { tab, open } = await heldCheck(t, '/page?a=1', { isTimed: false })
  await tab.getByRole('button', { name: 'Français' }).click()
  await tab.locator('html[lang=fr]').waitFor()
  await tab.getByRole('button', { name: 'Ne pas continuer automatiquement' }).waitFor()
  open()
  await isTitledAs(tab, 'Application')
  t.match(tab.url(), /\/page\?a=1$/)
})

t.test('the slow door keeps the fragment', async (t) => {
  const { tab } = await heldCheck(t, '/page?a=1#part', { script: 'served', proofs: [403] })
  await tab.clock.runFor(31_000)
  await tab.locator('#slow button').click()
  await isTitledAs(tab, 'Application')
  t.match(tab.url(), /\/page\?a=1#part$/)
})
