import { type BrowserContext, type Frame, type Page as Tab } from 'playwright-core'
import t, { type Test } from 'tap'
import { launchBrowser, newVisitor, wholeOnly } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { isTitledAs } from '../support/tabs.ts'

t.setTimeout(180_000)

/** Pages that are open to all, around what is not. */
const PAGES: Readonly<Record<string, string>> = {
  '/': '<title>Front page</title>',
  '/around': around('/part/a'),
  '/around-sworn': around('/sworn/a'),
  '/around-denied': around('/denied'),
  '/around-limited': around('/limited'),
  '/frames': '<title>Frames</title><frameset cols="50%,50%"><frame src="/part/a"></frameset>',
  '/embedded': '<title>Embedded</title><embed src="/part/a" type="application/pdf">',
  '/form': `<title>Form</title><iframe name="part"></iframe>
    <form method="post" action="/part/a" target="part"><button>Send</button></form>`,
  '/items?page=2': `<title>Items</title><script>
    fetch('/part/data').then(async (answer) => {
      if (answer.ok) return (document.title = await answer.text())
      const { check } = await answer.json()
      location.assign(check)
    })</script>`,
  '/part/a': '<title>Part</title><p>What the frame shows',
  '/part/data': 'Data',
  '/sworn/a': '<title>Sworn</title><p>What the frame shows',
  '/limited': '<title>Once a minute</title>',
}

function around(part: string): string {
  return `<title>Around</title><h1>Around</h1><iframe src="${part}"></iframe>`
}

const browser = await launchBrowser({ isWhole: true })
const origin = await startOrigin({
  respond({ target }) {
    const body = PAGES[target]
    if (body === undefined) return answer({ status: 404 })
    return answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body })
  },
})
const text = configText({
  backendPort: origin.port,
  routes: `
- { name: part, path: "/part/**", policy: checked }
- { name: sworn, path: "/sworn/**", policy: sworn }
- { name: denied, path: /denied, policy: denied }
- { name: limited, path: /limited, policy: limited }
- { name: all, policy: open }`,
  policies: `
open: { challenge: never }
checked: { challenge: always }
sworn: { challenge: always, clearance: vouched }
denied: { challenge: never, rules: [{ name: never, when: { path: "/**" }, then: deny }] }
limited: { challenge: never, limits: [{ name: one, key: site, rate: 1/min, burst: 1, over: limit }] }`,
  rest: 'doors: { slow: { wait: 1s } }',
})
const gate = await startFileGate(t, text)
t.teardown(async () => {
  await browser.close()
  await origin.close()
})

/** Browsers trust this name as they trust HTTPS: Fetch Metadata needs that. */
const HOME = `http://localhost:${gate.port}`

async function visitor(t: Test, javaScript = true): Promise<BrowserContext> {
  const context = await newVisitor(browser, { javaScript, language: 'en' })
  t.teardown(() => context.close())
  return context
}

/** A tab that shows a page of the site, and where it was led from there. */
async function openTab(
  t: Test,
  path: string,
  javaScript = true,
): Promise<{ readonly tab: Tab; readonly led: readonly string[] }> {
  const tab = await (await visitor(t, javaScript)).newPage()
  await tab.goto(HOME + path)
  const led: string[] = []
  tab.on('framenavigated', (frame) => {
    if (frame === tab.mainFrame()) led.push(frame.url().replace(HOME, ''))
  })
  return { tab, led }
}

/** The frame, once it shows these words. */
async function partOf(tab: Tab, words: string): Promise<Frame> {
  let found: Frame | undefined
  await eventually(`the frame shows ${words}`, async () => {
    found = tab.frames().find((frame) => frame !== tab.mainFrame())
    const body = found?.locator('body')
    // While it is loaded it is nobody's.
    const shown = await body?.innerText({ timeout: 1_000 }).catch(() => '')
    return shown?.includes(words) === true
  })
  if (found === undefined) throw new Error('no frame')
  return found
}

const SMALL = 'Short security check'
const SHOWN = 'What the frame shows'

