import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { receives, startOrigin } from '../support/recording-origin.ts'
import { claimIn, Sender } from '../support/sender.ts'
import { SCRIPT } from '../support/visitor.ts'

/*
 * Beyond so many forms an hour people wait, and forms go on as many an hour: by sockets, and a clock of the test's.
 */

const MINUTE_MS = 60_000

const origin = await startOrigin({ respond: receives })
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites:
  - name: site
    hosts: ["*"]
    backend: app
    routes:
      - { name: send, path: "/send/**", policy: send, waitingRoom: { activeMax: 500, for: 10m } }
      - { name: everything, policy: open }
policies:
  open: { challenge: never }
  send:
    challenge: never
    limits:
      - { name: all-forms, key: route, methods: [POST], rate: 60/h, burst: 2, over: wait }
`

interface Stage extends ClockedGate {
  /** Somebody of a network of his own. */
  readonly newPerson: () => Sender
  readonly forms: () => readonly string[]
}

async function startStage(t: Test): Promise<Stage> {
  const first = await startClockedGate(t, CONFIG)
  const folder = mkdtempSync(join(tmpdir(), 'paart-rate-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const keep = { folder, bytesMax: 1e6, networkMax: 1e7, totalMax: 1e8, forMs: 30 * MINUTE_MS }
  const { clock, limits } = first
  const options = { settings: () => keep, room: limits.kept, clock, onFault: (): void => undefined }
  const caretaker = await openCaretaker(options)
  t.teardown(() => caretaker.close())
  const kept = await openKeptStore(options)
  const gate = await startClockedGate(t, CONFIG, { beside: first, kept })
  let count = 0
  const before = origin.requests.length
  return {
    ...gate,
    newPerson() {
      count++
      return new Sender(gate.port, { 'X-Forwarded-For': `198.${count >> 8}.${count & 255}.7` })
    },
    forms: () =>
      origin.requests
        .slice(before)
        .filter(({ method }) => method === 'POST')
        .map(({ body }) => body.toString()),
  }
}

t.test('beyond the limit newcomers wait, with an estimate; who is in sends his form', async (t) => {
  const { newPerson, outcomes, clock, forms } = await startStage(t)
  const [inside, first, second] = [newPerson(), newPerson(), newPerson()]
  t.equal((await inside.get('/send/form')).status, 200)
  for (const name of ['1', '2']) {
    t.equal((await newPerson().post('/send/form', { body: `a=${name}` })).status, 200)
  }
  const page = await first.get('/send/form')
  t.equal(page.status, 429)
  t.equal(page.headers.get('paart-decision'), 'limit')
  t.equal(page.headers.get('retry-after'), '60')
  t.match(page.text, 'Please wait until it is your turn')
  t.match(page.text, 'People before you: 0')
  t.match(page.text, 'This will probably take 1 minute.')
  const { decision, reason, steps } = outcomes.at(-1)!
  t.equal(decision, 'limit')
  t.match(reason, { what: 'limit', name: 'all-forms', line: 18 })
  t.match(steps.at(-1), { what: 'limit', name: 'all-forms', verdict: 'limit' })
  t.match((await second.get('/send/form')).text, 'People before you: 1')
  t.equal((await newPerson().get('/elsewhere')).status, 200, 'other routes are free')
  const script = await newPerson().post('/send/form', { body: 'a=3', headers: SCRIPT })
  t.equal(script.status, 429)
  t.match(JSON.parse(script.text), { type: 'urn:paart:limit', status: 429 })
  t.equal((await inside.post('/send/form', { body: 'a=inside' })).status, 200)
  t.strictSame(forms(), ['a=1', 'a=2', 'a=inside'])
  clock.advance(MINUTE_MS)
  t.equal((await second.get('/send/form')).status, 429)
  t.equal((await first.get('/send/form')).status, 200)
  t.equal((await first.post('/send/form', { body: 'a=first' })).status, 200)
  clock.advance(MINUTE_MS)
  t.equal((await inside.post('/send/form', { body: 'a=more' })).status, 200)
  t.equal((await second.get('/send/form')).status, 200, 'what who is in sends takes no turn')
})

t.test('forms that come beyond it are kept, and go on one a minute in fair order', async (t) => {
  const { newPerson, forms, clock } = await startStage(t)
  for (const name of ['1', '2']) await newPerson().post('/send/form', { body: `a=${name}` })
  const people: { readonly name: string; readonly sender: Sender; readonly claim?: string }[] = []
  for (let at = 0; at < 8; at++) {
    const sender = newPerson()
    const page = await sender.post('/send/form', { body: `a=person-${at}` })
    t.equal(page.status, 429)
    t.match(page.text, /Your form arrived here at/)
    t.match(page.text, `People before you: ${at}`)
    people.push({ name: `a=person-${at}`, sender, claim: claimIn(page.text) ?? '' })
  }
  const sentAt: number[] = []
  for (let second = 0; second <= 8 * 60; second += 10) {
    for (const { sender, claim } of people) {
      if (forms().length > 2 && forms().includes(people[sentAt.length]?.name ?? '')) continue
      const answered = await sender.claim('/send/form', claim)
      if (answered.status === 200 && forms().length - 2 > sentAt.length) sentAt.push(second)
    }
    clock.advance(10_000)
  }
  t.strictSame(
    forms().slice(2),
    people.map(({ name }) => name),
    'each once, as they came',
  )
  t.strictSame(
    sentAt,
    people.map((_, at) => 60 * (at + 1)),
  )
})
