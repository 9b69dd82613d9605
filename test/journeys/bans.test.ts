import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { eventually } from '../support/eventually.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { NAVIGATION, SCRIPT } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** Clients are told apart by what the test, as a trusted proxy, says of them. */
const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: `- { name: form, path: "/form/**", policy: form }
- { name: everything, policy: open }`,
  policies: `open: { challenge: never }
form: { challenge: when-suspicious, limits: [{ name: few, key: network, rate: 1/min, burst: 1, over: limit }] }`,
  rest: 'trustedProxies: [127.0.0.1]',
})

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function paart(gate: FileGate, words: string, from = ''): Promise<Ran> {
  const terminal = { ...fakeTerminal(), from: () => from }
  const code = await main(['--config', gate.file, ...words.split(' ')], terminal)
  return { code, out: terminal.outText(), err: terminal.errText() }
}

/** Enough connections that every worker has had some. */
const TRIES = 24

/** What an address gets, on connections of their own, and so from all workers. */
async function ask(
  gate: FileGate,
  address: string,
  headers: Readonly<Record<string, string>> = SCRIPT,
): Promise<readonly RawAnswer[]> {
  return Promise.all(
    Array.from({ length: TRIES }, () =>
      request(gate.port, { path: '/', headers: { ...headers, 'X-Forwarded-For': address } }),
    ),
  )
}

function statuses(answers: readonly RawAnswer[]): readonly number[] {
  return [...new Set(answers.map(({ status }) => status))]
}

t.test('a ban holds at once on all workers, and is undone', async (t) => {
  const gate = await startFileGate(t, TEXT)
  t.same(statuses(await ask(gate, '203.0.113.7')), [200])
  const banned = await paart(gate, 'ban 203.0.113.0/24 --for 2h --reason scraper')
  t.equal(banned.code, 0, banned.err)
  t.match(
    banned.out,
    /^ban 1: 203\.0\.113\.0\/24, until .*, by anna \(as \w[\w-]*\): scraper\nin force on all 2 workers\n$/,
  )
  const answers = await ask(gate, '203.0.113.7')
  t.same(statuses(answers), [403])
  const [problem] = answers
  t.equal(problem?.headers.get('content-type'), 'application/problem+json')
  t.match(JSON.parse(problem?.text ?? ''), { type: 'urn:paart:deny', status: 403 })
  const [page] = await ask(gate, '203.0.113.7', NAVIGATION)
  const reference = page?.headers.get('paart-reference') ?? ''
  t.match(page?.text, reference, 'a person is given a reference')
  t.match(page?.text, '(+352) 247 82 000', 'and whom to call')
  t.same(statuses(await ask(gate, '203.0.114.7')), [200])

  await eventually('it is recorded', async () => {
    return (await gate.ask('GET', `/explain/${reference}`)).status === 200
  })
  const explained = await paart(gate, `explain ${reference}`)
  t.match(explained.out, '403 deny, because of ban: 1;')
  t.match(explained.out, /\nban 1: 203\.0\.113\.0\/24, until .*, by anna .*: scraper\n$/)
  t.match(
    (await paart(gate, 'status')).out,
    /\norders: 1 in force\n {2}ban 1: 203\.0\.113\.0\/24, until/,
  )
  t.match((await paart(gate, 'bans')).out, /\n1 +ban +203\.0\.113\.0\/24 +\S+Z +anna .*scraper\n$/)

  const undone = await paart(gate, 'unban 203.0.113.0/24')
  t.match(undone.out, /^no more in force:\nban 1: /)
  t.same(statuses(await ask(gate, '203.0.113.7')), [200])
  t.equal((await paart(gate, 'unban 203.0.113.0/24')).code, 1)
  t.match(
    gate.notes.join('\n'),
    /begins: ban 1: [^]*\nban by anna \(as [\w-]+\): done\n[^]*withdrawn by anna[^]*: ban 1: /,
  )
  const log = (): string => readFileSync(join(gate.folder, 'access.log'), 'utf8')
  await eventually('the log says who', () => log().includes('"did":"unban"'))
  t.match(log(), /"message":"an order begins","order":1,"orders":1,"does":"ban","about":""/)
  t.notMatch(log(), '203.0.113', 'and no address')
})

