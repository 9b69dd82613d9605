import t from 'tap'
import { Prices } from '../../src/proxy/bounds/prices.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { passOf } from '../support/facts.ts'
import { configText } from '../support/gate.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { classOf, sendBeyond, startPriceStage } from '../support/price-stage.ts'
import { Sender, claimIn, formTokenIn } from '../support/sender.ts'
import { metricsTell } from '../support/metrics.ts'
import { SCRIPT, codeTokenIn, anyProofFor, silentTokenIn } from '../support/visitor.ts'
import { type RawAnswer, request } from '../support/http.ts'

const stage = await startPriceStage(t, { rest: 'doors: { slow: { wait: 1ms } }' })
const { port, posts, newHolder } = stage

t.test('a form beyond the limit is kept, and arrives with its proof', async (t) => {
  const sender = await newHolder()
  const pass = sender.cookies.get('paart')
  const { page, claim } = await sendBeyond(sender, '/a/1')
  t.equal(posts('/a/1').length, 2, 'two were free')
  t.equal(page.headers.get('cache-control'), 'no-store')
  t.match(page.text, 'This step needs a calculation of its own')
  t.match(page.text, / data-order="\?limit=[0-9a-f]{16}&amp;pass=1"/)
  t.equal(classOf(page), 1)
  t.ok(claim, 'it is kept')
  const proof = await anyProofFor(silentTokenIn(page.text) ?? formTokenIn(page.text) ?? '')
  const proved = await sender.hand(proof)
  t.equal(proved.status, 204)
  t.equal(proved.headers.get('set-cookie'), undefined, 'nothing of it is in a cookie')
  t.equal(proved.headers.get('cache-control'), 'no-store')
  t.equal(sender.cookies.get('paart'), pass)
  t.equal((await sender.hand(proof)).status, 204, 'sent again it is not needed')
  const delivered = await sender.claim('/a/1', claim)
  t.equal(delivered.text, 'received 3', 'the application itself answers')
  for (let more = 0; more < 4; more++) {
    t.equal((await sender.post('/a/1', { body: `more=${more}` })).status, 200, 'five in all')
  }
  t.equal((await sender.hand(proof)).status, 409, 'and it has bought nothing more')
  const next = await sender.post('/a/1', { body: 'a=next' })
  t.equal(next.status, 403)
  t.equal(classOf(next), 2, 'and the next five cost twice as much')
  t.equal(posts('/a/1').length, 7)
  await metricsTell(stage.gate.adminPort, 'paart_purchases_total{door="silent",class="1"} 1')
})

t.test('what was bought at one limit is worth nothing at another', async (t) => {
  const sender = await newHolder()
  await sendBeyond(sender, '/a/other')
  const { page } = await sendBeyond(sender, '/b/other')
  await sender.prove(page)
  t.equal((await sender.post('/a/other', { body: 'a=1' })).status, 403)
  t.equal((await sender.post('/b/other', { body: 'a=1' })).status, 200)
})

t.test('a proof made by one pass buys nothing for another, nor for none', async (t) => {
  const [one, other] = [await newHolder(), await newHolder()]
  const { page } = await sendBeyond(one, '/a/mine')
  await sendBeyond(other, '/a/mine')
  const proof = await anyProofFor(silentTokenIn(page.text) ?? formTokenIn(page.text) ?? '')
  t.equal((await other.hand(proof)).status, 409)
  const nobody = await new Sender(port).hand(proof)
  t.equal(nobody.status, 409)
  t.equal(nobody.headers.get('set-cookie'), undefined, 'and earns no pass')
  t.equal((await other.post('/a/mine', { body: 'a=1' })).status, 403)
  t.equal((await one.hand(proof)).status, 204, 'it is still good for whom it was made')
  t.equal((await one.post('/a/mine', { body: 'a=1' })).status, 200)
})

t.test('a fetch is told where the proof is made, and is never kept', async (t) => {
  const sender = await newHolder()
  await sendBeyond(sender, '/a/fetched')
  const before = posts('/a/fetched').length
  const headers = { ...SCRIPT, ...sender.cookieHeader, Referer: 'http://localhost/a/page' }
  const answer = await request(port, { method: 'POST', path: '/a/fetched', headers, body: 'a=1' })
  t.equal(answer.status, 403)
  t.match(answer.headers.get('content-type'), 'application/problem+json')
  const { check, type } = JSON.parse(answer.text) as { check: string; type: string }
  t.equal(type, 'urn:paart:challenge')
  t.match(check, /^\/\.paart\/check\?to=%2Fa%2Fpage&limit=[0-9a-f]{16}&pass=1$/)
  t.notOk(answer.headers.get('set-cookie'), 'no form is kept')
  const page = await sender.get(check)
  t.equal(page.status, 403)
  await sender.prove(page)
  const led = await sender.get(check)
  t.equal(led.headers.get('location'), '/a/page', 'what was bought leads on')
  t.equal((await sender.post('/a/fetched', { body: 'a=1' })).status, 200)
  t.equal(posts('/a/fetched').length, before + 1)
})

