import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type Browser,
  type BrowserContext,
  type Page,
  launchBrowser,
  newVisitor,
} from '../support/browser.ts'
import { startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { startRecordingFront } from '../support/submissions/front.ts'

const origin = await startOrigin({
  respond: () =>
    answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>In</h1>' }),
})
t.teardown(origin.close)

const folder = mkdtempSync(join(tmpdir(), 'paart-sharing-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'paart.yaml'),
  `version: 1
listen: [{ address: 127.0.0.1:0 }]
workers: 2
trustedProxies: [127.0.0.0/8]
admin: { socket: admin.sock, address: 127.0.0.1:0 }
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
log: { to: access.log }
doors: { slow: { wait: 1s } }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites:
  - { name: guichet, hosts: [guichet.example.lu], backend: app, routes: [{ name: all, policy: checked }] }
  - name: permits
    hosts: [permits.example.org]
    backend: app
    pass: { share: [guichet] }
    routes: [{ name: vouched, path: "/vouched/**", policy: vouched }, { name: all, policy: checked }]
  - { name: elsewhere, hosts: [permits.localhost], backend: app, pass: { share: [local] }, routes: [{ name: all, policy: checked }] }
  - { name: local, hosts: [local.localhost], backend: app, routes: [{ name: all, policy: checked }] }
policies: { checked: { challenge: always }, vouched: { challenge: always, clearance: vouched } }
`,
)
const gate = startCommand(['--config', 'paart.yaml', 'run'], { cwd: folder })
t.teardown(async () => {
  gate.signal('SIGTERM')
  await gate.ended
})
const port = Number(await gate.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
const front = await startRecordingFront('https', port)
t.teardown(front.close)

const A = 'https://guichet.example.lu'
const B = 'https://permits.example.org'

type Places = Readonly<Record<string, number>>

/** A browser for which the sites are behind the front, unless some are elsewhere. */
function launch(at: Places): Promise<Browser> {
  const frontPort = Number(new URL(front.origin).port)
  const hosts = ['guichet.example.lu', 'permits.example.org']
  const rules = hosts.map((host) => `MAP ${host}:443 127.0.0.1:${at[host] ?? frontPort}`)
  return launchBrowser({
    args: [`--host-resolver-rules=${rules.join(', ')}`, '--ignore-certificate-errors'],
  })
}

const usual = await launch({})
t.teardown(() => usual.close())

/** Somebody for whom sites are elsewhere has a browser of their own. */
async function open(
  t: Test,
  { at, javaScript = true }: { readonly at?: Places; readonly javaScript?: boolean } = {},
): Promise<BrowserContext> {
  const browser = at === undefined ? usual : await launch(at)
  const context = await newVisitor(browser, { javaScript, language: 'en' })
  t.teardown(() => (browser === usual ? context.close() : browser.close()))
  return context
}

function log(): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}

/** What a tab has asked for, without its query. */
function watch(tab: Page): readonly string[] {
  const asked: string[] = []
  tab.on('request', (request) => {
    const { origin: from, pathname } = new URL(request.url())
    if (!pathname.startsWith('/.paart/assets/'))
      asked.push(`${request.method()} ${from}${pathname}`)
  })
  return asked
}

const isIn = async (tab: Page): Promise<void> => {
  await tab.locator('h1', { hasText: /^In$/ }).waitFor({ timeout: 60_000 })
}

t.test('who has done the check at one site works on at the other', async (t) => {
  const visitor = await open(t)
  const tab = await visitor.newPage()
  await tab.goto(`${A}/start`)
  await isIn(tab)
  const asked = watch(tab)
  await tab.goto(`${B}/permits?id=7#part`)
  await isIn(tab)
  t.equal(tab.url(), `${B}/permits?id=7#part`)
  t.same(asked, [
    `GET ${B}/permits`,
    `GET ${B}/.paart/ask`,
    `GET ${A}/.paart/hand-over`,
    `GET ${B}/.paart/take-over`,
    `GET ${B}/permits`,
  ])
  const cookies = await visitor.cookies(B)
  t.same(new Set(cookies.map(({ name }) => name)), new Set(['__Host-paart', '__Host-paart-ask']))
  for (const { httpOnly, secure, sameSite } of cookies) {
    t.same([httpOnly, secure, sameSite], [true, true, 'Lax'])
  }
  const seen = origin.requests.find(({ target }) => target === '/permits?id=7')?.headers
  t.notMatch(seen?.get('cookie') ?? '', 'paart')
  t.equal(seen?.get('referer'), undefined)
  await tab.goBack()
  t.equal(tab.url(), `${A}/start`, 'the check page is none to go back to')
  await eventually('the log has it', () => log().includes('take-over passed'))
  t.notMatch(log(), /ask=|pass=/)
})

t.test('who has done it nowhere does it once, and is sent round once', async (t) => {
  const visitor = await open(t)
  const tab = await visitor.newPage()
  const asked = watch(tab)
  await tab.goto(`${B}/permits`)
  await isIn(tab)
  t.equal(asked.filter((one) => one.endsWith('/.paart/hand-over')).length, 1)
  t.equal(asked.filter((one) => one === `POST ${B}/.paart/proof`).length, 1)
  t.equal(tab.url(), `${B}/permits`)
})

t.test('without JavaScript a button asks there', async (t) => {
  const visitor = await open(t, { javaScript: false })
  const tab = await visitor.newPage()
  await tab.goto(`${A}/`)
  await tab.getByRole('button', { name: 'Continue with a short wait' }).click()
  await isIn(tab)
  await tab.goto(`${B}/form?x=1`)
  const asked = watch(tab)
  await tab.getByRole('button', { name: 'I have already done this check at: guichet' }).click()
  await isIn(tab)
  t.equal(tab.url(), `${B}/form?x=1`)
  t.same(asked, [
    `POST ${B}/.paart/wait`,
    `GET ${A}/.paart/hand-over`,
    `GET ${B}/.paart/take-over`,
    `GET ${B}/form`,
  ])
})

t.test('a site that does not answer keeps nobody from the other', async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  t.teardown(() => silent.close())
  await once(silent, 'listening')
  const { port: silentPort } = silent.address() as AddressInfo
  const waiting = await (await open(t, { at: { 'guichet.example.lu': silentPort } })).newPage()
  const asked = watch(waiting)
  await waiting.goto(`${B}/x`)
  await isIn(waiting)
  t.ok(asked.includes(`GET ${A}/.paart/hand-over`), 'it was asked')
  t.ok(asked.includes(`POST ${B}/.paart/proof`), 'and not waited for')

  const tab = await (await open(t, { at: { 'guichet.example.lu': 9 } })).newPage()
  await tab.goto(`${B}/x`)
  await tab.waitForURL(/^chrome-error:/).catch(() => undefined)
  await tab.goto(`${B}/x`)
  await isIn(tab)
})

t.test('two tabs at once come in both', async (t) => {
  const visitor = await open(t)
  const first = await visitor.newPage()
  await first.goto(`${A}/`)
  await isIn(first)
  const tabs = [await visitor.newPage(), await visitor.newPage(), await visitor.newPage()]
  await Promise.all(tabs.map((tab, i) => tab.goto(`${B}/tab/${i}`)))
  for (const [i, tab] of tabs.entries()) {
    await isIn(tab)
    t.equal(tab.url(), `${B}/tab/${i}`)
  }
})

t.test('reached without a server in front, at a port of its own', async (t) => {
  const tab = await (await open(t)).newPage()
  await tab.goto(`http://local.localhost:${port}/`)
  await isIn(tab)
  const asked = watch(tab)
  await tab.goto(`http://permits.localhost:${port}/x`)
  await isIn(tab)
  t.ok(asked.includes(`GET http://local.localhost:${port}/.paart/hand-over`))
  t.notOk(
    asked.some((one) => one.endsWith('/.paart/proof')),
    'no work was done',
  )
})

t.test('where only a code helps the page for codes asks as well, once', async (t) => {
  const tab = await (await open(t)).newPage()
  const asked = watch(tab)
  await tab.goto(`${B}/vouched/x`)
  await tab.waitForURL(`${B}/vouched/x`)
  await eventually('it has been asked, and is back', () => {
    return asked.filter((one) => one === `GET ${B}/vouched/x`).length === 2
  })
  await tab.getByLabel('Code from the helpdesk').fill('527 183 9044')
  t.equal(asked.filter((one) => one.endsWith('/.paart/hand-over')).length, 1)
  await tab.goto(`${B}/vouched/y#5271839044`)
  t.equal(await tab.getByLabel('Code from the helpdesk').inputValue(), '527 183 9044')

  const brought = await (await open(t)).newPage()
  const asks = watch(brought)
  await brought.goto(`${B}/vouched/y#5271839044`)
  await eventually('the code is there', async () => {
    const field = brought.getByLabel('Code from the helpdesk')
    return (await field.inputValue()) === '527 183 9044'
  })
  t.same(asks, [`GET ${B}/vouched/y`], 'who has brought a code is sent nowhere')
})
