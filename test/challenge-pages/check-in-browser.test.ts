import { type Page as Tab } from 'playwright-core'
import t from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { type SceneOptions, closedGate, startScene } from '../support/check-scene.ts'
import { eventually } from '../support/eventually.ts'
import { isTitled, shows } from '../support/tabs.ts'

// Most of each case is waiting for the browser: several run side by side.
t.jobs = 4
t.setTimeout(120_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

interface Case extends SceneOptions {
  readonly title: string
  readonly javaScript?: boolean
  readonly path?: string
  readonly isHeld?: boolean
  readonly act: (tab: Tab, open: () => void) => Promise<void>
  /** What is true in the end. */
  readonly want: Readonly<Record<string, unknown>> & { readonly proofsSeen?: number }
}

async function slowDoorOpens(tab: Tab): Promise<void> {
  await tab.locator('#slow button').waitFor({ state: 'visible' })
}

const cases: readonly Case[] = [
  {
    title: 'lets a person through without a touch',
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 1, wrongProofs: 0, url: '/page?a=1' },
  },
  {
    title: 'keeps the fragment',
    path: '/page#part',
    act: (tab) => isTitled(tab, 'Application'),
    want: { url: '/page#part' },
  },
  {
    title: 'says it after the first check where the cookie is not kept, and offers no door',
    setsCookie: false,
    act: async (tab) => {
      await shows(tab, 'Your browser is not storing cookies')
      await shows(tab, 'Call us')
      await shows(tab, 'at the counter or by post')
      t.notOk(await tab.locator('#slow').isVisible())
    },
    want: { pagesSeen: 1, proofsSeen: 1 },
  },
  {
    title: 'stops after two checks in a row where a pass is not enough',
    trustsPass: false,
    act: async (tab) => {
      await shows(tab, 'this page came back')
      await slowDoorOpens(tab)
    },
    want: { pagesSeen: 2, proofsSeen: 2 },
  },
  {
    title: 'stops after two checks where the page has a fragment',
    path: '/page#part',
    trustsPass: false,
    act: (tab) => shows(tab, 'this page came back'),
    want: { pagesSeen: 2 },
  },
  {
    title: 'stays when asked to, and goes on when told to',
    isHeld: true,
    act: async (tab, open) => {
      await tab.getByRole('button', { name: 'Do not continue automatically' }).click()
      open()
      await shows(tab, 'Press “Continue” when you are ready')
      await tab.getByRole('button', { name: 'Continue', exact: true }).click()
      await isTitled(tab, 'Application')
    },
    want: { pagesSeen: 1 },
  },
  {
    title: 'does not carry away who reads why',
    isHeld: true,
    act: async (tab, open) => {
      await tab.getByText('Why am I seeing this page?').click()
      open()
      await shows(tab, 'Press “Continue” when you are ready')
    },
    want: { pagesSeen: 1 },
  },
  {
    title: 'renews a stale challenge once',
    proofs: [409, 204],
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 2, wrongProofs: 0 },
  },
  {
    title: 'offers the slow door and a new try after a second stale challenge',
    proofs: [409, 409, 204],
    act: async (tab) => {
      await isTitled(tab, 'The check did not work')
      await slowDoorOpens(tab)
      t.equal(await tab.getByRole('alert').count(), 1)
      await tab.getByRole('button', { name: 'Try again' }).click()
      await isTitled(tab, 'Application')
    },
    want: { proofsSeen: 3 },
  },
  {
    title: 'waits as long as a busy server asks',
    proofs: [429, 429, 429, 204],
    act: (tab) => isTitled(tab, 'Application'),
    want: { proofsSeen: 4 },
  },
  {
    title: 'offers the slow door when the proof is refused',
    proofs: [403],
    act: slowDoorOpens,
    want: { proofsSeen: 1 },
  },
  {
    title: 'shows the slow door where the script does not arrive',
    script: 'missing',
    act: async (tab) => {
      await slowDoorOpens(tab)
      await tab.locator('#slow button').click()
      await isTitled(tab, 'Application')
    },
    want: { proofsSeen: 0 },
  },
  {
    title: 'lets a person through without scripts',
    javaScript: false,
    act: async (tab) => {
      await tab.locator('#slow button').click()
      t.equal(await tab.title(), 'Application')
    },
    want: { proofsSeen: 0 },
  },
  {
    title: 'asks to send a form again, and leads back to it',
    path: '/form',
    act: async (tab) => {
      await tab.fill('#i', 'what I typed')
      await tab.locator('button').click()
      await shows(tab, 'Please go back to the form and send it again')
      t.match(tab.url(), '/form')
      await tab.getByRole('button', { name: 'Back to the form' }).click()
      await isTitled(tab, 'Form')
    },
    want: { pagesSeen: 1, proofsSeen: 1 },
  },
  {
    title: 'asks nobody to send again what comes from another site',
    path: '/form',
    fromElsewhere: true,
    act: async (tab) => {
      await tab.locator('button').click()
      await tab.getByRole('button', { name: 'Back to the form' }).waitFor()
      t.match(
        await tab.locator('#line').innerText(),
        'Forms from there reach us without our cookie',
      )
      t.notOk(await tab.locator('#unsent').isVisible(), 'it is said once')
      t.notMatch(await tab.locator('main').innerText(), 'send it again')
    },
    want: { pagesSeen: 1, proofsSeen: 1 },
  },
]

for (const { title, javaScript = true, path = '/page?a=1', act, want, ...rest } of cases) {
  t.test(`the check page ${title}`, { buffered: true }, async (t) => {
    const { isHeld = false, ...changes } = rest
    const { gateOpens, open } = closedGate()
    if (!isHeld) open()
    const scene = await startScene({ ...changes, gateOpens })
    const visitor = await newVisitor(browser, { javaScript, language: 'en' })
    const tab = await visitor.newPage()
    await tab.goto(scene.origin + path)
    await act(tab, open)
    // The slow door may stand there before the script does.
    const { proofsSeen = 0 } = want
    await eventually('the proofs have come', () => scene.proofsSeen >= proofsSeen)
    const { pathname, search, hash } = new URL(tab.url())
    t.match({ ...scene, url: pathname + search + hash }, want)
    await visitor.close()
    scene.close()
  })
}