/** Presses the link of the small page. */
async function goToCheck(tab: Tab): Promise<void> {
  const part = await partOf(tab, SMALL)
  await part.getByRole('link', { name: 'Go to the check' }).click()
}

const PLACES = {
  '/around': {},
  '/frames': {},
  // What is said to be a document of this kind is shown by a part that an engine alone lacks.
  '/embedded': await wholeOnly(),
}

for (const [path, needs] of Object.entries(PLACES)) {
  t.test(`${path}: a frame leads to the check, which leads back to the page`, needs, async (t) => {
    const { tab, led } = await openTab(t, path)
    const part = await partOf(tab, SMALL)
    const said = await part.locator('body').innerText()
    t.match(said, /needs a short check first[^]*\(\+352\) 247 82 000[^]*Reference/)
    t.equal(await part.locator('script').count(), 0)
    await goToCheck(tab)
    await partOf(tab, SHOWN)
    t.same(led, [`/.paart/check?to=${encodeURIComponent(path)}`, path])
  })
}

t.test('without JavaScript, by the slow door and in another language', async (t) => {
  const { tab, led } = await openTab(t, '/around', false)
  await goToCheck(tab)
  await tab.getByRole('button', { name: 'Français' }).click()
  await tab.getByRole('button', { name: 'Continuer avec une courte attente' }).click()
  await partOf(tab, SHOWN)
  t.same(led, ['/.paart/check?to=%2Faround', '/.paart/check?to=%2Faround', '/around'])
})

t.test('by a code, where no other door is enough', async (t) => {
  const { tab, led } = await openTab(t, '/around-sworn', false)
  await (await partOf(tab, SMALL)).getByRole('link', { name: 'Go to the check' }).click()
  const { report } = await gate.ask('POST', '/codes')
  const { code } = JSON.parse(JSON.stringify(report)).codes[0]
  await tab.getByLabel('Code from the helpdesk').fill(code)
  await tab.getByRole('button', { name: 'Use the code' }).click()
  await partOf(tab, SHOWN)
  t.same(led, ['/.paart/check?to=%2Faround-sworn&clearance=vouched', '/around-sworn'])
})

t.test('a form that was sent into a frame says that it has not arrived', async (t) => {
  const { tab, led } = await openTab(t, '/form')
  await tab.getByRole('button', { name: 'Send' }).click()
  await partOf(tab, 'Your form has not been sent yet')
  await goToCheck(tab)
  await tab.waitForURL(`${HOME}/form`)
  await tab.getByRole('button', { name: 'Send' }).click()
  await partOf(tab, SHOWN)
  t.same(led, ['/.paart/check?to=%2Fform', '/form'])
})

t.test('where no check helps, the link leads to the whole page', async (t) => {
  const { tab, led } = await openTab(t, '/limited')
  for (const [path, words] of [
    ['/around-denied', 'We could not let this request through'],
    ['/around-limited', 'Too many requests in a short time'],
  ] as const) {
    await tab.goto(HOME + path)
    const part = await partOf(tab, words)
    await part.getByRole('link', { name: 'Open this in the whole window' }).click()
    await tab.getByText('help@example.lu').waitFor()
    t.match(await tab.locator('h1').innerText(), words)
  }
  t.same(led, ['/around-denied', '/denied', '/around-limited', '/limited'])
})

t.test('a script sends its person to the check, and goes on where it was', async (t) => {
  const { tab } = await openTab(t, '/items?page=2')
  await isTitledAs(tab, 'Data')
  t.equal(tab.url(), `${HOME}/items?page=2`)
})

t.test('a page of another origin shows no small page, and leads to the front page', async (t) => {
  const tab = await (await visitor(t)).newPage()
  await tab.goto(`http://127.0.0.1:${gate.port}/`)
  await tab.evaluate(`document.body.innerHTML = '<iframe src="${HOME}/part/a"></iframe>'`)
  await eventually('the frame is refused', () =>
    tab.frames().some((frame) => frame.url().startsWith('chrome-error:')),
  )
  await tab.evaluate(`location.href = '${HOME}/.paart/check?to=/around'`)
  await isTitledAs(tab, 'Front page')
  t.equal(tab.url(), `${HOME}/`)
})
