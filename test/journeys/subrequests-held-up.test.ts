import t from 'tap'
import { ask, type Described, HOST } from '../support/asking.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { NAVIGATION } from '../support/visitor.ts'

/*
 * Who waits for a turn where another proxy forwards, and a gate that has no room: by sockets, and a clock of the test's.
 */

const LOOK = '/auth-request'
const ANSWER = '/auth-request/answer'

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0, subrequests: true }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
sites:
  - name: site
    hosts: [${HOST}]
    routes:
      - { name: send, path: "/send/**", policy: send, waitingRoom: { activeMax: 500, for: 10m } }
policies:
  send:
    challenge: never
    limits:
      - { name: all-forms, key: route, methods: [POST], rate: 60/h, burst: 2, over: wait }
`

function person(number: number, method = 'GET', cookie = ''): Described {
  const headers = { ...NAVIGATION, ...(cookie === '' ? {} : { Cookie: cookie }) }
  return { method, uri: '/send/form', from: `198.51.${number}.7`, headers }
}

t.test('beyond a rate people wait, and take one place each however often nginx asks', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const waiting = (): number => gate.limits.waitingRooms.counts(0).waiting
  t.equal((await ask(gate, person(1), LOOK)).status, 204)
  t.equal(gate.limits.waitingRooms.counts(0).active, 0, 'nobody takes a place who brings no cookie')
  for (const number of [1, 2]) t.equal((await ask(gate, person(number, 'POST'), LOOK)).status, 204)
  t.equal((await ask(gate, person(3), LOOK)).status, 403)
  t.equal(waiting(), 0)
  const page = await ask(gate, person(3), ANSWER)
  t.equal(page.status, 429)
  t.match(page.text, 'Please wait until it is your turn')
  t.equal(waiting(), 1)
  const cookie = (page.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  t.match(cookie, '__Host-paart-place-')
  t.equal((await ask(gate, person(3, 'GET', cookie), LOOK)).status, 403)
  t.equal((await ask(gate, person(3, 'GET', cookie), ANSWER)).status, 429)
  t.equal((await ask(gate, person(4, 'GET'))).status, 429, 'Caddy and Traefik ask once')
  t.equal(waiting(), 2)
  gate.clock.advance(60_000)
  t.equal((await ask(gate, person(3, 'GET', cookie), LOOK)).status, 204)
  t.equal((await ask(gate, person(3, 'POST', cookie), LOOK)).status, 204)
  t.equal(waiting(), 1)
})

t.test('a gate without memory to spare says so where nginx hears it', async (t) => {
  const gate = await startClockedGate(t, CONFIG, { heapShare: () => 1 })
  t.equal((await ask(gate, person(1), LOOK)).status, 403)
  const answer = await ask(gate, person(1), ANSWER)
  t.equal(answer.status, 503)
  t.ok(answer.headers.has('retry-after'))
  t.equal((await ask(gate, person(1))).status, 503)
})
