import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { launchBrowser, newVisitor, type Page as Tab } from '../support/browser.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { Sender, claimIn } from '../support/sender.ts'

/*
 * A gate of two workers as its operator starts it, with a waiting room for very few people, and browsers before it.
 */

const FORM =
  '<title>Form</title><form method="post" action="/send"><input name="name" value="Zoe"><button>Send</button></form>'

const origin = await startOrigin({
  respond: ({ body, method }) => {
    const text = method === 'POST' ? `<title>Received</title>received ${body.toString()}` : FORM
    return answer({ status: 200, headers: { 'content-type': 'text/html' }, body: text })
  },
})
const folder = mkdtempSync(join(tmpdir(), 'paart-room-'))
const browser = await launchBrowser()
t.teardown(async () => {
  await browser.close()
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

function write(room: string, policy = '{ challenge: never }'): void {
  const text = configText({
    backendPort: origin.port,
    workers: 2,
    site: `waitingRoom: ${room}`,
    policies: `open: ${policy}`,
    // Everybody comes from one address, and counts for himself all the same.
    rest: 'shares: { crowds: [127.0.0.0/8] }',
  })
  writeFileSync(join(folder, 'gate.yaml'), text)
}

async function start(): Promise<{ gate: RunningCommand; url: string }> {
  const gate = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(() => gate.signal('SIGKILL'))
  return { gate, url: await gate.says(/listening on (http:\/\/127\.0\.0\.1:\d+)/) }
}

/** What a command of the gate prints. */
async function told(...argv: readonly string[]): Promise<string> {
  const command = startCommand(['--config', 'gate.yaml', ...argv], { cwd: folder })
  t.equal(await command.ended, 0, `${argv.join(' ')}: ${command.err()}`)
  return command.out() + command.err()
}

const TITLE = 'Please wait until it is your turn'

async function newTab(options: { readonly javaScript?: boolean } = {}): Promise<Tab> {
  const visitor = await newVisitor(browser, { language: 'en', ...options })
  return visitor.newPage()
}

/** The operator ends it; at once, for nobody asks for anything. */
async function end(gate: RunningCommand): Promise<void> {
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 0)
}

t.test('people wait, are let in, and nobody is sent out', async (t) => {
  write('{ activeMax: 2, for: 1h }')
  const { gate, url } = await start()
  const [first, sender] = [await newTab(), await newTab({ javaScript: false })]
  for (const tab of [first, sender]) t.equal((await tab.goto(url))?.status(), 200)

  write('{ activeMax: 1, for: 1h }')
  t.match(await told('reload'), 'in force on all 2 workers')
  t.equal((await first.reload())?.status(), 200, 'who is in is not sent out')
  const waiting = await newTab()
  await waiting.clock.install()
  t.equal((await waiting.goto(url))?.status(), 429)
  t.equal(await waiting.locator('h1').innerText(), TITLE)
  t.match(await told('status'), 'waiting room site: 2 of 1 are in, 1 wait')

  // As if he had thought about it for too long.
  await sender.context().clearCookies()
  await sender.getByRole('button', { name: 'Send' }).click()
  t.equal(await sender.locator('h1').innerText(), TITLE)
  t.match(await sender.locator('#kept').innerText(), 'Your form arrived here')

  t.match(await told('worker', 'restart', '0', '--abrupt'), 'worker 0 has been replaced')
  t.equal((await first.reload())?.status(), 200, 'a worker died')
  await waiting.reload()
  t.match(await waiting.locator('#before').innerText(), 'People before you: 0')
  t.match(await told('status'), 'waiting room site: 2 of 1 are in, 2 wait')

  write('{ activeMax: 1, for: 1s }')
  await told('reload')
  await eventually('the page says that it is the turn', async () => {
    await waiting.clock.runFor(15_000)
    return (await waiting.locator('h1').innerText()) === 'It is your turn'
  })
  t.equal((await waiting.locator('#look').innerText()).trim(), 'Continue')
  await waiting.locator('#look').click()
  await waiting.waitForURL(url)
  await eventually('the form is let in, too', async () => {
    await sender.locator('#look').click()
    return (await sender.title()) === 'Received'
  })
  t.match(await sender.locator('body').innerText(), 'received name=Zoe')
  t.equal(origin.requests.filter(({ method }) => method === 'POST').length, 1)

  await end(gate)
})

t.test('after a restart of the gate everybody is where he was', async (t) => {
  write('{ activeMax: 1, for: 1h }')
  const first = await start()
  const [active, waiting] = [await newTab(), await newTab({ javaScript: false })]
  t.equal((await active.goto(first.url))?.status(), 200)
  t.equal((await waiting.goto(first.url))?.status(), 429)
  await end(first.gate)
  const { gate, url } = await start()
  const stranger = await newTab()
  t.equal((await stranger.goto(url))?.status(), 200, 'who comes first in between')
  t.equal((await active.goto(url))?.status(), 200)
  t.equal((await waiting.goto(url))?.status(), 429)
  t.match(await waiting.locator('#before').innerText(), 'People before you: 0')
  await Promise.all([waiting.waitForEvent('load'), waiting.locator('#look').click()])
  t.equal(await waiting.locator('h1').innerText(), TITLE, 'a press without a script')
  t.match(await told('status'), 'waiting room site: 2 of 1 are in, 1 wait')
  const { waitingRooms } = JSON.parse(await told('--json', 'status')) as { waitingRooms: unknown }
  t.match(waitingRooms, [{ room: 'site', active: 2, activeMax: 1, waiting: 1 }])
  const reference = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await waiting.locator('footer').innerText())?.[0]
  const explained = await told('explain', reference ?? '')
  t.match(explained, 'gate: waiting-room')
  await end(gate)
})

/** Beyond one form at once, and six a minute. */
const limited = (over: string): string =>
  `{ challenge: never, limits: [{ name: all-forms, key: route, methods: [POST], rate: 6/min, burst: 1, over: ${over} }] }`

t.test(
  'beyond so many forms whoever comes waits, until the rate of the limit lets him in',
  async (t) => {
    write('{ activeMax: 500 }', limited('wait'))
    t.match(await told('check'), 'gate.yaml is valid')
    const { gate, url } = await start()
    const tab = await newTab()
    t.equal((await tab.goto(url))?.status(), 200)
    const [first, second] = [1, 2].map(() => new Sender(Number(new URL(url).port)))
    t.equal((await first?.post('/send', { body: 'a=1' }))?.status, 200)
    const page = await second?.post('/send', { body: 'a=2' })
    t.equal(page?.status, 429)
    t.match(page?.text, TITLE)
    t.match(page?.text, 'Your form arrived here')
    const reference = page?.headers.get('paart-reference') ?? ''
    t.match(await told('status'), 'waiting room site: 1 of 500 are in, 1 wait')
    const explained = await told('explain', reference)
    t.match(explained, /limit: all-forms/)
    t.match(explained, /gate\.yaml:\d+/)
    await tab.getByRole('button', { name: 'Send' }).click()
    t.equal(await tab.title(), 'Received', 'who is in sends')
    const claim = claimIn(page?.text ?? '')
    await eventually('the form is let in', async () => {
      return (await second?.claim('/send', claim))?.text.includes('received a=2') === true
    })
    t.equal(origin.requests.filter(({ body }) => body.toString() === 'a=2').length, 1)
    write('{ activeMax: 500 }', limited('deny'))
    t.match(await told('reload'), 'in force on all 2 workers')
    await end(gate)
  },
)
