import t, { type Test } from 'tap'
import { type BrowserContext, type Page, launchBrowser, newVisitor } from '../support/browser.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

/*
 * Beyond what a route or a network may send: what a citizen meets with `over: code`, with `over: { mark }`, and at a limit
 * of the network where nothing else asked for the check.
 */

const FORM = '<title>Inquiry</title><form method=post><input name=text><button>Send</button></form>'

const browser = await launchBrowser()
const origin = await startOrigin({
  respond: ({ method, body }) =>
    answer({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: method === 'POST' ? `<title>Thanks</title>received ${body.toString()}` : FORM,
    }),
})
t.teardown(async () => {
  await browser.close()
  await origin.close()
})

const POLICIES = `code:
  signals: { headers: off, behaviour: off }
  limits: [{ name: all, key: route, methods: [POST], rate: 1/h, burst: 1, over: code }]
mark:
  signals: { headers: off, behaviour: off }
  limits: [{ name: all, key: route, methods: [POST], rate: 1/h, burst: 1, over: { mark: many } }]
network:
  challenge: when-suspicious
  limits: [{ name: network, key: network, methods: [POST], rate: 1/h, burst: 1, over: challenge }]
proof:
  challenge: when-suspicious
  signals: { behaviour: off }
  limits: [{ name: network, key: network, methods: [POST], rate: 1/h, burst: 1, over: prove }]`

interface Stage {
  readonly home: string
  readonly code: () => Promise<string>
  readonly newTab: () => Promise<Page>
  /** What the application received by POST, and how it was marked. */
  readonly received: () => readonly (readonly [body: string, told: string])[]
}

async function start(t: Test, javaScript: boolean): Promise<Stage> {
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    routes: ['code', 'mark', 'network', 'proof']
      .map((name) => `- { name: ${name}, path: '/${name}', policy: ${name} }`)
      .concat('- { name: everything, policy: open }')
      .join('\n'),
    policies: `open: { challenge: never }\n${POLICIES}`,
    rest: 'doors: { slow: { wait: 1s } }',
  })
  const gate = await startFileGate(t, text)
  const before = origin.requests.length
  return {
    // Browsers trust this name as they trust HTTPS: Fetch Metadata needs that.
    home: `http://localhost:${gate.port}`,
    async code() {
      const { report } = await gate.ask('POST', '/codes')
      return (report as unknown as { codes: { code: string }[] }).codes[0]?.code ?? ''
    },
    async newTab() {
      const context: BrowserContext = await newVisitor(browser, { javaScript, language: 'en' })
      t.teardown(() => context.close())
      return context.newPage()
    },
    received: () =>
      origin.requests
        .slice(before)
        .filter(({ method }) => method === 'POST')
        .map(({ body, headers }) => [body.toString(), headers.get('paart-client') ?? ''] as const),
  }
}

/** Fills the form in and sends it; what comes then is whatever it is. */
async function send(tab: Page, address: string, text: string): Promise<void> {
  await tab.goto(address)
  await tab.fill('input[name=text]', text)
  await tab.getByRole('button', { name: 'Send' }).click()
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with JavaScript' : 'without JavaScript'

  t.test(`${how} a form beyond the end of its route arrives by a code`, async (t) => {
    const { home, code, newTab, received } = await start(t, javaScript)
    const first = await newTab()
    await send(first, `${home}/code`, 'one')
    await first.waitForSelector('text=received text=one')
    const tab = await newTab()
    await send(tab, `${home}/code`, 'two')
    await tab.getByLabel('Code from the helpdesk').fill('123 456 7890')
    t.match(await tab.locator('#kept').innerText(), 'Your form arrived here')
    await tab.getByRole('button', { name: 'Use the code' }).click()
    t.ok(await tab.locator('#code-problem').isVisible(), 'a code that is none')
    t.match(await tab.locator('#kept').innerText(), 'Your form arrived here', 'it is still there')
    await tab.getByLabel('Code from the helpdesk').fill(await code())
    await tab.getByRole('button', { name: 'Use the code' }).click()
    if (!javaScript) await tab.getByRole('button', { name: 'Send the form now' }).click()
    await tab.waitForSelector('text=received text=two')
    await send(tab, `${home}/code`, 'three')
    await tab.waitForSelector('text=received text=three')
    t.same(
      received().map(([body]) => body),
      ['text=one', 'text=two', 'text=three'],
      'who has a code is not asked again',
    )
  })

  t.test(`${how} nobody notices a mark, and the application is told`, async (t) => {
    const { home, newTab, received } = await start(t, javaScript)
    const tab = await newTab()
    for (const text of ['one', 'two', 'three']) {
      await send(tab, `${home}/mark`, text)
      await tab.waitForSelector(`text=received text=${text}`)
    }
    t.same(
      received().map(([, told]) => told.includes('mark=many')),
      [false, true, true],
    )
  })

  t.test(`${how} a form beyond the limit of its network arrives by the check`, async (t) => {
    const { home, newTab, received } = await start(t, javaScript)
    const neighbour = await newTab()
    await send(neighbour, `${home}/network`, 'one')
    await neighbour.waitForSelector('text=received text=one')
    const tab = await newTab()
    await send(tab, `${home}/network`, 'two')
    if (!javaScript) {
      t.match(await tab.locator('#kept').innerText(), 'Your form arrived here')
      await tab.getByRole('button', { name: 'Send the form after a short wait' }).click()
    }
    await tab.waitForSelector('text=received text=two')
    await send(tab, `${home}/network`, 'three')
    await tab.waitForSelector('text=received text=three')
    t.match(received()[1], ['text=two', /^pass=(?:worked|waited);/])
    t.equal(received().length, 3, 'each once, and whoever has a pass is left alone')
  })

  t.test(`${how} one check earns the pass and what is bought beyond that limit`, async (t) => {
    const { home, newTab, received } = await start(t, javaScript)
    const neighbour = await newTab()
    await send(neighbour, `${home}/proof`, 'one')
    await neighbour.waitForSelector('text=received text=one')
    const tab = await newTab()
    const checks: string[] = []
    tab.on('response', (response) => {
      const decision = response.headers()['paart-decision']
      if (decision !== undefined) checks.push(decision)
    })
    await send(tab, `${home}/proof`, 'two')
    if (!javaScript) {
      await tab.getByRole('button', { name: 'Send the form after a short wait' }).click()
    }
    await tab.waitForSelector('text=received text=two')
    for (const text of ['three', 'four', 'five', 'six']) {
      await send(tab, `${home}/proof`, text)
      await tab.waitForSelector(`text=received text=${text}`)
    }
    t.same(checks, ['challenge'], 'once, for five')
    t.equal(received().length, 6)
  })
}