t.test('it holds over reloads, dying workers and restarts', async (t) => {
  const gate = await startFileGate(t, TEXT)
  await paart(gate, 'ban 192.0.2.0/24 --reason first')
  await paart(gate, 'ban 203.0.113.7')
  t.equal((await paart(gate, 'reload')).code, 0)
  gate.write(TEXT.replace('1/min', '2/min'))
  t.equal((await paart(gate, 'reload')).code, 0)
  t.same(statuses(await ask(gate, '203.0.113.7')), [403])
  for (const id of [0, 1]) t.equal((await paart(gate, `worker restart ${id} --abrupt`)).code, 0)
  t.same(statuses(await ask(gate, '203.0.113.7')), [403])
  await gate.stop()
  const again = await startFileGate(t, TEXT, gate.folder)
  t.same(statuses(await ask(again, '203.0.113.7')), [403])
  t.match((await paart(again, 'ban 203.0.113.8')).out, /^ban 3: /)
})

t.test('a damaged list is told of, kept, and stops no start', async (t) => {
  const gate = await startFileGate(t, TEXT)
  await paart(gate, 'ban 203.0.113.7')
  await gate.stop()
  writeFileSync(join(gate.folder, 'run', 'orders.json'), '{"version":1,')
  const again = await startFileGate(t, TEXT, gate.folder)
  t.match(
    again.notes[0],
    /is damaged; nothing is banned now, and the file is .*orders\.json\.damaged-/,
  )
  t.equal(
    readdirSync(join(again.folder, 'run')).filter((name) => name.includes('damaged')).length,
    1,
  )
  t.same(statuses(await ask(again, '203.0.113.7')), [200])
  t.equal((await paart(again, 'ban 203.0.113.7')).code, 0)
})

t.test('what would shut people out, or the operator, is refused with 7', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const own = await paart(gate, 'ban 203.0.113.0/24 --force', '203.0.113.80')
  t.equal(own.code, 7)
  t.match(own.err, 'your own address 203.0.113.80, as SSH_CONNECTION has it')
  t.equal((await paart(gate, 'ban 127.0.0.0/8')).code, 7)
  t.equal((await paart(gate, 'ban 64.0.0.0/7')).code, 7)
  t.equal((await paart(gate, 'ban nobody')).code, 2)
  t.equal((await paart(gate, 'ban 203.0.113.7 --for 90d')).code, 2)
  t.match((await paart(gate, 'bans')).out, /^nobody is banned/)
})

t.test('a list is imported whole or not at all, and comes out as it went in', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const list = join(gate.folder, 'list.txt')
  const networks = Array.from({ length: 2_000 }, (_, i) => `198.${18 + (i >> 8)}.${i & 255}.7/32`)
  writeFileSync(list, `# a swarm\n${networks.join('\n')}\n`)
  const imported = await paart(gate, `bans import ${list} --for 1h`)
  t.equal(imported.code, 0, imported.err)
  t.match(imported.out, /\nand 1999 more\nin force on all 2 workers\n$/)
  t.same(statuses(await ask(gate, '198.25.207.7')), [403])
  t.equal((await paart(gate, 'bans export')).out, `${networks.join('\n')}\n`)
  writeFileSync(list, '203.0.113.7\n203.0.113.300\n')
  const bad = await paart(gate, `bans import ${list}`)
  t.equal(bad.code, 2)
  t.match(bad.err, 'Line 2 is no network')
  t.equal((await paart(gate, 'unban all')).code, 0)
  t.same(statuses(await ask(gate, '198.25.207.7')), [200])
})

t.test('an allowance exempts from limits, and a mode changes a route', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const form = async (address: string): Promise<number> => {
    const headers = { ...SCRIPT, 'X-Forwarded-For': address }
    return (await request(gate.port, { path: '/form/1', headers })).status
  }
  const thrice = async (address: string): Promise<readonly number[]> => [
    await form(address),
    await form(address),
    await form(address),
  ]
  t.same(await thrice('203.0.113.7'), [200, 429, 429])
  await paart(gate, 'allow 203.0.114.0/24 --for 1d --reason school')
  t.same(await thrice('203.0.114.7'), [200, 200, 200])
  const off = await paart(gate, 'mode form off --for 10m')
  t.match(off.out, /^mode 2: off for site\/form, until /)
  t.same(await thrice('203.0.113.7'), [200, 200, 200])
  await paart(gate, 'mode form under-attack')
  t.equal(await form('203.0.115.7'), 403)
  t.equal((await get(gate.port, '/')).status, 200, 'a route that never challenges')
  t.match((await paart(gate, 'status')).out, /\n {2}mode 3: under-attack for site\/form, until/)
  await paart(gate, 'mode form configured')
  t.equal(await form('203.0.116.7'), 200)
  t.equal((await paart(gate, 'mode nowhere off')).code, 1)
})