t.test('without JavaScript the slow door buys the same, and keeps the pass', async (t) => {
  const sender = await newHolder()
  const pass = sender.cookies.get('paart')
  const { page, claim } = await sendBeyond(sender, '/a/slow')
  const token = formTokenIn(page.text) ?? ''
  const delivered = await sender.claim('/a/slow', claim, 'slow', { token })
  t.equal(delivered.text, 'received 3', 'one press, and the application answers')
  t.equal(sender.cookies.get('paart'), pass)
  t.equal((await sender.claim('/a/slow', claim, 'slow', { token })).text, 'received 3')
  for (let more = 0; more < 4; more++) await sender.post('/a/slow', { body: `more=${more}` })
  const next = await sender.post('/a/slow', { body: 'a=next' })
  t.equal(classOf(next), 2, 'what was waited for raises the price as well')
  await metricsTell(stage.gate.adminPort, 'paart_purchases_total{door="slow",class="1"} 1')
})

t.test('another language is the same check', async (t) => {
  const sender = await newHolder()
  const { page, claim } = await sendBeyond(sender, '/a/langue')
  const token = formTokenIn(page.text) ?? ''
  const french = await sender.claim('/a/langue', claim, { language: 'fr' }, { token })
  t.match(french.text, '<html lang="fr"')
  t.match(french.text, 'data-order=')
  await sender.prove(french)
  t.equal((await sender.claim('/a/langue', claimIn(french.text))).text, 'received 3')
})

t.test('whoever never loaded a page is asked once, with the check itself', async (t) => {
  const sender = new Sender(port)
  const path = '/nowhere/form'
  const first = await sender.post(path, { body: 'a=1' })
  t.equal(first.status, 403)
  t.match(first.text, /data-order="\?limit=[0-9a-f]{16}&amp;pass=0"/)
  await sender.prove(first)
  t.ok(sender.cookies.get('paart'), 'it earns the pass')
  t.equal((await sender.claim(path, claimIn(first.text))).text, 'received 3', 'and is enough')

  const holder = new Sender(port)
  await holder.prove(await holder.get('/'))
  const asked = await holder.post(path, { body: 'a=1' })
  t.equal(asked.status, 403, 'a pass that loaded none')
  t.match(asked.text, /data-order="\?limit=[0-9a-f]{16}&amp;pass=1"/)
  t.equal((await holder.get('/')).status, 200)
  t.equal((await holder.post(path, { body: 'a=1' })).status, 200, 'and has loaded one now')
})

t.test('however long the wait of the slow door is, its page lives to the end of it', async (t) => {
  const { port: backendPort, close } = await startOrigin()
  t.teardown(close)
  const policies = `open:
  challenge: always
  signals: { behaviour: off }
  limits: [{ name: forms, key: pass, methods: [POST], rate: 1/h, burst: 1, over: prove }]`
  const rest = 'doors: { slow: { wait: 30s } }'
  const gate = await startClockedGate(t, configText({ backendPort, policies, rest }))
  const sender = new Sender(gate.port)
  await sender.prove(await sender.get('/'))
  for (let bought = 0; bought < 4; bought++)
    await sender.prove((await sendBeyond(sender, '/')).page)
  const { page } = await sendBeyond(sender, '/')
  t.equal(classOf(page), 16)
  const press = (token = ''): Promise<RawAnswer> =>
    sender.post('/.paart/wait', { body: new URLSearchParams({ token }).toString() })
  const waits = await press(formTokenIn(page.text))
  t.equal(waits.status, 429)
  gate.clock.advance(1_000 * Number(waits.headers.get('retry-after')))
  t.equal((await press(formTokenIn(waits.text))).status, 200)
})

t.test(
  'whoever is told at the slow door that his turn to buy comes later waits once',
  async (t) => {
    const { port: backendPort, close } = await startOrigin()
    t.teardown(close)
    const policies = `open:
  challenge: always
  signals: { behaviour: off }
  limits: [{ name: forms, key: pass, methods: [POST], rate: 1/h, burst: 1, over: prove }]`
    const gate = await startClockedGate(t, configText({ backendPort, policies }))
    const sender = new Sender(gate.port)
    await sender.prove(await sender.get('/'))
    const prices = new Prices(gate.limits, gate.clock.steadyMs)
    const buyer = { site: 'site', pass: passOf({ id: passIdOf(sender) }), network: 'its own' }
    for (const afterSeconds of [0, 0, 0, 0, 0, 60, 120, 240, 240]) {
      gate.clock.advance(1_000 * afterSeconds)
      prices.count(buyer)
    }
    gate.clock.advance(480_000)
    const { page } = await sendBeyond(sender, '/')
    t.equal(classOf(page), 16)
    prices.count(buyer)
    const press = (token = ''): Promise<RawAnswer> =>
      sender.post('/.paart/wait', { body: new URLSearchParams({ token }).toString() })
    // The page lay open while another tab bought, and used what it had bought.
    gate.clock.advance(200_000)
    const waits = await press(formTokenIn(page.text))
    t.equal(waits.status, 429)
    const seconds = Number(waits.headers.get('retry-after'))
    t.ok(seconds > 270, `for ${seconds} seconds`)
    gate.clock.advance(1_000 * seconds)
    t.equal((await press(formTokenIn(waits.text))).status, 200, 'and no second time')
  },
)

