import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type SignalSettings } from '../../../src/model/index.ts'
import { ConductBook } from '../../../src/proxy/bounds/conduct.ts'
import { fakeClock } from '../../support/clock.ts'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { factsOf, held } from '../../support/facts.ts'
import { get, request } from '../../support/http.ts'
import { type Given } from '../../support/judged.ts'
import { answer, startOrigin } from '../../support/recording-origin.ts'
import { NAVIGATION, earnPass } from '../../support/visitor.ts'

const MINUTE_MS = 60_000

const SETTINGS: SignalSettings = {
  headers: true,
  behaviour: true,
  points: new Map(),
  dwellMs: 1000,
  line: 1,
}

const TYPE = 'application/x-www-form-urlencoded'

function open(tallyBucketsLog2 = 6) {
  const clock = fakeClock(1_800_000_000_000)
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), tallyBucketsLog2 })
  const { tallies } = attachLimits(memory, 0)
  const book = new ConductBook(tallies, clock)
  const send = (given: Given): void => book.letThrough(factsOf(given), SETTINGS)
  return {
    book,
    clock,
    tallies,
    page: (given: Given = {}) => send(given),
    form: (given: Given = {}) =>
      send({ method: 'POST', ...given, headers: { 'content-type': TYPE, ...given?.headers } }),
    of: (given: Given = {}) => book.of(factsOf(given)),
  }
}

t.test('a form without its page', async (t) => {
  const { page, form, of, clock } = open()
  form()
  form({ headers: { 'content-type': 'multipart/form-data; boundary=x' } })
  t.equal(of().formsWithoutPage, 2)
  t.equal(of({ address: '198.51.100.1' }).formsWithoutPage, 0, 'another network')
  t.equal(of({ headers: { 'user-agent': 'curl/8' } }).formsWithoutPage, 0, 'another program')
  t.equal(of({ address: '203.0.113.99' }).formsWithoutPage, 2, 'the same network')
  page()
  clock.advance(2000)
  form()
  t.equal(of().formsWithoutPage, 2, 'whoever has loaded a page may send')
  clock.advance(29 * MINUTE_MS)
  form()
  t.equal(of().formsWithoutPage, 0, 'half an hour later still, and what was counted has run out')
  clock.advance(61 * MINUTE_MS)
  form()
  t.equal(of().formsWithoutPage, 1, 'not for ever')
})

t.test('what is no form counts as none', async (t) => {
  const { form, of } = open()
  for (const given of [
    { headers: { 'content-type': 'application/json' } },
    { headers: { 'x-requested-with': 'XMLHttpRequest' } },
    { headers: { 'sec-fetch-dest': 'empty' }, purpose: 'other' },
    { method: 'PUT' },
    { purpose: 'preflight' },
  ] satisfies Given[]) {
    form(given)
    t.equal(of().formsWithoutPage + of(given).formsWithoutPage, 0, JSON.stringify(given))
  }
})

t.test('what counts as a page', async (t) => {
  const pages: Given[] = [
    {},
    { purpose: 'other' },
    { purpose: 'other', headers: { 'sec-fetch-dest': 'iframe' } },
    { purpose: 'other', headers: { 'sec-fetch-dest': 'frame' } },
  ]
  for (const given of pages) {
    const { page, form, of, clock } = open()
    page(given)
    clock.advance(2000)
    form()
    t.equal(of().formsWithoutPage, 0, JSON.stringify(given))
  }
  const others: Given[] = [
    { purpose: 'other', headers: { 'sec-fetch-dest': 'image' } },
    { method: 'HEAD' },
    { method: 'POST' },
  ]
  for (const given of others) {
    const { page, form, of } = open()
    page(given)
    form()
    t.equal(of().formsWithoutPage, 1, JSON.stringify(given))
  }
})

t.test('a form sooner than anybody types', async (t) => {
  const { page, form, of, clock } = open()
  const mine = { presented: held() }
  for (let i = 0; i < 3; i++) {
    page(mine)
    clock.advance(999)
    form(mine)
    clock.advance(MINUTE_MS)
  }
  t.equal(of(mine).hastyForms, 3)
  t.equal(of().hastyForms, 0, 'counted by the pass')
  page(mine)
  clock.advance(1001)
  form(mine)
  t.equal(of(mine).hastyForms, 3, 'a second is enough')
  page()
  form()
  t.equal(of().hastyForms, 1, 'without a pass the first page of all is surely its own')
  page()
  form()
  t.equal(of().hastyForms, 1, 'a later one may be a colleague’s')
})

