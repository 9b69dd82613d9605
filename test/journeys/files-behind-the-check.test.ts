import { type BrowserContext, type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { startTestGate } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { isTitledAs } from '../support/tabs.ts'

t.setTimeout(120_000)

const PAGE = '<title>List</title><a href="/file">Here</a> <a href="/file" target="_blank">There</a>'

const FILE = {
  'Content-Type': 'application/octet-stream',
  'Content-Disposition': 'attachment; filename="dossier.bin"',
}

const { promise: answered, resolve: answerNow } = Promise.withResolvers<void>()

const browser = await launchBrowser()
const origin = await startOrigin({
  async respond({ target }) {
    if (target === '/file')
      return answer({ status: 200, headers: FILE, body: 'what was asked for' })
    if (target === '/slow') await answered
    const body = target === '/slow' ? '<title>At last</title>' : PAGE
    return answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body })
  },
})
const gate = await startTestGate({
  backendPort: origin.port,
  routes: `
- { name: list, path: /list, policy: open }
- { name: all, policy: checked }`,
  policies: 'open: { challenge: never }\nchecked: { challenge: always }',
})
t.teardown(async () => {
  await browser.close()
  await gate.stop(0)
  await origin.close()
})

const HOME = `http://localhost:${gate.port}`

async function visitor(t: Test): Promise<BrowserContext> {
  const context = await newVisitor(browser, { language: 'en' })
  t.teardown(() => context.close())
  // The page's time goes on by itself, and the test can make it go faster.
  await context.clock.install()
  return context
}

/** Makes a check page wait as long as it does before it says that it is still there. */
async function wait(tab: Tab): Promise<void> {
  await tab.clock.runFor(6_000)
}

const WORDS = 'Did you ask for a file? It should be there now'

t.test('a file behind the check: the page says that it should be there', async (t) => {
  const tab = await (await visitor(t)).newPage()
  await tab.goto(`${HOME}/list`)
  const [file] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'Here', exact: true }).click(),
  ])
  t.equal(file.suggestedFilename(), 'dossier.bin')
  t.notOk(await tab.getByText(WORDS).first().isVisible(), 'not before some seconds have gone')
  await wait(tab)
  await tab.getByText(WORDS).first().waitFor()
  t.match(await tab.title(), /^Check done – /)
  t.equal(await tab.getByRole('heading', { level: 1 }).textContent(), 'Short security check')
  await wait(tab)
  t.match(await tab.getByRole('status').textContent(), WORDS, 'when what was said before was heard')
  t.same(await tab.locator('#actions button').allInnerTexts(), ['Try again', 'Back'])
  await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('button', { name: 'Try again' }).click(),
  ])
  await wait(tab)
  t.equal(await tab.getByRole('button', { name: 'Back' }).count(), 1, 'and not once more each time')
  await tab.getByRole('button', { name: 'Back' }).click()
  await tab.waitForURL(`${HOME}/list`)
})

t.test('in a tab of its own there is nothing to go back to', async (t) => {
  const context = await visitor(t)
  const tab = await context.newPage()
  await tab.goto(`${HOME}/list`)
  const [opened] = await Promise.all([
    context.waitForEvent('page'),
    tab.getByRole('link', { name: 'There' }).click(),
  ])
  await opened.waitForEvent('download')
  await wait(opened)
  await opened.getByText(WORDS).first().waitFor()
  t.same(await opened.locator('#actions button').allInnerTexts(), ['Try again'])
})

/** Nobody can look into a page that waits for the next one: it tells by itself, and its time goes fast. */
const TELLS = `
  const start = window.setTimeout
  window.setTimeout = (callback, ms) => start(callback, ms / 20)
  addEventListener('DOMContentLoaded', () => {
    const line = document.getElementById('line')
    if (line !== null) {
      new MutationObserver(() => console.log(line.textContent)).observe(line, { childList: true })
    }
  })`

t.test('a page that is slow is told of too, and comes', async (t) => {
  const context = await newVisitor(browser, { language: 'en' })
  t.teardown(() => context.close())
  await context.addInitScript(TELLS)
  const tab = await context.newPage()
  const told = tab.waitForEvent('console', (message) =>
    message.text().includes('may still be loading'),
  )
  await tab.goto(`${HOME}/slow`)
  t.match((await told).text(), WORDS)
  answerNow()
  await isTitledAs(tab, 'At last')
  t.equal(tab.url(), `${HOME}/slow`)
})
