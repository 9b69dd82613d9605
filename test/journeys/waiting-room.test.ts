import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type KeptStore, openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { startTestGate } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { claimIn, Sender } from '../support/sender.ts'
import { smallLimits } from '../support/small-limits.ts'
import { SCRIPT } from '../support/visitor.ts'

const MINUTE_MS = 60_000

const origin = await startOrigin({
  respond: ({ target, body }) => {
    const cacheable = target.startsWith('/public') ? { 'cache-control': 'public, max-age=60' } : {}
    const headers = { 'content-type': 'text/html', ...cacheable }
    return answer({ status: 200, headers, body: `received ${body.length}` })
  },
})
t.teardown(origin.close)

const config = (room: string, policy = '{ challenge: never }'): string => `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites:
  - name: site
    hosts: ["*"]
    backend: app
    waitingRoom: ${room}
    routes:
      - { name: assets, path: "/assets/**", policy: open, waitingRoom: none }
      - { name: everything, policy: asked }
policies:
  open: { challenge: never }
  asked: ${policy}
`

/** People of networks of their own. */
function people({ port }: ClockedGate): () => Sender {
  let count = 0
  return () => {
    count++
    return new Sender(port, { 'X-Forwarded-For': `198.${count >> 8}.${count & 255}.7` })
  }
}

const PLACE = /^paart-place-[0-9a-f]{8}$/

const placeOf = ({ cookies }: Sender): string | undefined =>
  [...cookies].find(([name]) => PLACE.test(name))?.[1]

/** The path at which the script of a page asks. */
function askIn(html: string): string {
  const [, path = ''] = /data-ask="([^"]+)"/.exec(html) ?? []
  return path.replaceAll('&amp;', '&')
}

t.test('who comes beyond the number waits, and is let in by turn', async (t) => {
  const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const newPerson = people(gate)
  const [first, second, third] = [newPerson(), newPerson(), newPerson()]
  t.equal((await first.get('/')).text, 'received 0')
  t.match(placeOf(first), /^[\w-]{56}$/, 'the answer brings a place')
  const page = await second.get('/form?x=1')
  t.equal(page.status, 429)
  t.equal(page.headers.get('paart-decision'), 'limit')
  t.equal(page.headers.get('retry-after'), '30')
  t.match(page.headers.get('set-cookie'), /; Path=\/; HttpOnly; SameSite=Lax$/)
  t.match(page.text, 'Please wait until it is your turn')
  t.match(page.text, 'People before you: 0')
  t.match(page.text, 'We cannot say yet how long it will take.')
  t.notMatch(page.text, /http-equiv/i, 'nothing is loaded by itself')
  t.match(gate.outcomes.at(-1), {
    decision: 'limit',
    reason: { what: 'gate', name: 'waiting-room', line: 10 },
  })
  t.match((await third.get('/')).text, 'People before you: 1')
  gate.clock.advance(6 * MINUTE_MS)
  t.equal((await first.get('/')).status, 200, 'who is in goes on')
  t.equal((await first.post('/', { body: 'a=1' })).text, 'received 3')
  gate.clock.advance(6 * MINUTE_MS)
  t.equal((await first.get('/')).status, 200, 'for ten minutes after the last request')
  t.equal((await second.get('/form?x=1')).status, 429)
  gate.clock.advance(11 * MINUTE_MS)
  t.equal((await third.get('/')).status, 429, 'a place is kept for who came before')
  t.equal((await second.get('/form?x=1')).status, 200)
  t.equal((await first.get('/')).status, 429, 'who stayed away for longer is new')
  t.match((await first.get('/')).text, 'People before you: 1')
  t.notMatch(origin.requests.map(({ headers }) => headers.get('cookie')).join(), 'paart-place')
})

t.test('everything else than a page is told so in short, and takes no place', async (t) => {
  const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const newPerson = people(gate)
  const script = newPerson()
  t.equal((await script.get('/', SCRIPT)).status, 200, 'while there is room')
  const [first, second] = [newPerson(), newPerson()]
  await first.get('/')
  const refused = await script.get('/', SCRIPT)
  t.equal(refused.status, 429)
  t.equal(refused.headers.get('content-type'), 'application/problem+json')
  t.match(JSON.parse(refused.text), { type: 'urn:paart:limit', status: 429, retryAfterSeconds: 30 })
  t.equal(placeOf(script), undefined)
  await second.get('/')
  t.equal((await second.get('/', SCRIPT)).status, 429, 'of somebody who waits')
  t.equal((await first.get('/', SCRIPT)).status, 200, 'of somebody who is in')
  t.equal((await second.get('/assets/a.css')).status, 200, 'a route without a room is free')
  const preflight = { Origin: 'https://a.example', 'Access-Control-Request-Method': 'PUT' }
  const asked = await script.get('/', { ...SCRIPT, ...preflight })
  t.equal(asked.status, 429)
  t.match(
    (await second.get('/', { 'Sec-Fetch-Dest': 'iframe' })).text,
    'Please wait until it is your turn',
    'in a frame',
  )
})

