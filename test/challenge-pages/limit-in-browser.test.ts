import t from 'tap'
import { type Browser, launchBrowser, newVisitor, type Page as Tab } from '../support/browser.ts'
import { startGallery } from '../support/gallery-server.ts'

const gallery = await startGallery()
const browser: Browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  gallery.close()
})

/** The page of a limit of 12 seconds, whose time the test moves. */
async function open(kind = 'limit', language = 'en'): Promise<Tab> {
  const visitor = await newVisitor(browser)
  const tab = await visitor.newPage()
  await tab.clock.install({ time: 0 })
  await tab.clock.pauseAt(60_000)
  await tab.goto(`${gallery.origin}/plain/${kind}/${language}`)
  return tab
}

/** All that assistive technology was told in the page's region, in its order. */
const LISTEN = `
  window.heard = []
  new MutationObserver(() => window.heard.push(document.getElementById('status').textContent))
    .observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true })
`

const NOTE = '#wait'
const BUTTON = '#retry'

t.test('the seconds count down, and the button waits for them', async (t) => {
  const tab = await open()
  const link = tab.locator(BUTTON)
  let loads = 0
  tab.on('request', (request) => void (loads += request.isNavigationRequest() ? 1 : 0))
  t.equal(await tab.locator(NOTE).innerText(), 'Try again in 12 seconds')
  t.equal(await link.getAttribute('aria-disabled'), 'true')
  await tab.clock.runFor(3_000)
  t.equal(await tab.locator(NOTE).innerText(), 'Try again in 9 seconds')
  await link.focus()
  await tab.keyboard.press('Enter')
  await link.click({ force: true })
  await tab.clock.runFor(8_000)
  t.equal(await tab.locator(NOTE).innerText(), 'Try again in 2 seconds', 'always a plural')
  t.equal(await link.getAttribute('aria-disabled'), 'true')
  await tab.clock.runFor(1_000)
  t.equal(await tab.locator(NOTE).innerText(), 'You can try again now.')
  t.equal(await link.getAttribute('aria-disabled'), null)
  t.equal(await tab.evaluate('document.activeElement.id'), 'retry', 'it kept the focus')
  t.equal(loads, 0, 'nothing was asked for before its time')
  await Promise.all([tab.waitForEvent('load'), tab.keyboard.press('Enter')])
  t.equal(loads, 1)
  await tab.context().close()
})

t.test('who listens hears the end of the wait, and no number', async (t) => {
  const tab = await open()
  await tab.evaluate(LISTEN)
  for (let second = 0; second < 15; second++) await tab.clock.runFor(1_000)
  t.same(await tab.evaluate('window.heard'), ['You can try again now.'])
  t.equal(await tab.locator('[aria-live], [role=alert], [role=timer]').count(), 0)
  t.notOk(
    await tab.evaluate(`document.getElementById('wait').closest('[role=status]') !== null`),
    'what counts is in no region that is announced',
  )
  await tab.context().close()
})

t.test('a device that slept goes on from the time that it is', async (t) => {
  const tab = await open('limit', 'de')
  await tab.clock.fastForward(11_500)
  t.equal(await tab.locator(NOTE).innerText(), 'Bitte versuchen Sie es in 2 Sekunden noch einmal')
  await tab.clock.fastForward(3_600_000)
  t.equal(await tab.locator(NOTE).innerText(), 'Sie können es jetzt noch einmal versuchen.')
  await tab.context().close()
})

t.test('the way back to a form is open at once: the form can be looked at meanwhile', async (t) => {
  const tab = await open('limit-for-form')
  t.equal(await tab.locator(NOTE).innerText(), 'Try again in 12 seconds')
  const back = tab.locator('#back button')
  t.equal(await back.getAttribute('aria-disabled'), null)
  t.ok(await back.isEnabled())
  await tab.clock.runFor(12_000)
  t.equal(await tab.locator(NOTE).innerText(), 'You can try again now.')
  await tab.context().close()
})

t.test('without a script the page stays as it is, and its button leads on', async (t) => {
  const visitor = await newVisitor(browser, { javaScript: false })
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/plain/limit/en`)
  t.equal(await tab.locator(NOTE).innerText(), 'Try again in 12 seconds')
  t.equal(await tab.locator(BUTTON).getAttribute('aria-disabled'), null)
  await Promise.all([tab.waitForEvent('load'), tab.locator(BUTTON).click()])
  await visitor.close()
})
