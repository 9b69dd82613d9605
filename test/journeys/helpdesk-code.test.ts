import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startDemo } from '../../src/demo/index.ts'
import { type Page, launchBrowser, newVisitor } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'
import { metricsTell } from '../support/metrics.ts'
import { NAVIGATION, codeTokenIn, passIn, sendCode } from '../support/visitor.ts'

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
const browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  await demo.close()
})

const TEXT = configText({
  backendPort: demo.port,
  workers: 2,
  policies: 'open: { challenge: always, clearance: vouched }',
}).replace('["*"]', '[portal.example.lu, "*"]')

interface Issued {
  readonly validUntil: string
  readonly codes: readonly {
    readonly code: string
    readonly spoken: string
    readonly link: string
  }[]
}

async function issue(gate: FileGate, query = ''): Promise<Issued> {
  const { status, report } = await gate.ask('POST', `/codes${query}`)
  if (status !== 200) throw new Error(JSON.stringify(report))
  return report as unknown as Issued
}

async function oneCode(gate: FileGate): Promise<string> {
  return (await issue(gate)).codes[0]?.code ?? ''
}

async function tokenOf(port: number): Promise<string> {
  return codeTokenIn((await get(port, '/.paart/code', NAVIGATION)).text) ?? ''
}

/** Presses Tab until the field for the code has the focus. */
async function reach(page: Page, selector: string): Promise<void> {
  const isThere = (): Promise<boolean> =>
    page.evaluate(`document.activeElement?.matches('${selector}') === true`)
  for (let presses = 0; presses < 40 && !(await isThere()); presses++) {
    await page.keyboard.press('Tab')
  }
  if (!(await isThere())) throw new Error(`Tab never came to ${selector}`)
}