t.test(
  'the page’s script asks without taking a place, and hears when it is the turn',
  async (t) => {
    const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
    const newPerson = people(gate)
    const [first, second] = [newPerson(), newPerson()]
    await first.get('/')
    const ask = askIn((await second.get('/')).text)
    t.match(ask, /^\/\.paart\/place\?room=[0-9a-f]{8}&language=en$/)
    const waits = await second.get(ask, SCRIPT)
    t.strictSame(JSON.parse(waits.text), {
      isTurn: false,
      before: 'People before you: 0',
      time: 'We cannot say yet how long it will take.',
      askAgainSeconds: 15,
    })
    t.match(JSON.parse((await second.get(ask.replace('=en', '=fr'), SCRIPT)).text), {
      before: 'Personnes avant vous\u202f: 0',
    })
    gate.clock.advance(11 * MINUTE_MS)
    for (const _ of [1, 2]) {
      t.match(JSON.parse((await second.get(ask, SCRIPT)).text), { isTurn: true })
    }
    t.equal((await second.get('/')).status, 200)
    t.equal((await newPerson().get(ask, SCRIPT)).status, 404, 'who has no place')
    t.equal((await second.get('/.paart/place?room=00000000', SCRIPT)).status, 404)
    t.equal((await second.get('/.paart/place', SCRIPT)).status, 404)
  },
)

t.test('two workers and two tabs see one place', async (t) => {
  const text = config('{ activeMax: 1, for: 10m }')
  const gate = await startClockedGate(t, text)
  const other = await startClockedGate(t, text, { beside: gate })
  const [first, second] = [people(gate)(), people(gate)()]
  await first.get('/')
  const there = new Sender(other.port, { 'X-Forwarded-For': '198.0.1.7' })
  for (const [name, value] of first.cookies) there.cookies.set(name, value)
  t.equal((await there.get('/')).status, 200)
  await second.get('/')
  const tabs = await Promise.all([second.get('/a'), second.get('/b'), second.get('/c')])
  for (const { text: page } of tabs) t.match(page, 'People before you: 0', 'the same place')
  gate.clock.advance(11 * MINUTE_MS)
  t.strictSame(
    (await Promise.all([second.get('/a'), second.get('/b')])).map(({ status }) => status),
    [200, 200],
  )
})

t.test('cookies that are old, foreign or made up are those of somebody new', async (t) => {
  const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const newPerson = people(gate)
  const [first, second] = [newPerson(), newPerson()]
  await first.get('/')
  await second.get('/')
  const [name = ''] = [...second.cookies.keys()]
  const good = placeOf(second) ?? ''
  const foreign = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const stranger = people(foreign)()
  await stranger.get('/')
  for (const value of [
    placeOf(stranger) ?? '',
    good.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    `${good}A`,
    'x'.repeat(56),
    '',
  ]) {
    const forger = newPerson()
    forger.cookies.set(name, value)
    t.not(/before you: 0/.test((await forger.get('/')).text), true, value)
  }
  gate.clock.advance(3 * 60 * MINUTE_MS)
  t.equal((await newPerson().get('/')).status, 200, 'hours later everything is free')
  t.match(
    (await second.get('/')).text,
    'People before you: 0',
    'an old cookie is no place before others',
  )
})

t.test('a place that is handed round counts no more', async (t) => {
  const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const first = people(gate)()
  await first.get('/')
  const statuses: number[] = []
  for (let network = 0; network < 8; network++) {
    const one = new Sender(gate.port, { 'X-Forwarded-For': `203.0.${network}.1` })
    for (const [name, value] of first.cookies) one.cookies.set(name, value)
    statuses.push((await one.get('/')).status)
  }
  t.strictSame(statuses, [200, 200, 200, 200, 429, 429, 429, 429], 'beyond four networks')
})

