import t from 'tap'
import {
  type Browser,
  type BrowserContext,
  launchBrowser,
  newVisitor,
  type Page as Tab,
} from '../support/browser.ts'
import { startGallery } from '../support/gallery-server.ts'

const gallery = await startGallery()
const browser: Browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  gallery.close()
})

/** What a gate would answer to whoever asks, the first answer first; the last for ever; null: none. */
type News = { isTurn: boolean; before: string; time: string } | null

const WAITS: News = { isTurn: false, before: 'People before you: 3', time: 'One minute.' }
const TURN: News = { isTurn: true, before: '', time: '' }

interface Room {
  readonly tab: Tab
  /** How often the page has asked, and been answered. */
  readonly asked: () => number
  /** Lets time go by until the page has asked once more. */
  readonly next: () => Promise<void>
}

/** The page of a waiting room, whose time the test moves. */
async function open(kind: string, answers: readonly News[]): Promise<Room> {
  const visitor: BrowserContext = await newVisitor(browser)
  const tab = await visitor.newPage()
  let asked = 0
  await tab.route('**/.paart/place?*', async (route) => {
    const news = answers[Math.min(asked, answers.length - 1)] ?? null
    if (news === null) await route.abort()
    else await route.fulfill({ json: { ...news, askAgainSeconds: 15 } })
    asked++
  })
  await tab.clock.install({ time: 0 })
  await tab.clock.pauseAt(60_000)
  await tab.goto(`${gallery.origin}/plain/${kind}/en`)
  return {
    tab,
    asked: () => asked,
    async next() {
      const ended = tab.waitForEvent('requestfinished').catch(() => undefined)
      const failed = tab.waitForEvent('requestfailed').catch(() => undefined)
      await tab.clock.runFor(15_000)
      await Promise.race([ended, failed])
      // What comes of the answer has been done once the page does something else.
      await tab.evaluate('0')
    },
  }
}

const LISTEN = `
  window.heard = []
  new MutationObserver(() => window.heard.push(document.getElementById('turn').textContent))
    .observe(document.getElementById('turn'), { childList: true, characterData: true, subtree: true })
`

const HEARD = 'window.heard'
const NOW = 'It is your turn now. Please press “Continue” within 2 minutes.'

t.test('the page asks quietly, and says once that it is the turn', async (t) => {
  const { tab, next, asked } = await open('room', [WAITS, WAITS, TURN, TURN, WAITS])
  await tab.evaluate(LISTEN)
  t.match(await tab.locator('#room').innerText(), 'You can leave this page open.')
  const look = tab.locator('#look')
  await look.focus()
  await next()
  t.equal(asked(), 1)
  t.equal(await tab.locator('#before').innerText(), 'People before you: 3')
  t.equal(await tab.locator('#time').innerText(), 'One minute.')
  await next()
  t.same(await tab.evaluate(HEARD), [], 'a voice that counts would let nobody read')
  await next()
  t.equal(await tab.locator('#turn').innerText(), NOW)
  t.equal(await look.innerText(), 'Continue')
  t.match(await tab.title(), /^It is your turn – /)
  t.equal(await tab.locator('h1').innerText(), 'It is your turn')
  t.equal(await tab.evaluate('document.activeElement.id'), 'look', 'the focus stays')
  await next()
  t.same(await tab.evaluate(HEARD), [NOW], 'and it says so once')
  await next()
  t.equal(await tab.locator('#turn').innerText(), '', 'the turn went by')
  t.equal(await look.innerText(), 'Look again')
  t.notMatch(await tab.title(), 'It is your turn')
  t.equal(await tab.locator('h1').innerText(), 'Please wait until it is your turn')
  t.equal(await tab.locator('[aria-live], [role=alert], [role=timer]').count(), 0)
  await tab.context().close()
})

t.test('the page loads nothing by itself, and its button leads on', async (t) => {
  const { tab, next } = await open('room', [TURN])
  let loads = 0
  tab.on('request', (request) => void (loads += request.isNavigationRequest() ? 1 : 0))
  await next()
  await next()
  t.equal(loads, 0)
  await Promise.all([tab.waitForEvent('load'), tab.locator('#look').click()])
  t.equal(loads, 1)
  await tab.context().close()
})

t.test('an answer that does not come is asked for again, more seldom', async (t) => {
  const { tab, next, asked } = await open('room', [null, TURN])
  await next()
  t.equal(asked(), 1)
  await tab.clock.runFor(45_000)
  t.equal(asked(), 1)
  await next()
  t.equal(await tab.locator('#turn').innerText(), NOW)
  await tab.context().close()
})

t.test(
  'a form that waits is sent by the same button, one that does not by the way back',
  async (t) => {
    const kept = await open('room-for-kept', [TURN])
    await kept.next()
    t.equal(await kept.tab.locator('#look').innerText(), 'Send the form now')
    t.match(await kept.tab.locator('#turn').innerText(), 'press “Send the form now”')
    await kept.tab.context().close()
    const lost = await open('room-for-form', [TURN])
    await lost.next()
    t.match(await lost.tab.locator('#turn').innerText(), 'go back to the form')
    t.equal(await lost.tab.locator('#back button').innerText(), 'Back to the form')
    t.equal(await lost.tab.locator('#look').count(), 0)
    await lost.tab.context().close()
  },
)

t.test('without a script the page stays as it is, and its button leads on', async (t) => {
  const visitor = await newVisitor(browser, { javaScript: false })
  const tab = await visitor.newPage()
  await tab.goto(`${gallery.origin}/plain/room/en`)
  t.equal(await tab.locator('#look').innerText(), 'Look again')
  t.notMatch(await tab.locator('body').innerText(), 'leave this page open')
  await Promise.all([tab.waitForEvent('load'), tab.locator('#look').click()])
  await visitor.close()
})
