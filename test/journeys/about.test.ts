import t from 'tap'
import { FigureDesk } from '../../src/control/figures/figure-desk.ts'
import { type Figures } from '../../src/model/index.ts'
import { Metrics } from '../../src/record/metrics.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { siteOf } from '../support/facts.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const DAY_MS = 86_400_000

function said({ text }: RawAnswer): string {
  const main = /<main>([^]*)<\/main>/.exec(text)?.[1] ?? ''
  return main
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
}

interface StageOptions {
  readonly rest?: string
  readonly site?: string
  readonly policies?: string
}

/** A gate whose figures are kept as its main thread would. */
async function stage(
  t: Parameters<typeof startClockedGate>[0],
  {
    rest = 'about: { published: true }',
    site = 'brand: { name: Inquiries }',
    policies,
  }: StageOptions = {},
) {
  const origin = await startOrigin()
  t.teardown(() => origin.close())
  const folder = mkdtempSync(join(tmpdir(), 'paart-about-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const text = configText({
    backendPort: origin.port,
    site,
    routes: `
- { name: odd, path: /odd, policy: odd }
- { name: all, policy: checked }`,
    policies:
      policies ??
      `checked: { challenge: always }
odd: { challenge: never, rules: [{ name: odd, when: { path: /odd }, then: deny }] }`,
    rest: `${rest}\npass: { renewAfter: 1h }`,
  })
  let published: Figures = new Map()
  const gate = await startClockedGate(t, text, { figures: () => published })
  const desk = new FigureDesk({
    file: join(folder, 'figures.json'),
    clock: gate.clock,
    onNote: (line) => t.fail(line),
  })
  desk.onPublished = (figures) => (published = figures)
  const about = { isPublished: true, notesComplaints: rest.includes('complaints') }
  desk.follow({ sites: [Object.assign(siteOf([]), { name: 'site', about })] })
  return {
    ...gate,
    desk,
    /** As the workers of a gate report it. */
    sumUp: async (): Promise<void> => {
      const metrics = new Metrics()
      for (const outcome of gate.outcomes.splice(0)) metrics.countRequest(outcome)
      desk.count(metrics.drain())
      await desk.tend()
    },
  }
}

async function statistics(port: number): Promise<Readonly<Record<string, unknown>>> {
  const answer = await get(port, '/.paart/statistics.json', { Origin: 'https://data.public.lu' })
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  t.equal(answer.headers.get('access-control-allow-origin'), '*')
  t.equal(answer.headers.get('cache-control'), 'public, max-age=3600')
  return JSON.parse(answer.text) as Readonly<Record<string, unknown>>
}

t.test('what happened at the doors is told once its day and its week are over', async (t) => {
  const { port, clock, sumUp } = await stage(t)
  t.match(said(await get(port, '/.paart/about', NAVIGATION)), 'There are no numbers yet')
  const cookie = await earnPass(port, '/')
  for (let i = 0; i < 11; i++) await earnPass(port, '/')
  for (let i = 0; i < 14; i++) await get(port, '/', NAVIGATION)
  for (let i = 0; i < 21; i++) await get(port, '/', { Accept: '*/*', 'User-Agent': 'curl/8' })
  for (let i = 0; i < 3; i++) await get(port, '/odd', NAVIGATION)
  for (let i = 0; i < 15; i++) {
    clock.advance(3_600_000)
    await get(port, '/', { ...NAVIGATION, Cookie: i === 0 ? cookie : await earnPass(port, '/') })
  }
  await sumUp()
  t.strictSame((await statistics(port))['weeks'], [])
  clock.advance(DAY_MS)
  await sumUp()
  const about = said(await get(port, '/.paart/about', NAVIGATION))
  t.match(about, 'Inquiries')
  t.match(about, /How often the check was shown 40 /)
  t.match(about, /Passed by the calculation 30 /)
  t.match(about, /Passed by the button and the wait fewer than 10 /)
  t.match(about, /Not passed 10 – People who gave up/)
  t.match(about, /Requests of programs that did no check 20 /)
  t.match(about, /Requests that were refused for good fewer than 10 /)
  t.notMatch(about, 'Complaints')
  t.notMatch(about, 'Already passed on another')
  clock.advance(7 * DAY_MS)
  await sumUp()
  const told = await statistics(port)
  t.match(told, {
    version: 1,
    service: 'Inquiries',
    license: 'CC0-1.0',
    licenseUrl: 'https://creativecommons.org/publicdomain/zero/1.0/',
    suppressedBelow: 10,
    roundedTo: 10,
    about: '/.paart/about',
    timeZone: 'UTC',
  })
  const weeks = told['weeks'] as readonly Readonly<Record<string, object>>[]
  const counted = weeks.find(
    ({ people }) => (people as { checksNotPassed: unknown }).checksNotPassed,
  )
  t.match(counted, {
    people: {
      checksPassed: { silent: 30, slow: null, human: null, shared: null },
      checksNotPassed: 10,
      returned: null,
      calculationMedianSecondsAtMost: 1,
    },
    robots: { agents: null, unproven: 20, limited: null, denied: null },
    requestsPassedOn: 20,
  })
  t.notOk('complaints' in (counted ?? {}))
})