t.test('after a restart who was in is in, and who waited waits where he was', async (t) => {
  const text = config('{ activeMax: 1, for: 10m }')
  const gate = await startClockedGate(t, text)
  const newPerson = people(gate)
  const [first, second] = [newPerson(), newPerson()]
  await first.get('/')
  await second.get('/')
  gate.clock.advance(MINUTE_MS)
  const { clock, ring } = gate
  const restarted = await startClockedGate(t, text, {
    beside: { clock, ring, limits: smallLimits() },
  })
  const here = (before: Sender, address: string): Sender => {
    const after = new Sender(restarted.port, { 'X-Forwarded-For': address })
    for (const [name, value] of before.cookies) after.cookies.set(name, value)
    return after
  }
  const quick = new Sender(restarted.port, { 'X-Forwarded-For': '203.0.9.1' })
  t.equal((await quick.get('/')).status, 200)
  const late = new Sender(restarted.port, { 'X-Forwarded-For': '203.0.8.1' })
  t.match((await late.get('/')).text, 'People before you: 0')
  t.equal((await here(first, '198.0.1.7').post('/', { body: 'a=1' })).text, 'received 3')
  await here(second, '198.0.2.7').get('/')
  clock.advance(1_000)
  t.match((await here(second, '198.0.2.7').get('/')).text, 'People before you: 0')
  t.match((await late.get('/')).text, 'People before you: 1')
})

t.test('a page that any cache may keep brings no place, and takes none', async (t) => {
  const gate = await startClockedGate(t, config('{ activeMax: 1, for: 10m }'))
  const newPerson = people(gate)
  for (let visit = 0; visit < 3; visit++) {
    const person = newPerson()
    const page = await person.get('/public/news')
    t.equal(page.status, 200)
    t.equal(placeOf(person), undefined)
    gate.clock.advance(1_000)
  }
})

t.test('the check comes first: who does not prove himself gets no place', async (t) => {
  const gate = await startClockedGate(
    t,
    config('{ activeMax: 1, for: 10m }', '{ challenge: always }'),
  )
  const newPerson = people(gate)
  for (let robot = 0; robot < 10; robot++) {
    const page = await newPerson().get('/')
    t.equal(page.headers.get('paart-decision'), 'challenge')
  }
  const citizen = newPerson()
  await citizen.prove(await citizen.get('/'))
  t.equal((await citizen.get('/')).status, 200)
  const next = newPerson()
  await next.prove(await next.get('/'))
  t.match((await next.get('/')).text, 'Please wait until it is your turn')
})

/** Forms that are kept, by the time of a gate. */
async function storeFor(t: Test, { clock, limits }: ClockedGate): Promise<KeptStore> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-room-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const keep = { folder, bytesMax: 1e6, networkMax: 1e7, totalMax: 1e8, forMs: 30 * MINUTE_MS }
  const options = { settings: () => keep, room: limits.kept, clock, onFault: (): void => undefined }
  const caretaker = await openCaretaker(options)
  t.teardown(() => caretaker.close())
  return openKeptStore(options)
}

t.test('a form of somebody whose turn has not come is kept, and delivered by turn', async (t) => {
  const text = config('{ activeMax: 1, for: 10m }')
  const first = await startClockedGate(t, text)
  const kept = await storeFor(t, first)
  const gate = await startClockedGate(t, text, { beside: first, kept })
  const newPerson = people(gate)
  const [active, sender] = [newPerson(), newPerson()]
  await active.get('/')
  const page = await sender.post('/send?x=1', { body: 'name=Zoé' })
  t.equal(page.status, 429)
  t.match(page.text, /Your form arrived here at .* We pass it on when it is your turn\./s)
  t.match(page.text, 'Look again and send the form')
  const claim = claimIn(page.text)
  const again = await sender.claim('/send?x=1', claim)
  t.equal(again.status, 429)
  t.equal(claimIn(again.text), claim)
  const french = await sender.claim('/send?x=1', claim, { language: 'fr' })
  t.match(french.text, 'Veuillez attendre votre tour')
  t.equal(claimIn(french.text), claim)
  gate.clock.advance(11 * MINUTE_MS)
  const delivered = await sender.claim('/send?x=1', claim)
  t.equal(delivered.text, 'received 9')
  const posts = origin.requests.filter(({ target }) => target === '/send?x=1')
  t.equal(posts.length, 1)
})

