import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { PassDesk, keyRing, parseKeyFile } from '../../src/client/index.ts'
import { main } from '../../src/cli/index.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, openConnection, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { readProjectFile } from '../support/sources.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { NAVIGATION } from '../support/visitor.ts'

/*
 * Three in the morning, by docs/emergency.md: 2,000 addresses on one route, citizens on the same route.
 * It is seen, stopped, looked at and undone by the commands of that page, whose jq is taken from it.
 */

const origin = await startOrigin()
t.teardown(origin.close)

const HOMES = 2_000
const CITIZENS = 25
const CONNECTIONS = 20

/** What the swarm's program sends; a browser sends more. */
const SCRAPER = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
  Accept: 'text/html',
}

const home = (number: number): string => `198.${18 + (number >> 8)}.${number & 255}.7`
const citizen = (number: number): string => `203.0.${number}.7`

/** Clients are told apart by what the test, as a trusted proxy, says of them. */
const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: `- { name: search, path: /search, policy: read }
- { name: everything, policy: open }`,
  policies:
    'open: { challenge: never }\nread: { challenge: when-suspicious, signals: { headers: off, behaviour: off } }',
  rest: 'trustedProxies: [127.0.0.1]',
})

/** How often each status was met. */
type Met = Readonly<Record<number, number>>

function countOf(answers: readonly RawAnswer[]): Met {
  const met: Record<number, number> = {}
  for (const { status } of answers) met[status] = (met[status] ?? 0) + 1
  return met
}

/** The whole swarm asks once, on a few connections, as a front proxy has them. */
async function besiege({ port }: FileGate): Promise<Met> {
  const answers: RawAnswer[] = []
  const lane = async (first: number): Promise<void> => {
    const connection = await openConnection(port)
    for (let number = first; number < HOMES; number += CONNECTIONS) {
      const headers = { ...SCRAPER, 'X-Forwarded-For': home(number) }
      answers.push(await request(connection, { path: `/search?q=${number}`, headers }))
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, first) => lane(first)))
  return countOf(answers)
}

/** Citizens who have passed the check, each in a network of their own. */
async function citizens({ port, folder }: FileGate): Promise<() => Promise<Met>> {
  const ring = keyRing(parseKeyFile(readFileSync(join(folder, 'run', 'keys.json'), 'utf8')))
  const desk = new PassDesk(
    () => ring,
    () => false,
  )
  const nowSeconds = Math.floor(Date.now() / 1000)
  const cookies = await Promise.all(
    Array.from({ length: CITIZENS }, () =>
      desk.issue({
        sites: ['site'],
        clearance: 'worked',
        provedAtSeconds: nowSeconds,
        nowSeconds,
        expiresAtSeconds: nowSeconds + 24 * 3600,
        tags: desk.tagsOf(NAVIGATION['User-Agent']),
      }),
    ),
  )
  return async () => {
    const asked = cookies.map((cookie, number) => {
      const from = { 'X-Forwarded-For': citizen(number), Cookie: `paart=${cookie}` }
      return request(port, { path: '/search?q=me', headers: { ...NAVIGATION, ...from } })
    })
    return countOf(await Promise.all(asked))
  }
}

/** Types commands as an operator does, and tells what each took. */
class Night {
  readonly #t: Test
  readonly #gate: FileGate
  #spentMs = 0

  constructor(test: Test, gate: FileGate) {
    this.#t = test
    this.#gate = gate
  }

