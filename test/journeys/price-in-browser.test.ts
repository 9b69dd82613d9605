import t, { type Test } from 'tap'
import { type BrowserContext, type Page, launchBrowser, newVisitor } from '../support/browser.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const FORM =
  '<title>Inquiry</title><form method=post action="/forms/send"><input name=text><button>Send</button></form>'

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

const POLICIES = `open: { challenge: always, signals: { behaviour: off } }
forms:
  challenge: always
  signals: { behaviour: off }
  limits:
    - { name: forms, key: pass, methods: [POST], rate: 1/h, burst: 1, over: prove, pageFirst: true }`

async function start(
  t: Test,
): Promise<{ readonly home: string; readonly code: () => Promise<string> }> {
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    routes: `- { name: forms, path: '/forms/**', policy: forms }
- { name: everything, policy: open }`,
    policies: POLICIES,
    rest: 'doors: { slow: { wait: 1s } }',
  })
  const gate = await startFileGate(t, text)
  return {
    // Browsers trust this name as they trust HTTPS: Fetch Metadata needs that.
    home: `http://localhost:${gate.port}`,
    async code() {
      const { report } = await gate.ask('POST', '/codes')
      return (report as unknown as { codes: { code: string }[] }).codes[0]?.code ?? ''
    },
  }
}

async function visitor(t: Test, javaScript: boolean): Promise<BrowserContext> {
  const context = await newVisitor(browser, { javaScript, language: 'en' })
  t.teardown(() => context.close())
  return context
}

function posts(): readonly string[] {
  return origin.requests
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => body.toString())
}

/** Fills the form in and sends it; what comes first is whatever it is. */
async function send(page: Page, home: string, text: string): Promise<void> {
  await page.goto(`${home}/forms/new`)
  await page.waitForSelector('input[name=text]')
  await page.fill('input[name=text]', text)
  await page.getByRole('button', { name: 'Send' }).click()
}

t.test('with JavaScript a form beyond the limit arrives with its proof, by itself', async (t) => {
  const { home } = await start(t)
  const page = await (await visitor(t, true)).newPage()
  await send(page, home, 'one')
  await page.waitForSelector('text=received text=one')
  const asked: string[] = []
  page.on('request', (request) =>
    asked.push(`${request.method()} ${new URL(request.url()).pathname}`),
  )
  await send(page, home, 'two')
  await page.waitForSelector('text=received text=two')
  t.ok(asked.includes('POST /.paart/proof'), 'a proof was made for it')
  t.same(posts().slice(-2), ['text=one', 'text=two'])
  const before = asked.length
  for (const text of ['three', 'four', 'five', 'six']) {
    await send(page, home, text)
    await page.waitForSelector(`text=received text=${text}`)
  }
  t.notOk(asked.slice(before).includes('POST /.paart/proof'), 'it bought five')
})

t.test('of two tabs at the check one makes the proof, and both forms arrive', async (t) => {
  const { home } = await start(t)
  const context = await visitor(t, true)
  const tabs = [await context.newPage(), await context.newPage()] as const
  await send(tabs[0], home, 'before')
  await tabs[0].waitForSelector('text=received text=before')
  const answers: number[] = []
  const firstAnswered = Promise.withResolvers<undefined>()
  context.on('response', (response) => {
    if (!response.url().endsWith('/.paart/proof')) return
    answers.push(response.status())
    firstAnswered.resolve(undefined)
  })
  const bothThere = Promise.withResolvers<undefined>()
  let arrived = 0
  for (const tab of tabs) {
    await tab.goto(`${home}/forms/new`)
    // The check begins in both, and ends in neither before.
    await tab.route('**/.paart/proof', async (route) => {
      arrived++
      if (arrived === tabs.length) bothThere.resolve(undefined)
      await (arrived === tabs.length ? firstAnswered : bothThere).promise
      await route.continue()
    })
  }
  for (const [at, tab] of tabs.entries()) {
    await tab.fill('input[name=text]', `tab-${at}`)
    await tab.getByRole('button', { name: 'Send' }).click()
  }
  for (const [at, tab] of tabs.entries()) {
    await tab.bringToFront()
    await tab.waitForSelector(`text=received text=tab-${at}`)
  }
  t.same(answers, [204, 204], 'neither is too cheap')
  for (const text of ['three', 'four', 'five']) {
    await send(tabs[0], home, text)
    await tabs[0].waitForSelector(`text=received text=${text}`)
  }
  t.equal(answers.length, 2, 'five were bought in all')
  await send(tabs[0], home, 'six')
  await tabs[0].waitForSelector('text=received text=six')
  t.equal(answers.length, 3)
})

t.test(
  'a device on which the work takes too long is told so, and what else there is',
  async (t) => {
    const { home } = await start(t)
    const page = await (await visitor(t, true)).newPage()
    await send(page, home, 'first')
    await page.waitForSelector('text=received text=first')
    // Each unit takes as long as a hundred would: the worker's script waits before it answers.
    await page.route('**/assets/*.js', async (route) => {
      const answered = await route.fetch()
      const script = await answered.text()
      const slow = `if(typeof document==='undefined'){var post=postMessage.bind(self);self.postMessage=function(m){setTimeout(function(){post(m)},1000)}};`
      await route.fulfill({ response: answered, body: slow + script })
    })
    await send(page, home, 'second')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    t.match(
      await alert.textContent(),
      /^On this device the calculation would take about \d+ seconds\./,
    )
    t.notMatch(posts(), ['text=second'])
    t.ok(await page.getByRole('button', { name: 'Send the form after a short wait' }).isVisible())
    t.ok(await page.getByRole('button', { name: 'I have a code from the helpdesk' }).isVisible())
    t.match(await page.textContent('body'), /\(\+352\) 247 82 000/)
    await page.getByRole('button', { name: 'Send the form after a short wait' }).click()
    await page.waitForSelector('text=received text=second')
  },
)

t.test('without JavaScript the form arrives after a wait', async (t) => {
  const { home } = await start(t)
  const page = await (await visitor(t, false)).newPage()
  await page.goto(`${home}/forms/new`)
  await page.getByRole('button', { name: 'Continue with a short wait' }).click()
  await send(page, home, 'without one')
  await page.waitForSelector('text=received text=without+one')
  await send(page, home, 'without two')
  await page.getByRole('button', { name: 'Send the form after a short wait' }).click()
  await page.waitForSelector('text=received text=without+two')
})

t.test('without JavaScript the form arrives by a code of the helpdesk', async (t) => {
  const { home, code } = await start(t)
  const page = await (await visitor(t, false)).newPage()
  await page.goto(`${home}/forms/new`)
  await page.getByRole('button', { name: 'Continue with a short wait' }).click()
  await send(page, home, 'code one')
  await page.waitForSelector('text=received text=code+one')
  await send(page, home, 'code two')
  await page.getByRole('button', { name: 'I have a code from the helpdesk' }).click()
  await page.getByLabel('Code from the helpdesk').fill(await code())
  await page.getByRole('button', { name: 'Use the code' }).click()
  await page.getByRole('button', { name: 'Send the form now' }).click()
  await page.waitForSelector('text=received text=code+two')
})
