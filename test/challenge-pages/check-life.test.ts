import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { wholeOnly, launchBrowser, launchProfile, newVisitor } from '../support/browser.ts'
import { type Scene, type SceneOptions, closedGate, startScene } from '../support/check-scene.ts'
import { isTitled, shows } from '../support/tabs.ts'

// Most of each case is waiting for the browser: several run side by side.
t.jobs = 3
t.setTimeout(180_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

/** Batches begin late, so that something can happen while the work goes on, on any machine. */
const SLOWLY = `
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (order) { setTimeout(() => post.call(this, order), 200) }`

/** Counts the turns of others between the start of the page's own work and its end. */
const COUNTING = `
  let turns = 0
  setInterval(() => turns++, 0)
  addEventListener('readystatechange', () => (turns = 0), true)
  const send = XMLHttpRequest.prototype.send
  XMLHttpRequest.prototype.send = function (body) {
    if (body) window.turnsOfOthers = turns
    return send.call(this, body)
  }`

interface Case extends SceneOptions {
  readonly title: string
  /** Runs before any script of a page does. */
  readonly before?: string
  readonly path?: string
  readonly act: (stage: Stage) => Promise<void>
  readonly want: Partial<Scene>
}

interface Stage {
  readonly t: Test
  readonly tab: Tab
  readonly visitor: BrowserContext
  readonly scene: Scene
  readonly open: () => void
}

async function arrives({ tab }: Stage): Promise<void> {
  await isTitled(tab, 'Application')
}

async function slowDoorOpens(tab: Tab): Promise<void> {
  await tab.locator('#slow button').waitFor({ state: 'visible' })
}

function hasLived(ms: number): boolean {
  return performance.now() > ms
}

const DAY_MS = 86_400_000

/** What browsers do to the timers of a tab that nobody looks at. */
const HIDDEN = `
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
  const start = window.setTimeout
  window.setTimeout = (callback, ms) => start(callback, Math.max(1000, ms))`

const cases: readonly Case[] = [
  {
    title: 'works without workers, and answers meanwhile',
    before: `delete window.Worker\n${COUNTING}`,
    units: 4_096,
    path: '/form',
    act: async ({ t, tab }) => {
      await tab.locator('button').click()
      await shows(tab, 'Please go back to the form and send it again')
      t.ok(Number(await tab.evaluate('turnsOfOthers')) >= 3)
    },
    want: { proofsSeen: 1 },
  },
  ...[-1, 1].map((days) => ({
    title: `goes on where the clock is wrong by ${days} day, and set in the middle`,
    before: `
      let offset = ${days * DAY_MS}
      const now = Date.now
      Date.now = () => now() + offset
      setTimeout(() => (offset = ${-days * DAY_MS}), 300)`,
    units: 1_024,
    act: arrives,
    want: { proofsSeen: 1, wrongProofs: 0 },
  })),
  {
    title: 'goes on in a hidden tab, whose timers are slow',
    before: HIDDEN,
    act: arrives,
    want: { proofsSeen: 1, pagesSeen: 1 },
  },
  {
    title: 'goes on in a hidden tab without workers',
    before: `${HIDDEN}\ndelete window.Worker`,
    units: 1_024,
    act: arrives,
    want: { proofsSeen: 1, pagesSeen: 1 },
  },
  {
    title: 'goes on when the tab was frozen meanwhile',
    before: SLOWLY,
    act: async (stage) => {
      const devTools = await stage.visitor.newCDPSession(stage.tab)
      await devTools.send('Page.setWebLifecycleState', { state: 'frozen' })
      await devTools.send('Page.setWebLifecycleState', { state: 'active' })
      await arrives(stage)
    },
    want: { proofsSeen: 1 },
  },
  {
    title: 'waits while the browser is offline, says so, and goes on by itself',
    before: SLOWLY,
    act: async (stage) => {
      await stage.visitor.setOffline(true)
      await shows(stage.tab, 'There is no internet connection')
      stage.t.equal(stage.scene.proofsSeen, 0)
      await stage.visitor.setOffline(false)
      await arrives(stage)
    },
    want: { proofsSeen: 1, pagesSeen: 1 },
  },
  {
    title: 'is taken up where another tab has passed meanwhile',
    path: '/other',
    act: async (stage) => {
      const { t, tab, visitor } = stage
      const { gateOpens: otherHasPassed, open: tellPassed } = closedGate()
      await tab.route('**/.paart/proof', () => undefined)
      // It looks once, after a while that goes by itself as well: on a busy machine before the other one passes.
      await tab.route('**/.paart/pass', (route) => otherHasPassed.then(() => route.continue()))
      await tab.clock.install()
      await tab.goto(`${stage.scene.origin}/page?first`)
      const other = await visitor.newPage()
      await other.goto(`${stage.scene.origin}/page?second`)
      await isTitled(other, 'Application')
      t.notOk(hasArrived(await tab.title()), 'the first one still waits')
      tellPassed()
      await tab.clock.runFor(9_000)
      await arrives(stage)
      t.match(tab.url(), '?first')
    },
    want: { pagesSeen: 2 },
  },
  {
    title: 'is taken up when its tab is looked at again, even after it failed',
    proofs: [403, 204],
    act: async (stage) => {
      await isTitled(stage.tab, 'The check did not work')
      const other = await stage.visitor.newPage()
      await other.goto(`${stage.scene.origin}/page?second`)
      await isTitled(other, 'Application')
      // A pass counts as news when it is surely younger than the page: ages are in whole seconds.
      await stage.tab.waitForFunction(hasLived, 2_000, { polling: 100 })
      await stage.tab.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
      await arrives(stage)
    },
    want: { proofsSeen: 2 },
  },
  {
    title: 'does not take an old pass that was not enough for a new one',
    trustsPass: false,
    act: async ({ tab, scene }) => {
      await shows(tab, 'this page came back')
      await tab.goto(`${scene.origin}/page?later`)
      await tab.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
      await shows(tab, 'this page came back')
    },
    want: { pagesSeen: 4, proofsSeen: 4 },
  },
  {
    title: 'is not in the way of the Back button',
    path: '/other',
    act: async (stage) => {
      await stage.tab.getByRole('link').click()
      await arrives(stage)
      await stage.tab.goBack()
      await isTitled(stage.tab, 'Other')
      await stage.tab.goForward()
      await arrives(stage)
    },
    want: { pagesSeen: 1 },
  },
  {
    title: 'left in the middle is taken up by the Back button',
    before: SLOWLY,
    act: async (stage) => {
      await stage.tab.goto(`${stage.scene.origin}/other`)
      await stage.tab.goBack({ waitUntil: 'commit' })
      await arrives(stage)
    },
    want: { wrongProofs: 0 },
  },
  {
    title: "brought back from the browser's memory asks anew",
    proofs: [403],
    act: async (stage) => {
      await isTitled(stage.tab, 'The check did not work')
      await stage.visitor.addCookies([{ name: 'pass', value: '1', url: stage.scene.origin }])
      const event = `new PageTransitionEvent('pageshow', { persisted: true })`
      await stage.tab.evaluate(`window.dispatchEvent(${event})`)
      await arrives(stage)
    },
    want: { pagesSeen: 1 },
  },
  ...[
    'a syntax error is (',
    'throw new Error()',
    'JSON.parse = null',
    'performance.now = null',
  ].map((mistake) => ({
    title: `leaves the slow door where its script breaks: ${mistake}`,
    script: `broken: ;${mistake}\n` as const,
    act: async (stage: Stage): Promise<void> => {
      await slowDoorOpens(stage.tab)
      await stage.tab.locator('#slow button').click()
      await arrives(stage)
    },
    want: { proofsSeen: 0, pagesSeen: 1 },
  })),
  {
    title: 'offers the slow door early to who would wait longer otherwise',
    before: `const now = performance.now.bind(performance); performance.now = () => 100 * now()${SLOWLY}`,
    act: async ({ t, tab, open }) => {
      await slowDoorOpens(tab)
      t.match(await tab.title(), 'Check in progress', 'and works on')
      open()
    },
    want: { proofsSeen: 0 },
  },
  {
    title: 'offers the slow door beside the running check after 30 seconds',
    path: '/other',
    gateOpens: closedGate().gateOpens,
    act: async ({ t, tab, scene }) => {
      await tab.clock.install()
      await tab.goto(`${scene.origin}/page`)
      await tab.locator('#bar[value="100"]').waitFor()
      // The page's time goes on by itself as well: on a busy machine by a second or two.
      await tab.clock.runFor(20_000)
      t.notOk(await tab.locator('#slow button').isVisible())
      await tab.clock.runFor(11_000)
      await slowDoorOpens(tab)
      t.match(await tab.title(), 'Check in progress', 'and works on')
      await tab.locator('#slow button').click()
      await isTitled(tab, 'Application')
    },
    want: { proofsSeen: 1 },
  },
]

function hasArrived(title: string): boolean {
  return title.startsWith('Application')
}

for (const { title, before, path = '/page?a=1', act, want, ...options } of cases) {
  t.test(`the check page ${title}`, { buffered: true }, async (t) => {
    const { gateOpens, open } = closedGate()
    open()
    const scene = await startScene({ gateOpens, ...options })
    const visitor = await newVisitor(browser, { language: 'en' })
    if (before !== undefined) await visitor.addInitScript(before)
    const tab = await visitor.newPage()
    t.teardown(async () => {
      await visitor.close()
      scene.close()
    })
    await tab.goto(scene.origin + path)
    await act({ t, tab, visitor, scene, open })
    t.match({ ...scene }, want)
  })
}

/** Settings that a person could change. */
const needsSettings = await wholeOnly()

t.test(
  'where cookies and storage are blocked it says so, once, and stays',
  needsSettings,
  async (t) => {
    const profile = mkdtempSync(join(tmpdir(), 'paart-profile-'))
    mkdirSync(join(profile, 'Default'))
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
    writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(blocked))
    const visitor = await launchProfile(profile, { language: 'en' })
    const scene = await startScene()
    t.teardown(async () => {
      await visitor.close()
      scene.close()
      rmSync(profile, { recursive: true, force: true })
    })
    const tab = await visitor.newPage()
    await tab.goto(`${scene.origin}/page`)
    await t.rejects(tab.evaluate('localStorage.length'), 'the browser blocks storage')
    await shows(tab, 'Your browser is not storing cookies')
    await shows(tab, 'Call us')
    t.notOk(await tab.locator('#slow').isVisible())
    t.match({ ...scene }, { pagesSeen: 1 })
  },
)
