import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { passNameOf } from '../../src/client/index.ts'
import { daysAfter, dayOf, weekOf } from '../../src/control/figures/calendar.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { ownEnvironment, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startTwoGates } from '../support/ring-gates.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { ended, startUpgradable } from '../support/upgrading.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

// Programs start one after the other, on machines that are busy.
t.setTimeout(180_000)

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: '- { name: all, policy: always }',
  policies:
    'always: { challenge: always, rules: [{ name: odd, when: { path: /odd }, then: deny }] }',
  rest: 'about: { published: true, complaints: true }',
})

type Counts = Readonly<Record<string, number>>

interface FigureFile {
  readonly version: number
  readonly days: Readonly<Record<string, { sites: { site?: Counts }; solved: readonly number[] }>>
}

function fileIn(folder: string): string {
  return join(folder, 'run', 'figures.json')
}

function read(folder: string): FigureFile {
  return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as FigureFile
}

/** Of all days: a test may run over midnight. */
function sumIn(folder: string, what: string): number {
  const days = Object.values(read(folder).days)
  return days.reduce((sum, { sites }) => sum + (sites.site?.[what] ?? 0), 0)
}

/** As if all of it had been counted last week. */
function makeOlder(folder: string): void {
  const counts = { deny: sumIn(folder, 'deny'), complaints: sumIn(folder, 'complaints'), days: 1 }
  const entry = { sites: { site: counts }, solved: [] }
  const day = daysAfter(dayOf(Date.now()), -8)
  const weeks = { [weekOf(day)]: entry }
  writeFileSync(fileIn(folder), JSON.stringify({ version: 1, days: { [day]: entry }, weeks }))
}

async function refuse(port: number, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    t.equal((await get(port, '/odd', NAVIGATION)).status, 403)
  }
}

t.test(
  'what a gate counted is published by the next one, and by the one after an upgrade',
  async (t) => {
    const gate = await startUpgradable(t, TEXT)
    const { folder, command, paart } = gate
    await refuse(gate.port, 12)
    const noted = await paart('complaint', '--count', '15')
    t.strictSame(noted, { code: 0, out: '15 complaints are noted about site\n', err: '' })
    command.signal('SIGTERM')
    t.equal(await command.ended, 0)
    t.strictSame([sumIn(folder, 'deny'), sumIn(folder, 'complaints')], [12, 15])
    makeOlder(folder)

    const again = startCommand(['--config', 'gate.yaml', 'run'], {
      cwd: folder,
      program: join(folder, 'paart'),
      env: ownEnvironment(),
    })
    t.teardown(() => again.signal('SIGKILL'))
    const port = Number(await again.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
    const { text } = await get(port, '/.paart/statistics.json')
    const { weeks } = JSON.parse(text) as { weeks: readonly object[] }
    t.match(weeks, [{ daysCounted: 1, robots: { denied: 10 }, complaints: 20 }])
    const about = await get(port, '/.paart/about', NAVIGATION)
    t.match(about.text, '<dt>Requests that were refused for good</dt><dd>10</dd>')
    await refuse(port, 7)
    const second = await gate.upgrade()
    await refuse(port, 5)
    await ended(again.pid)
    process.kill(second, 'SIGTERM')
    await ended(second)
    t.equal(sumIn(folder, 'deny'), 12 + 7 + 5, 'each was counted once')
  },
)

async function run(gate: FileGate, words: string): Promise<string> {
  const terminal = fakeTerminal()
  await main(['--config', gate.file, ...words.split(' ')], terminal)
  return terminal.outText() + terminal.errText()
}

async function statusWith(gate: FileGate, Cookie: string): Promise<number> {
  return (await request(gate.port, { path: '/', headers: { ...NAVIGATION, Cookie } })).status
}

/** Presses the button of the page. */
async function deletePass(gate: FileGate, Cookie: string): Promise<number> {
  const path = '/.paart/my-pass'
  const headers = { ...NAVIGATION, Cookie }
  const { text } = await request(gate.port, { path, headers })
  const token = /action="\/\.paart\/my-pass"[^]*?name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const answer = await request(gate.port, {
    method: 'POST',
    path,
    headers: { ...headers, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ token }).toString(),
  })
  return answer.status
}

function nameIn(cookie: string): string {
  const [, payload = ''] = cookie.split('.')
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }
  return passNameOf(jti)
}

t.test('a pass that its holder deleted stays deleted: on all workers, started anew', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const [deleted, other] = [await earnPass(gate.port, '/'), await earnPass(gate.port, '/')]
  t.equal(await statusWith(gate, deleted), 200)
  t.equal(await deletePass(gate, deleted), 200)
  for (let i = 0; i < 24; i++) t.equal(await statusWith(gate, deleted), 403)
  t.equal(await statusWith(gate, other), 200)
  await eventually('it is an order', async () =>
    new RegExp(`revoke +${nameIn(deleted)} .*its holder`).test(await run(gate, 'bans')),
  )
  await gate.stop()
  const again = await startFileGate(t, TEXT, gate.folder)
  t.equal(await statusWith(again, deleted), 403)
  t.equal(await statusWith(again, other), 200)
})

t.test('complaints are noted where somebody publishes them', async (t) => {
  const gate = await startFileGate(t, TEXT)
  t.equal(await run(gate, 'complaint'), '1 complaint is noted about site\n')
  t.equal(await run(gate, 'complaint --site site --count 2'), '2 complaints are noted about site\n')
  t.match(await run(gate, 'complaint --site nobody'), 'there is no site of that name')
  t.match(await run(gate, 'complaint --count 101'), 'A count is a number from 1 to 100.')
  t.equal((await gate.ask('POST', '/complaints?count=0')).status, 409)
  gate.write(TEXT.replace(', complaints: true', ''))
  await run(gate, 'reload')
  t.match(
    await run(gate, 'complaint'),
    'nobody would be told: about.published and about.complaints',
  )
})

void withPackages(t, ['redis-server'], async () => {
  t.test('a pass that its holder deleted is deleted at every gate', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoGates(
      t,
      `${TEXT}\nstore: { kind: valkey, urls: ["${server.url}"] }`,
    )
    const cookie = await earnPass(a.port, '/')
    t.equal(await statusWith(b, cookie), 200)
    t.equal(await deletePass(a, cookie), 200)
    await eventually(
      'the other gate has heard',
      async () => (await statusWith(b, cookie)) === 403,
      20_000,
    )
  })
})