t.test('a page loaded before the pass was earned counts for it', async (t) => {
  const { page, form, of, clock } = open()
  page()
  clock.advance(2000)
  form({ presented: held() })
  t.equal(of({ presented: held() }).formsWithoutPage, 0)
})

t.test('who loaded a page that was forgotten is accused of nothing', async (t) => {
  const { page, form, of, clock, tallies } = open(0)
  for (let i = 0; i < 10; i++) tallies.add('strangers', `${i}`, 5 * MINUTE_MS, clock.steadyMs())
  page()
  page({ presented: held() })
  clock.advance(6 * MINUTE_MS)
  form()
  form({ presented: held() })
  t.equal(of().formsWithoutPage, 0, 'there is room again, and the page is not known')
  t.equal(of({ presented: held() }).formsWithoutPage, 0)
  clock.advance(61 * MINUTE_MS)
  form()
  t.equal(of().formsWithoutPage, 1, 'when such a page would not count any more, a form does')
})

t.test('pages that do not exist, and networks', async (t) => {
  const { book, of, clock } = open()
  const miss = (given: Given = {}): void => book.missed(factsOf(given))
  for (let i = 0; i < 30; i++) miss()
  miss({ purpose: 'other', headers: { 'sec-fetch-dest': 'image' } })
  t.equal(of().missedPages, 30, 'pictures that are missing are no guesses')
  clock.advance(MINUTE_MS)
  t.equal(of().missedPages, 0)
  t.equal(of().networks, 1)
  t.equal(of({ presented: held() }).networks, 0, 'counted where passes are used')
})

t.test('asking changes nothing', async (t) => {
  const { of } = open()
  for (let i = 0; i < 100; i++) of()
  t.same(of(), { formsWithoutPage: 0, hastyForms: 0, missedPages: 0, networks: 1 })
})

const origin = await startOrigin({
  respond: ({ target }) =>
    answer({
      status: target.startsWith('/gone') ? 404 : 200,
      headers: [['Content-Type', 'text/html']],
      body: 'page',
    }),
})
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always } }
`

const FORM = {
  method: 'POST',
  path: '/form',
  headers: { ...NAVIGATION, 'Content-Type': TYPE },
  body: 'a=1',
}

t.test(
  'a robot with a pass is sent back to the check, and a new pass is a new beginning',
  async (t) => {
    const { port } = await startClockedGate(t, CONFIG)
    const robot = await earnPass(port, '/form')
    const headers = { ...NAVIGATION, Cookie: robot }
    for (let i = 0; i < 3; i++) {
      const { status } = await request(port, {
        ...FORM,
        headers: { ...FORM.headers, Cookie: robot },
      })
      t.equal(status, 200, 'a form on its way is never stopped')
    }
    t.equal((await get(port, '/form', headers)).status, 403)
    const again = await earnPass(port, '/form', { Cookie: robot })
    t.not(again, robot)
    t.equal((await get(port, '/form', { ...NAVIGATION, Cookie: again })).status, 200)
  },
)

t.test('who fills in a form as people do stays', async (t) => {
  const { port, clock } = await startClockedGate(t, CONFIG)
  const cookie = await earnPass(port, '/form')
  for (let i = 0; i < 5; i++) {
    t.equal((await get(port, '/form', { ...NAVIGATION, Cookie: cookie })).status, 200)
    clock.advance(20_000)
    const form = { ...FORM, headers: { ...FORM.headers, Cookie: cookie } }
    t.equal((await request(port, form)).status, 200)
  }
})

t.test('who guesses paths is sent back', async (t) => {
  const { port } = await startClockedGate(t, CONFIG)
  const headers = { ...NAVIGATION, Cookie: await earnPass(port, '/') }
  const statuses: number[] = []
  for (let i = 0; i < 31; i++) statuses.push((await get(port, `/gone/${i}`, headers)).status)
  t.same(new Set(statuses.slice(0, 30)), new Set([404]))
  t.equal(statuses[30], 403)
})