t.test('without JavaScript, by keyboard: the code is typed, Enter, and one is there', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const visitor = await newVisitor(browser, { javaScript: false, language: 'de', width: 320 })
  const page = await visitor.newPage()
  await page.goto(`${gate.addresses[0]}/inquiries/1?from=news`)
  await reach(page, '#code')
  await page.keyboard.type('527 183 9042')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#code-problem')
  t.match(await page.textContent('#code-problem'), /prüfen Sie die Ziffern/)
  const described = await page.getAttribute('#code', 'aria-describedby')
  t.equal(described, 'code-problem code-hint')
  t.equal(await page.inputValue('#code'), '527 183 9042')
  t.ok(await page.evaluate(`document.activeElement?.id === 'code'`), 'where it can be mended')
  await page.keyboard.press('Control+A')
  const { codes } = await issue(gate)
  await page.keyboard.type(codes[0]?.spoken ?? '')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${gate.addresses[0]}/inquiries/1?from=news`)
  await page.waitForSelector('form[action="/inquiries/1/contributions"]')
  await visitor.close()
})

t.test('from the check page by its button; there is nothing to wait for', async (t) => {
  const text = TEXT.replace(', clearance: vouched', '')
  const gate = await startFileGate(t, text)
  const visitor = await newVisitor(browser, { javaScript: false, language: 'en' })
  const page = await visitor.newPage()
  await page.goto(`${gate.addresses[0]}/inquiries/1`)
  await page.getByRole('button', { name: 'I have a code from the helpdesk' }).click()
  await page.getByLabel('Code from the helpdesk').fill(await oneCode(gate))
  await page.getByRole('button', { name: 'Use the code' }).click()
  await page.waitForSelector('form[action="/inquiries/1/contributions"]')
  await visitor.close()
})

t.test('a link fills in its code and sends nothing by itself', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const visitor = await newVisitor(browser, { language: 'en' })
  const page = await visitor.newPage()
  const { codes } = await issue(gate)
  const link = (codes[0]?.link ?? '').replace('https://portal.example.lu', gate.addresses[0] ?? '')
  const asked: string[] = []
  page.on('request', (sent) => asked.push(`${sent.method()} ${sent.url()}`))
  await page.goto(link)
  t.equal(await page.inputValue('#code'), codes[0]?.spoken)
  t.equal(page.url(), `${gate.addresses[0]}/.paart/code`, 'the address shows it no more')
  t.notOk(asked.some((line) => line.startsWith('POST')))
  await page.getByRole('button', { name: 'Use the code' }).click()
  await page.waitForURL(`${gate.addresses[0]}/`)
  t.match(await visitor.cookies(), [{ name: 'paart', httpOnly: true }])
  const log = readFileSync(join(gate.folder, 'access.log'), 'utf8')
  for (const text of [log, asked.join(' '), gate.notes.join(' ')]) {
    t.notMatch(text, codes[0]?.code ?? 'none')
  }
  await visitor.close()
})

t.test('of fifty at once, sent to all workers, one gets in', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const token = await tokenOf(gate.port)
  const code = await oneCode(gate)
  const body = new URLSearchParams({ token, code }).toString()
  const headers = { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' }
  const connections = await Promise.all(Array.from({ length: 50 }, () => openConnection(gate.port)))
  const answers = await Promise.all(
    connections.map((connection) =>
      request(connection, { method: 'POST', path: '/.paart/code', headers, body }),
    ),
  )
  for (const connection of connections) connection.close()
  const statuses = answers.map(({ status }) => status)
  t.equal(statuses.filter((status) => status === 303).length, 1)
  t.ok(
    statuses.every((status) => [303, 403, 429].includes(status)),
    'the others are refused, or locked out as the guessers they look like',
  )
})

t.test('a code outlives a reload, new keys, and the worker it was asked of', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const { codes } = await issue(gate, '?count=4')
  const good = async (at: number, what: string): Promise<void> => {
    const code = codes[at]?.code ?? ''
    const answer = await sendCode(gate.port, { token: await tokenOf(gate.port), code })
    t.equal(answer.status, 303, what)
    const Cookie = passIn(answer)
    t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie })).status, 200)
  }
  gate.write(TEXT.replace('8:00-18:00', '9:00-17:00'))
  t.equal((await gate.ask('POST', '/reload')).status, 200)
  await good(0, 'after a reload')
  t.equal((await gate.ask('POST', '/keys/rotate')).status, 200)
  await good(1, 'after a rotation of the keys')
  for (const worker of [0, 1]) {
    t.equal((await gate.ask('POST', `/workers/${worker}/restart?abrupt`)).status, 200)
  }
  await good(2, 'with other workers')
})

t.test('a code outlives a restart in good order, once', async (t) => {
  const first = await startFileGate(t, TEXT)
  const { codes } = await issue(first, '?count=2')
  const [used = '', waiting = ''] = codes.map(({ code }) => code)
  t.equal(
    (await sendCode(first.port, { token: await tokenOf(first.port), code: used })).status,
    303,
  )
  await first.stop(0)
  t.ok(existsSync(join(first.folder, 'run/codes.bin')))
  const second = await startTestGate({ backendPort: demo.port, text: TEXT, folder: first.folder })
  t.notOk(existsSync(join(first.folder, 'run/codes.bin')), 'taken before it is used')
  const token = await tokenOf(second.port)
  t.equal((await sendCode(second.port, { token, code: used })).status, 403, 'used is used')
  t.equal((await sendCode(second.port, { token, code: waiting })).status, 303)
  await second.stop(0)
})

t.test('who asked for codes is written down, and what became of them is counted', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const { codes, validUntil } = await issue(gate, '?count=2&site=site&by=anna')
  await issue(gate, '?by=a%20b')
  const token = await tokenOf(gate.port)
  const [first = '', second = ''] = codes.map(({ code }) => code)
  const turned = `${second.slice(0, 9)}${(Number(second[9]) + 1) % 10}`
  for (const [code, status] of [
    [first, 303],
    [first, 403],
    [turned, 400],
  ] as const) {
    t.equal((await sendCode(gate.port, { token, code })).status, status)
  }
  await gate.stop(1_000)
  const log = join(gate.folder, 'access.log')
  await eventually('the log is written', () => {
    const text = readFileSync(log, 'utf8')
    return ['mistyped', 'passed', 'wrong'].every((word) => text.includes(`code ${word}`))
  })
  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const message = 'codes of the helpdesk were issued'
  t.match(
    lines.filter((line) => line['message'] === message),
    [
      { count: 2, site: 'site', askedBy: 'anna', validUntil },
      { count: 1, site: '', askedBy: '' },
    ],
  )
  const reasons = lines
    .map((line) => String(line['reason']))
    .filter((reason) => reason.includes('code'))
  const told = ['gate: code passed', 'gate: code wrong', 'gate: code mistyped']
  t.strictSame(new Set(reasons), new Set(told))
  t.equal(reasons.length, 3)
  for (const { code } of codes) t.notMatch(readFileSync(log, 'utf8'), code)
})

t.test('metrics count what is issued and what became of it', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const { codes } = await issue(gate, '?count=2')
  const token = await tokenOf(gate.port)
  const code = codes[0]?.code ?? ''
  for (const status of [303, 403])
    t.equal((await sendCode(gate.port, { token, code })).status, status)
  const counts = ['issued"} 2', 'passed"} 1', 'wrong"} 1']
  const lines = counts.map((count) => `paart_challenges_total{door="human",outcome="${count}`)
  await metricsTell(gate.adminPort, ...lines)
})

t.test('what cannot be issued', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const cases = [
    { query: '?site=nobody', status: 404, why: 'there is no site of that name; there are site' },
    { query: '?count=0', status: 409, why: 'at most 50 codes are issued at once' },
    { query: '?count=51', status: 409, why: 'at most 50 codes are issued at once' },
    { query: '?count=many', status: 409, why: 'at most 50 codes are issued at once' },
  ]
  for (const { query, status, why } of cases) {
    t.match(await gate.ask('POST', `/codes${query}`), { status, report: { ok: false, why } }, query)
  }
  for (let sheet = 0; sheet < 10; sheet++) await issue(gate, '?count=50')
  t.match(await gate.ask('POST', '/codes?count=13'), {
    status: 409,
    report: { why: '512 codes may wait to be used, and there is no room' },
  })
  await issue(gate, '?count=12')
})