t.test('what a proof bought does not lapse while its buyer waits', async (t) => {
  const limit = '{ name: forms, key: pass, rate: 1/h, burst: 1, methods: [POST], over: prove }'
  const signals = 'signals: { headers: off, behaviour: off }'
  const policy = `{ challenge: always, ${signals}, limits: [${limit}] }`
  const text = config('{ activeMax: 1, for: 10m }', policy)
  const first = await startClockedGate(t, text)
  const gate = await startClockedGate(t, text, { beside: first, kept: await storeFor(t, first) })
  const newPerson = people(gate)
  const [active, reading, sender] = [newPerson(), newPerson(), newPerson()]
  for (const one of [active, reading, sender]) await one.prove(await one.get('/'))
  for (const one of [reading, sender]) {
    t.equal((await one.post('/form', { body: 'a=1' })).status, 200, 'one is free')
  }
  t.equal((await active.get('/')).status, 200)
  const claims: (string | undefined)[] = []
  for (const one of [reading, sender]) {
    const asked = await one.post('/form', { body: 'a=2' })
    t.equal(asked.headers.get('paart-decision'), 'challenge')
    await one.prove(asked)
    claims.push(claimIn(asked.text))
    t.match((await one.claim('/form', claims.at(-1))).text, 'Please wait until it is your turn')
  }
  // Nobody looks again for longer than what was bought lasts by itself.
  gate.clock.advance(9 * MINUTE_MS)
  t.equal((await active.get('/')).status, 200)
  gate.clock.advance(9 * MINUTE_MS)
  t.equal((await active.get('/')).status, 200)
  gate.clock.advance(11 * MINUTE_MS)
  t.match((await reading.claim('/form', claims[0])).text, 'received 3', 'no second proof')
  gate.clock.advance(30_000)
  t.match((await reading.post('/form', { body: 'a=3' })).text, 'received 3', 'nor for the rest')
  const ask = askIn((await sender.get('/')).text)
  for (let ago = 0; ago < 150; ago += 9) {
    gate.clock.advance(9 * MINUTE_MS)
    t.equal((await reading.get('/')).status, 200)
    t.match(JSON.parse((await sender.get(ask, SCRIPT)).text), { isTurn: false })
  }
  gate.clock.advance(11 * MINUTE_MS)
  t.match((await sender.post('/form', { body: 'a=2' })).text, 'received 3', 'a page that asks, too')
})

t.test('who waits with a form uses up nothing of what a proof bought', async (t) => {
  const limit = '{ name: forms, key: pass, rate: 1/h, burst: 1, methods: [POST], over: prove }'
  const signals = 'signals: { headers: off, behaviour: off }'
  const policy = `{ challenge: always, ${signals}, limits: [${limit}] }`
  const text = config('{ activeMax: 1, for: 1m }', policy)
  const first = await startClockedGate(t, text)
  const gate = await startClockedGate(t, text, { beside: first, kept: await storeFor(t, first) })
  const newPerson = people(gate)
  const [active, sender] = [newPerson(), newPerson()]
  for (const one of [active, sender]) await one.prove(await one.get('/'))
  t.equal((await sender.post('/form', { body: 'a=1' })).status, 200, 'one is free')
  t.equal((await active.get('/')).status, 200)
  const asked = await sender.post('/form', { body: 'a=2' })
  t.equal(asked.headers.get('paart-decision'), 'challenge')
  await sender.prove(asked)
  const claim = claimIn(asked.text)
  for (let look = 0; look < 7; look++) {
    const page = await sender.claim('/form', claim)
    t.match(page.text, 'Please wait until it is your turn', `look ${look}`)
  }
  gate.clock.advance(2 * MINUTE_MS)
  t.equal((await sender.claim('/form', claim)).text, 'received 3')
  for (let more = 0; more < 4; more++) {
    t.equal((await sender.post('/form', { body: `more=${more}` })).status, 200, 'five in all')
  }
  t.equal((await sender.post('/form', { body: 'more=4' })).status, 403)
})

t.test('operators see how full a room is', async (t) => {
  const gate = await startTestGate({
    backendPort: origin.port,
    workers: 2,
    site: 'waitingRoom: { activeMax: 1, for: 1h }',
    rest: 'shares: { crowds: [127.0.0.0/8] }',
  })
  t.teardown(() => gate.stop())
  const [first, second] = [new Sender(gate.port), new Sender(gate.port)]
  t.equal((await first.get('/')).status, 200)
  t.equal((await second.get('/')).status, 429)
  const { text } = await get(gate.adminPort, '/metrics')
  t.match(text, 'paart_waiting_room_active{room="site"} 1\n')
  t.match(text, 'paart_waiting_room_waiting{room="site"} 1\n')
  t.match(text, 'paart_waiting_room_admitted_total{room="site"} 1\n')
})