  async paart(words: string, code = 0): Promise<string> {
    const terminal = fakeTerminal()
    const ended = await this.#timed(`paart ${words}`, () =>
      main(['--config', this.#gate.file, ...words.split(' ')], terminal),
    )
    this.#t.equal(ended, code, `paart ${words}: ${terminal.errText()}`)
    return terminal.outText() + terminal.errText()
  }

  /** A line of the page that begins so, with the log's name in it. */
  async shell(line: string): Promise<string> {
    const text = line.replaceAll('LOG', join(this.#gate.folder, 'access.log'))
    const run = promisify(execFile)
    const { stdout } = await this.#timed(line, () => run('sh', ['-c', text]))
    return stdout
  }

  async #timed<T>(what: string, act: () => Promise<T>): Promise<T> {
    const before = performance.now()
    const done = await act()
    const tookMs = performance.now() - before
    this.#spentMs += tookMs
    this.#t.comment(`${(tookMs / 1000).toFixed(2)} s  $ ${what}`)
    return done
  }

  end(): void {
    this.#t.comment(`${(this.#spentMs / 1000).toFixed(2)} s in all`)
  }
}

/** A line of the emergency card, by a part of it. */
function cardLine(part: string): string {
  const lines = readProjectFile('docs/emergency.md').split('\n')
  const line = lines.find((each) => each.startsWith('tail') && each.includes(part))
  if (line === undefined) throw new Error(`docs/emergency.md has no line with ${part}`)
  return line
}

const hasJq = spawnSync('jq', ['--version']).status === 0

t.test('a night with the emergency card', { skip: !hasJq && 'jq is missing' }, async (t) => {
  const gate = await startFileGate(t, TEXT)
  const night = new Night(t, gate)
  const read = await citizens(gate)
  t.same(await read(), { 200: CITIZENS })
  t.same(await besiege(gate), { 200: HOMES }, 'nothing stops the swarm')
  const log = (): string => readFileSync(join(gate.folder, 'access.log'), 'utf8')
  await eventually('all is logged', () => log().split('\n').length > HOMES + CITIZENS)

  t.comment('seen')
  t.match(await night.paart('status'), 'orders: none')
  t.match(await night.shell(cardLine('| .route')), /^ *2025 search$/m)
  const programs = await night.shell(cardLine('.fingerprint'))
  const [, program = ''] = /^ *2000 (\S{12})$/m.exec(programs) ?? []
  const [, browser = ''] = /^ *25 (\S{12})$/m.exec(programs) ?? []
  t.not(program, '', programs)
  t.equal((await night.shell(cardLine('.network'))).trim(), String(HOMES + CITIZENS))

  t.comment('banned: first in shadow, then in earnest')
  await night.paart(`ban ${program} --for 2h --reason swarm --shadow`)
  t.same(await besiege(gate), { 200: HOMES })
  await eventually('it is logged', () => log().split('\n').length > 2 * HOMES)
  t.match(await night.shell(cardLine('.wouldReason')), /^ *\d+ deny {2}ban: 1$/m)
  await night.paart(`ban ${program} --for 2h --reason swarm`)
  t.same(await besiege(gate), { 403: HOMES })
  t.same(await read(), { 200: CITIZENS }, 'and citizens go on')
  await eventually('it is logged', () => log().split('\n').length > 3 * HOMES)
  const met = await night.shell(cardLine('[.decision, .reason]'))
  t.match(met, /^ *\d+ deny {2}ban: 2$/m)

  t.comment('the program of the citizens is not banned by mistake')
  const sighted = async (): Promise<boolean> =>
    (await gate.ask('POST', `/bans?target=${browser}&shadow&for=1000`)).report['passNetworks'] ===
    CITIZENS
  await eventually('the main thread has heard of them', sighted)
  t.match(
    await night.paart(`ban ${browser}`, 7),
    /from 25 networks among them a good pass was shown/,
  )

  t.comment('undone; instead everybody who has no pass is asked')
  await night.paart(`unban ${program}`)
  await night.paart('mode search under-attack --for 2h')
  t.same(await besiege(gate), { 403: HOMES })
  t.same(await read(), { 200: CITIZENS })
  t.match(await night.paart('status'), /mode \d+: under-attack for site\/search, until .* by anna/)

  t.comment('undone')
  await night.paart('mode search configured')
  await night.paart('unban all')
  t.same(await besiege(gate), { 200: HOMES })
  t.same(await read(), { 200: CITIZENS })
  night.end()
})