t.test('only what the policies do is said of them', async (t) => {
  const policies =
    'checked: { challenge: when-suspicious, clearance: worked }\nodd: { challenge: never }'
  const { port } = await stage(t, { policies })
  const about = said(await get(port, '/.paart/about', NAVIGATION))
  t.match(about, 'Pages ask for the check where a request looks like one')
  t.notMatch(about, 'Some pages ask every browser')
  t.notMatch(about, 'Without JavaScript')
  const never = await stage(t, {
    policies: 'checked: { challenge: never }\nodd: { challenge: never }',
  })
  const asked = said(await get(never.port, '/.paart/about', NAVIGATION))
  t.match(asked, 'At the moment nobody is asked for the check here.')
  t.notMatch(asked, 'small calculation')
})

t.test('complaints are told where somebody notes them', async (t) => {
  const rest = 'about: { published: true, complaints: true }'
  const { port, desk, clock, sumUp } = await stage(t, { rest })
  t.strictSame(desk.noteComplaints('site', 12), { site: 'site' })
  await sumUp()
  clock.advance(8 * DAY_MS)
  await sumUp()
  const about = said(await get(port, '/.paart/about', NAVIGATION))
  t.match(about, 'Complaints that our helpdesk noted 10 ')
  const { weeks } = (await statistics(port)) as { weeks: readonly { complaints: number | null }[] }
  t.ok(weeks.some(({ complaints }) => complaints === 10))
})

t.test('where nothing is published there is nothing at these paths', async (t) => {
  const table = [
    { rest: '' },
    { rest: 'about: { complaints: true }' },
    { rest: 'about: { published: true }', site: 'about: { published: false }' },
  ]
  for (const options of table) {
    const { port } = await stage(t, options)
    for (const path of ['/.paart/about', '/.paart/statistics.json']) {
      t.equal((await get(port, path, NAVIGATION)).status, 404, path)
    }
    t.notMatch((await get(port, '/.paart/privacy', NAVIGATION)).text, '/.paart/about')
  }
  const { port } = await stage(t, { rest: '', site: 'about: { published: true }' })
  t.equal((await get(port, '/.paart/about', NAVIGATION)).status, 200)
  t.match((await get(port, '/.paart/privacy', NAVIGATION)).text, 'href="/.paart/about"')
})

t.test('both are pages of the gate: for everybody, with a HEAD, and read alone', async (t) => {
  const { port } = await stage(t)
  for (const path of ['/.paart/about', '/.paart/statistics.json']) {
    const head = await request(port, { method: 'HEAD', path, headers: NAVIGATION })
    t.equal(head.status, 200)
    t.equal(head.text, '')
    const post = await request(port, { method: 'POST', path, headers: NAVIGATION })
    t.match([post.status, post.headers.get('allow')], [405, 'GET, HEAD'])
  }
})
