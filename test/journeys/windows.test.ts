import { type BrowserContext } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { isTitledAs } from '../support/tabs.ts'

t.setTimeout(120_000)
const browser = await launchBrowser()
t.teardown(() => browser.close())

/** How an application's service worker passes a page on: as it came, or as a request of its own. */
const WORKERS = ['event.request', "event.request, { credentials: 'same-origin' }"]

function worker(argument: string): string {
  return `
    addEventListener('install', () => skipWaiting())
    addEventListener('activate', (event) => event.waitUntil(clients.claim()))
    addEventListener('fetch', (event) => event.respondWith(fetch(${argument})))`
}

const START = `<title>Start</title><script>
  navigator.serviceWorker.addEventListener('controllerchange', () => document.title = 'Controlled')
  navigator.serviceWorker.register('/worker.js')
</script>`

/** Says so to whoever opened its window, as sign-in and payment pages do. */
const TELLS = `<title>Application</title><script>
  if (opener !== null) opener.postMessage('paid', '*')
</script>`

/** Opens a window and shows what is said from there. */
function opening(address: string): string {
  return `<title>Shop</title><button onclick="window.open('${address}')">Pay</button><script>
    addEventListener('message', ({ data }) => document.title = data)
  </script>`
}

interface Place {
  readonly url: string
  /** What the backend was asked for. */
  readonly asked: () => readonly string[]
}

/** A gate that checks everything but what a page without a pass needs to be controlled. */
async function openPlace(t: Test, pages: Readonly<Record<string, string>>): Promise<Place> {
  const origin = await startOrigin({
    respond({ target }) {
      const type = target.endsWith('.js') ? 'text/javascript' : 'text/html'
      const body = pages[target]
      if (body === undefined) return answer({ status: 404 })
      return answer({ status: 200, headers: { 'Content-Type': type }, body })
    },
  })
  const gate = await startTestGate({
    backendPort: origin.port,
    routes: `
- { name: start, path: /start, policy: open }
- { name: worker, path: /worker.js, policy: open }
- { name: icon, path: /favicon.ico, policy: open }
- { name: all, policy: checked }`,
    policies: 'open: { challenge: never }\nchecked: { challenge: always }',
  })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  // Browsers trust this name as they trust HTTPS: service workers and Fetch Metadata need that.
  const url = `http://localhost:${gate.port}`
  return { url, asked: () => origin.requests.map(({ method, target }) => `${method} ${target}`) }
}

async function visitor(t: Test): Promise<BrowserContext> {
  const context = await newVisitor(browser)
  t.teardown(() => context.close())
  return context
}

for (const argument of WORKERS) {
  t.test(`whoever is behind a service worker gets the check: fetch(${argument})`, async (t) => {
    const { url, asked } = await openPlace(t, {
      '/start': START,
      '/worker.js': worker(argument),
      '/page?a=1': TELLS,
    })
    const tab = await (await visitor(t)).newPage()
    await tab.goto(`${url}/start`)
    await isTitledAs(tab, 'Controlled')
    const first = await tab.goto(`${url}/page?a=1`)
    t.equal(first?.fromServiceWorker(), true)
    t.match(
      [first?.status(), first?.headers()['content-type'], first?.headers()['paart-decision']],
      [403, /^text\/html/, 'challenge'],
    )
    await isTitledAs(tab, 'Application')
    t.equal(asked().at(-1), 'GET /page?a=1')
  })
}

t.test('a window that meets the check can still speak to who opened it', async (t) => {
  const bank = await openPlace(t, { '/pay': TELLS })
  const shop = await openPlace(t, { '/start': opening(`${bank.url}/pay`) })
  const context = await visitor(t)
  const tab = await context.newPage()
  await tab.goto(`${shop.url}/start`)
  const opened = context.waitForEvent('page')
  await tab.getByRole('button', { name: 'Pay' }).click()
  const popup = await opened
  await isTitledAs(popup, 'Application')
  await isTitledAs(tab, 'paid', { timeout: 10_000 })
  // Some browsers ask for an icon of their own accord.
  const asked = bank.asked().filter((line) => line !== 'GET /favicon.ico')
  t.strictSame(asked, ['GET /pay'], 'through the check')
})