t.test('a second tab goes on with what the first has bought', async (t) => {
  const sender = await newHolder()
  const { page, claim } = await sendBeyond(sender, '/a/tabs')
  const second = await sender.post('/a/tabs', { body: 'second=1' })
  const proof = await anyProofFor(silentTokenIn(second.text) ?? formTokenIn(second.text) ?? '')
  const slow = await sender.post('/a/tabs', { body: 'third=1' })
  const first = await sender.get('/.paart/privacy')
  t.equal(first.status, 200)
  await sender.prove(page)
  t.match((await sender.claim('/a/tabs', claim)).text, 'received')
  const handed = await sender.hand(proof)
  t.equal(handed.status, 204, 'its proof is not refused as too cheap')
  t.equal((await sender.claim('/a/tabs', claimIn(second.text))).text, 'received 8')
  const press = { token: formTokenIn(slow.text) ?? '' }
  const waited = await sender.claim('/a/tabs', claimIn(slow.text), 'slow', press)
  t.equal(waited.text, 'received 7', 'the slow door has nobody wait for it')
  for (let more = 0; more < 2; more++) await sender.post('/a/tabs', { body: `more=${more}` })
  const next = await sender.post('/a/tabs', { body: 'a=next' })
  t.equal(next.status, 403)
  t.equal(classOf(next), 2, 'one purchase, of five')
})

t.test('one proof is enough where a form is beyond two limits', async (t) => {
  const limits = `[
    { name: forms, key: pass, rate: 1/h, burst: 2, methods: [POST], over: prove },
    { name: a network, key: network, rate: 1/h, burst: 2, methods: [POST], over: prove },
    { name: much, key: pass, rate: 9/h, burst: 9, methods: [POST], over: prove }]`
  const { newHolder, gate } = await startPriceStage(t, {
    policies: `open: { challenge: always }
a: { challenge: always, signals: { behaviour: off }, limits: ${limits} }
b: { extends: a }
nowhere: { extends: a }`,
  })
  const sender = await newHolder()
  const { page, claim } = await sendBeyond(sender, '/a/both')
  t.equal(classOf(page), 2, 'as dear as two, which would cost one and two')
  await sender.prove(page)
  t.equal((await sender.claim('/a/both', claim)).text, 'received 3')
  for (let more = 0; more < 4; more++) {
    t.equal((await sender.post('/a/both', { body: 'a=1' })).status, 200, 'no second proof')
  }
  t.equal(classOf(await sender.post('/a/both', { body: 'a=1' })), 8, 'it counted as two')
  const other = await newHolder()
  const { page: ofNetwork } = await sendBeyond(other, '/a/both')
  t.equal(classOf(ofNetwork), 1, 'another pass is beyond that of its network alone')
  await other.prove(ofNetwork)
  for (const sent of [1, 2]) {
    t.equal((await other.post('/a/both', { body: 'a=1' })).status, 200, `within its own: ${sent}`)
  }
  t.equal(classOf(await other.post('/a/both', { body: 'a=1' })), 2, 'and now beyond its own')
  await metricsTell(gate.adminPort, 'paart_purchases_total{door="silent",class="2"} 1')
})

t.test('a code of the helpdesk is enough, whatever else the route asks a proof for', async (t) => {
  const limits = `[
    { name: forms, key: pass, rate: 9/h, burst: 9, methods: [POST], over: prove, pageFirst: true },
    { name: a network, key: network, rate: 1/h, burst: 1, methods: [POST], over: prove }]`
  const { newHolder, gate } = await startPriceStage(t, {
    policies: `open: { challenge: always }
a: { challenge: always, limits: ${limits} }
b: { extends: a }
nowhere: { extends: a }`,
  })
  const sender = await newHolder()
  const { page, claim } = await sendBeyond(sender, '/a/office')
  const { report } = await gate.ask('POST', '/codes')
  const [{ code }] = (report as unknown as { codes: [{ code: string }] }).codes
  const token = codeTokenIn((await sender.claim('/a/office', claim, 'code', sentWith(page))).text)
  const body = new URLSearchParams({ token: token ?? '', code, 'paart-claim': claim }).toString()
  t.equal((await sender.post('/.paart/code', { body })).status, 200)
  t.equal((await sender.claim('/a/office', claim)).text, 'received 3')
})

function passIdOf({ cookies }: Sender): string {
  const [, claims = ''] = (cookies.get('paart') ?? '').split('.')
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string }).jti
}

function sentWith(page: RawAnswer): { readonly token: string } {
  return { token: formTokenIn(page.text) ?? '' }
}
