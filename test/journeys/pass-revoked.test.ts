import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { passNameOf } from '../../src/client/index.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: '- { name: all, policy: always }',
  policies:
    'always: { challenge: always, rules: [{ name: odd, when: { path: /odd }, then: deny }] }',
})

async function paart(
  gate: FileGate,
  words: string,
): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal()
  const code = await main(['--config', gate.file, ...words.split(' ')], terminal)
  return { code, out: terminal.outText(), err: terminal.errText() }
}

/** Enough connections that every worker has had some. */
const TRIES = 24

async function statuses(gate: FileGate, Cookie: string): Promise<readonly number[]> {
  const answers = await Promise.all(
    Array.from({ length: TRIES }, () =>
      request(gate.port, { path: '/', headers: { ...NAVIGATION, Cookie } }),
    ),
  )
  return [...new Set(answers.map(({ status }) => status))]
}

function idIn(cookie: string): string {
  const [, payload = ''] = cookie.split('.')
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }
  return jti
}

interface Logged {
  readonly reason: string
  readonly reference: string
  readonly path: string
}

function logOf({ folder }: FileGate): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}

const isOdd = ({ path }: Logged): boolean => path === '/odd'

function linesOf(gate: FileGate): readonly Logged[] {
  return logOf(gate)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Logged)
}

async function referenceOf(gate: FileGate, reason: string): Promise<string> {
  await eventually(`${reason} is logged`, () =>
    linesOf(gate).some((line) => line.reason === reason),
  )
  return linesOf(gate).findLast((line) => line.reason === reason)?.reference ?? ''
}

t.test(
  'a pass is found by what it did, revoked, and one no more: reloaded, started anew',
  async (t) => {
    const gate = await startFileGate(t, TEXT)
    const Cookie = await earnPass(gate.port, '/')
    const other = await earnPass(gate.port, '/')
    const name = passNameOf(idIn(Cookie))
    t.same(await statuses(gate, Cookie), [200])
    await request(gate.port, { path: '/odd', headers: { ...NAVIGATION, Cookie } })
    await eventually('it is logged', () => linesOf(gate).some(isOdd))
    const shown = linesOf(gate).find(isOdd)?.reference ?? ''
    const explained = await paart(gate, `explain ${shown}`)
    t.equal(explained.code, 0, explained.err)
    t.match(explained.out, `pass worked ${name}`)
    const json = JSON.parse((await paart(gate, `--json explain ${shown}`)).out) as { pass: string }
    t.equal(json.pass, name)

    t.equal((await paart(gate, 'pass revoke')).code, 2)
    t.equal((await paart(gate, `pass revoke ${name} --reference ${shown}`)).code, 2)
    t.equal((await paart(gate, `pass revoke ${name.slice(1)}`)).code, 1, 'it is no name')
    const revoked = await paart(gate, `pass revoke ${name} --reason farm`)
    t.equal(revoked.code, 0, revoked.err)
    t.match(revoked.out, `revoke 1: ${name}, until `)
    t.match(revoked.out, /by anna \(as [\w-]+\): farm\nin force on all 2 workers\n$/)
    t.same(await statuses(gate, Cookie), [403])
    t.same(await statuses(gate, other), [200], 'and nobody else')
    t.match((await paart(gate, `explain ${shown}`)).out, `in force now:\nrevoke 1: ${name}`)
    t.match((await paart(gate, 'bans')).out, new RegExp(`\\n1 +revoke +${name} .*farm\\n$`))

    // What a worker has not written yet dies with it.
    await eventually('it is logged', () =>
      logOf(gate).includes(`"does":"revoke","about":"${name}"`),
    )
    t.equal((await paart(gate, 'reload')).code, 0)
    gate.write(TEXT.replace('path: /odd', 'path: /even'))
    t.equal((await paart(gate, 'reload')).code, 0)
    t.same(await statuses(gate, Cookie), [403])
    t.equal((await paart(gate, 'worker restart 0 --abrupt')).code, 0)
    t.same(await statuses(gate, Cookie), [403])
    t.equal((await paart(gate, 'keys rotate')).code, 0)
    t.same(await statuses(gate, Cookie), [403])
    await gate.stop()
    const again = await startFileGate(t, TEXT, gate.folder)
    t.same(await statuses(again, Cookie), [403])
    t.same(await statuses(again, other), [200])
    const log = logOf(gate)
    t.notMatch(log, idIn(Cookie), 'the id is nowhere')
    const requests = log.split('\n').filter((line) => line.includes('"route"'))
    t.notMatch(requests.join('\n'), name, 'nor is the name at any request')
  },
)

t.test('a pass is revoked by the request that earned it', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const Cookie = await earnPass(gate.port, '/')
  const reference = await referenceOf(gate, 'gate: proof accepted')
  t.match(
    (await paart(gate, `explain ${reference}`)).out,
    `pass none, earned ${passNameOf(idIn(Cookie))}`,
  )
  t.equal((await paart(gate, `pass revoke --reference ${reference.toLowerCase()}`)).code, 0)
  t.same(await statuses(gate, Cookie), [403])
  t.equal((await paart(gate, 'pass revoke --reference 0000-0000')).code, 1)
  const challenged = await request(gate.port, { path: '/', headers: NAVIGATION })
  const nobody = challenged.headers.get('paart-reference') ?? ''
  await eventually('it is logged', () => linesOf(gate).some((line) => line.reference === nobody))
  const none = await paart(gate, `pass revoke --reference ${nobody}`)
  t.match(none.err, `nothing is known of a pass at ${nobody}`)
})
