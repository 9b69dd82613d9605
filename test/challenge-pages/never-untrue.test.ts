import { type BrowserContext, type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { type Scene, type SceneOptions, closedGate, startScene } from '../support/check-scene.ts'
import { isTitledAs } from '../support/tabs.ts'

// Most of each case is waiting for the browser: several run side by side.
t.jobs = 3
t.setTimeout(180_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

interface Stage {
  readonly tab: Tab
  readonly visitor: BrowserContext
  readonly scene: Scene
  readonly open: () => void
}

async function openAt(t: Test, path: string, options: SceneOptions = {}): Promise<Stage> {
  const { gateOpens, open } = closedGate()
  const scene = await startScene({ gateOpens, ...options })
  const visitor = await newVisitor(browser, { language: 'en' })
  t.teardown(async () => {
    await visitor.close()
    scene.close()
  })
  const tab = await visitor.newPage()
  await tab.goto(scene.origin + path)
  return { tab, visitor, scene, open }
}

async function runs(tab: Tab): Promise<void> {
  await tab.locator('#go').waitFor()
}

for (const path of ['/page?a=1', '/page?a=1#part']) {
  t.test(`${path}: loaded again in the middle ends in the page`, { buffered: true }, async (t) => {
    const { tab, scene, open } = await openAt(t, path)
    await runs(tab)
    await tab.reload()
    await runs(tab)
    await tab.reload()
    await runs(tab)
    open()
    await isTitledAs(tab, 'Application')
    t.equal(tab.url(), scene.origin + path)
    t.equal(scene.pagesSeen, 3)
  })

  t.test(`${path}: a page that links to itself ends there`, { buffered: true }, async (t) => {
    const { tab, visitor, scene, open } = await openAt(t, path)
    open()
    await isTitledAs(tab, 'Application')
    await visitor.clearCookies()
    // A person takes longer to press a link than a browser to load a page.
    await tab.waitForFunction('performance.now() > 1500', null, { polling: 100 })
    await tab.getByRole('link', { name: 'This page' }).click()
    await isTitledAs(tab, 'Application')
    t.equal(new URL(tab.url()).pathname, '/page')
    t.equal(scene.pagesSeen, 2)
  })
}

t.test('where nothing is remembered a loop still ends', { buffered: true }, async (t) => {
  for (const path of ['/page', '/page#part']) {
    const { gateOpens, open } = closedGate()
    open()
    const scene = await startScene({ gateOpens, trustsPass: false })
    const visitor = await newVisitor(browser, { language: 'en' })
    await visitor.addInitScript(
      `Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('blocked') } })`,
    )
    const tab = await visitor.newPage()
    await tab.goto(scene.origin + path)
    await tab.getByText('this page came back').first().waitFor({ state: 'visible' })
    t.equal(scene.pagesSeen, 2)
    t.notMatch(await tab.locator('main').textContent(), /cookie is|our cookie|not storing/)
    await visitor.close()
    scene.close()
  }
})

t.test('no cookies is said once they are known to be missing, and no longer', async (t) => {
  const { tab, visitor, scene, open } = await openAt(t, '/page', { setsCookie: false })
  await runs(tab)
  t.notMatch(await tab.locator('main').textContent(), /not storing cookies\.(?!")/)
  open()
  await tab.getByRole('alert').waitFor()
  t.match(await tab.getByRole('alert').textContent(), 'Your browser is not storing cookies')
  t.notOk(await tab.locator('#slow').isVisible(), 'no door, which would hand out another cookie')
  await visitor.addCookies([{ name: 'pass', value: '1', url: scene.origin }])
  await tab.getByRole('button', { name: 'Try again' }).click()
  await isTitledAs(tab, 'Application')
})

t.test(
  'a cookie that the browser shows a moment later is not told as one that it does not keep',
  async (t) => {
    const { tab, open } = await openAt(t, '/other')
    open()
    let asked = 0
    await tab.route('**/.paart/pass', (route) =>
      asked++ === 0 ? route.fulfill({ body: '{"provedSecondsAgo":null}' }) : route.continue(),
    )
    await tab.goto(new URL('/page', tab.url()).href)
    await isTitledAs(tab, 'Application')
    t.ok(asked > 1)
  },
)

t.test('done is said to the eye, before anything else happens', async (t) => {
  const { gateOpens, open } = closedGate()
  const { tab } = await openAt(t, '/page', { gateOpens })
  await tab.evaluate(`
    window.saidBefore = new Promise((resolve) => {
      const line = document.getElementById('line')
      new MutationObserver(() => {
        if (document.title.startsWith('Check done')) resolve(line.hidden ? '' : line.textContent)
      }).observe(line, { childList: true, characterData: true, subtree: true, attributes: true })
    })
    0`)
  open()
  t.match(
    await tab.evaluate('saidBefore'),
    'Done. We are now taking you to the page you asked for.',
  )
})

t.test('who passes in one tab ends the work of the others', { buffered: true }, async (t) => {
  const { gateOpens, open } = closedGate()
  const { tab, visitor, scene } = await openAt(t, '/other', { gateOpens })
  await tab.route('**/.paart/proof', () => undefined)
  await tab.goto(`${scene.origin}/page?first`)
  const reader = await visitor.newPage()
  await reader.addInitScript(`
    window.stopped = 0
    const terminate = Worker.prototype.terminate
    Worker.prototype.terminate = function () { stopped++; terminate.call(this) }
    Worker.prototype.postMessage = () => undefined`)
  await reader.goto(`${scene.origin}/page?reader`)
  await reader.getByText('Why am I seeing this page?').click()
  const third = await visitor.newPage()
  await third.goto(`${scene.origin}/page?third`)
  await Promise.all([tab, reader, third].map(runs))
  t.equal(await reader.evaluate('stopped'), 0)
  open()
  await Promise.all([tab, third].map((each) => isTitledAs(each, 'Application')))
  t.match(tab.url(), '?first')
  await reader.getByText('Press “Continue” when you are ready').first().waitFor()
  t.equal(await reader.evaluate('stopped'), 2, 'its two workers ended')
  t.equal(scene.pagesSeen, 3)
})
