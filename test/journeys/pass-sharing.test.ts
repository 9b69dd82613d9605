import t from 'tap'
import { markOfCode, newCode, passNameOf } from '../../src/client/index.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import {
  A,
  B,
  C,
  CROSS,
  D,
  ask,
  follow,
  handOver,
  reasonsIn,
  sharingConfig,
} from '../support/sharing-scene.ts'
import { type Traveller, askLinkIn, leadsTo, traveller } from '../support/traveller.ts'
import { SCRIPT, codeTokenIn, slowTokenIn } from '../support/visitor.ts'

const origin = await startOrigin({
  respond: () =>
    answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>In</h1>' }),
})
t.teardown(origin.close)

const CONFIG = sharingConfig(origin.port)
const HOUR_MS = 3_600_000

/** What a pass cookie says. */
function claimsIn(who: Traveller, host: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = (who.cookies.get(host)?.get('__Host-paart') ?? '').split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}

const travel = async (who: Traveller, url: string): Promise<RawAnswer> =>
  follow(who, await ask(who, url), url)

t.test('a pass of one site counts on another, without a proof there', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  await who.prove('a.example.lu')
  gate.outcomes.length = 0

  const page = await who.go(`${B}/permits?id=7`)
  t.equal(page.status, 403)
  t.equal(page.headers.get('location'), undefined, 'a page, as ever')
  const link = askLinkIn(page.text) ?? ''
  const sent = await who.go(B + link, { 'Sec-Fetch-Site': 'same-origin' })
  t.equal(sent.status, 303)
  t.match(leadsTo(sent), /^https:\/\/a\.example\.lu\/\.paart\/hand-over\?ask=[\w-]+$/)
  t.equal(sent.headers.get('referrer-policy'), 'no-referrer')
  t.match(
    sent.headers.get('set-cookie'),
    /^__Host-paart-ask=[\w-]{22}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  )

  const handed = await who.go(leadsTo(sent), CROSS)
  t.equal(handed.status, 303)
  const back = /^https:\/\/b\.example\.org\/\.paart\/take-over\?ask=[\w-]+&pass=[\w-]+$/
  t.match(leadsTo(handed), back)
  t.equal(handed.headers.get('referrer-policy'), 'no-referrer')
  t.equal(handed.headers.get('set-cookie'), undefined, 'the site that is asked sets nothing')

  const taken = await who.go(leadsTo(handed), CROSS)
  t.equal(taken.status, 303)
  t.equal(leadsTo(taken), '/permits?id=7')
  t.match(taken.headers.get('set-cookie'), /^__Host-paart=/)
  t.equal((await who.go(`${B}/permits?id=7`)).status, 200)
  const doors = gate.outcomes.flatMap((outcome) => outcome.doors)
  t.same(
    doors.filter(({ door }) => door === 'shared').map((event) => event.outcome),
    ['issued', 'handed', 'passed'],
  )
  t.same(reasonsIn(gate), ['always', 'ask sent', 'hand-over given', 'take-over passed', 'worked'])
})

t.test(
  'it stays the pass it is: number, proof, end, requests, and whether it is revoked',
  async (t) => {
    const gate = await startClockedGate(t, CONFIG)
    const who = traveller(gate.port)
    await who.prove('a.example.lu')
    gate.clock.advance(20 * HOUR_MS)
    for (let i = 0; i < 6; i++) t.equal((await who.go(`${A}/${i}`, SCRIPT)).status, 200)
    t.equal((await travel(who, `${B}/`)).status, 200)
    const [a, b] = [claimsIn(who, 'a.example.lu'), claimsIn(who, 'b.example.org')]
    t.match(b, { jti: a['jti'], prf: a['prf'], clr: 'worked', sites: ['b'], via: 'a' })
    t.ok(Number(b['exp']) <= Number(a['exp']), 'it ends no later')
    t.equal(a['via'], undefined)

    for (let i = 0; i < 3; i++) await who.go(`${B}/${i}`)
    t.equal((await who.go(`${B}/`)).status, 403, 'ten requests in all, on both sites together')
    t.equal((await who.go(`${A}/`)).status, 403)

    const other = traveller(gate.port)
    await other.prove('a.example.lu')
    t.equal((await travel(other, `${B}/`)).status, 200)
    const name = passNameOf(String(claimsIn(other, 'b.example.org')['jti']))
    gate.limits.marks.mark('revoked', name, HOUR_MS, gate.clock.steadyMs())
    t.equal((await other.go(`${A}/`)).status, 403)
    t.equal((await other.go(`${B}/`)).status, 403, 'revoked once, revoked everywhere')
  },
)

t.test('a pass that is revoked, or used up, is not handed over', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const [revoked, used] = [traveller(gate.port), traveller(gate.port)]
  await revoked.prove('a.example.lu')
  await used.prove('a.example.lu')
  for (let i = 0; i < 10; i++) await used.go(`${A}/`, SCRIPT)
  const late = await handOver(revoked, `${B}/`)
  const name = passNameOf(String(claimsIn(revoked, 'a.example.lu')['jti']))
  gate.limits.marks.mark('revoked', name, HOUR_MS, gate.clock.steadyMs())
  gate.outcomes.length = 0
  const answer = await revoked.go(late, CROSS)
  t.same([answer.status, leadsTo(answer)], [303, '/'])
  t.notOk(revoked.cookies.get('b.example.org')?.has('__Host-paart'), 'revoked on the way')
  t.notMatch(await handOver(traveller(gate.port), `${B}/`), 'pass=')
  t.notMatch(await handOver(used, `${B}/`), 'pass=')
  const reasons = reasonsIn(gate)
  t.same(reasons[0], 'take-over refused')
  t.same(
    reasons.slice(1).filter((name) => name !== 'always'),
    ['ask sent', 'hand-over none', 'ask sent', 'hand-over none'],
  )
})

t.test(
  'where no other site has a pass the check is done here, and nobody is sent round',
  async (t) => {
    const gate = await startClockedGate(t, CONFIG)
    const who = traveller(gate.port)
    const page = await travel(who, `${B}/x`)
    t.equal(page.status, 403)
    t.equal(askLinkIn(page.text), undefined, 'the work begins')
    t.match(page.text, 'name="ask"', 'a person may still ask')
    t.equal(askLinkIn((await who.go(`${B}/y`)).text), undefined)
    t.same(reasonsIn(gate).slice(1, 4), ['ask sent', 'hand-over none', 'take-over none'])
    await who.prove('b.example.org')
    t.equal((await who.go(`${B}/x`)).status, 200)

    const forgetful = traveller(gate.port)
    const asked = await ask(forgetful, `${B}/x`)
    forgetful.cookies.clear()
    const end = await follow(forgetful, asked, `${B}/x`)
    t.equal(end.status, 403)
    t.equal(askLinkIn(end.text), undefined, 'not for a browser without cookies either')
  },
)

t.test('without a script there is a button, in every language', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port, { 'Accept-Language': 'fr' })
  await who.prove('a.example.lu')
  const page = await who.go(`${B}/form?x=1`)
  t.match(page.text, /<button name="ask">[^<]*<bdi>a<\/bdi><\/button>/)
  const token = slowTokenIn(page.text) ?? ''
  const sent = await who.send(`${B}/.paart/wait`, { token, ask: '' })
  t.equal(sent.status, 303)
  const end = await follow(who, sent, `${B}/form?x=1`)
  t.equal(end.status, 200)
  t.equal(origin.requests.at(-1)?.target, '/form?x=1')
  const ofTwo = await traveller(gate.port).go(`${C}/`)
  t.match(ofTwo.text, '<bdi>Permits &amp; more</bdi>, <bdi>a</bdi>', 'as their pages call them')
})

t.test(
  'of several sites one after the other is asked, and nobody hands on what it was handed',
  async (t) => {
    const gate = await startClockedGate(t, CONFIG)
    const who = traveller(gate.port)
    await who.prove('a.example.lu')
    t.equal((await travel(who, `${B}/`)).status, 200)
    gate.outcomes.length = 0
    t.equal((await travel(who, `${C}/`)).status, 200)
    t.equal(claimsIn(who, 'c.example.com')['via'], 'a')
    t.same(
      gate.outcomes.map(({ site, reason }) => `${site} ${reason.name}`),
      [
        'c always',
        'c ask sent',
        'b hand-over none',
        'c ask sent',
        'a hand-over given',
        'c take-over passed',
        'c worked',
      ],
    )
    t.equal((await travel(who, `${D}/`)).status, 403, 'what b was handed is not handed on')
    const local = traveller(gate.port)
    await local.prove('b.example.org')
    t.equal((await travel(local, `${D}/`)).status, 200, 'what was earned there is')
  },
)

t.test('a route still asks for its clearance', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  const page = await who.go(`${A}/`)
  gate.clock.advance(11_000)
  await who.send(`${A}/.paart/wait`, { token: slowTokenIn(page.text) ?? '' })
  const asked = await handOver(who, `${B}/worked/x`)
  gate.outcomes.length = 0
  t.equal(leadsTo(await who.go(asked, CROSS)), '/worked/x')
  t.same(reasonsIn(gate), ['take-over refused'])
  t.notOk(who.cookies.get('b.example.org')?.has('__Host-paart'))
  who.cookies.delete('b.example.org')
  t.equal((await travel(who, `${B}/other`)).status, 200, 'where less is asked for it is enough')
})

t.test('what was handed over counts as long as the configuration says so', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  await who.prove('a.example.lu')
  t.equal((await travel(who, `${B}/`)).status, 200)
  const without = CONFIG.replace('pass: { share: [a] }', 'pass: {}')
  const { port } = await startClockedGate(t, without, { beside: gate })
  const later = traveller(port)
  for (const [host, jar] of who.cookies) later.cookies.set(host, jar)
  t.equal((await later.go(`${A}/`)).status, 200)
  t.equal((await later.go(`${B}/`)).status, 403)
})

function asks({ text }: RawAnswer): boolean {
  return /data-ask|name="ask"/.test(text)
}

t.test('only who wants a page is sent anywhere', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  t.ok(asks(await who.go(`${B}/`)))
  t.notOk(asks(await who.send(`${B}/`, { a: 'form' })), 'not who has sent a form')
  t.notOk(asks(await who.go(`${B}/`, SCRIPT)), 'no script')
  t.notOk(asks(await who.go(`${B}/${'x'.repeat(3_000)}`)), 'not where the way back is too long')
  t.notOk(asks(await who.go(`${B}/.paart/check?to=%2Fx`)), 'not at an address of the gate')
  t.notOk(asks(await who.go(`${A}/`)), 'not where nothing is shared')
  t.notOk(
    asks(await who.go('https://other.example.net/')),
    'not at a host that "*" alone stands for',
  )
  t.notOk(asks(await who.go('https://b.example.org:4444/')), 'nor at a port that nobody knows')
  t.ok(asks(await who.go('https://x.b.example.org/')), 'at one of a suffix')
})

t.test(
  'on plain http the way leads by http, at the port where the gate is reached itself',
  async (t) => {
    const gate = await startClockedGate(t, CONFIG)
    const [a, b] = [`a.example.lu:${gate.port}`, `http://b.example.org:${gate.port}`]
    const who = traveller(gate.port, { scheme: 'http' })
    await who.prove(a)
    const sent = await ask(who, `${b}/x`)
    t.match(leadsTo(sent), `http://${a}/.paart/hand-over?ask=`)
    t.match(
      sent.headers.get('set-cookie'),
      /^paart-ask=[\w-]{22}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    t.equal((await follow(who, sent, `${b}/x`)).status, 200)
    const page = await traveller(gate.port, { scheme: 'http' }).go(`${b}/x`)
    t.match(page.headers.get('content-security-policy'), "form-action 'self' https: http:;")
  },
)

t.test('after ten minutes the page asks by itself again', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  t.equal((await travel(who, `${B}/`)).status, 403)
  // A browser drops it by then.
  who.cookies.get('b.example.org')?.delete('__Host-paart-ask')
  await who.prove('a.example.lu')
  t.equal((await travel(who, `${B}/`)).status, 200)
})

t.test(
  'sites of one domain have one cookie, and what is handed over counts where it is shared',
  async (t) => {
    const text = CONFIG.replace(
      'hosts: [a.example.lu]',
      'hosts: [a.example.lu], pass: { domain: example.lu }',
    )
      .replace(
        'sites:\n',
        `sites:
  - { name: sister, hosts: [sister.example.lu], backend: app, pass: { domain: example.lu }, routes: [{ name: all, policy: checked }] }
  - { name: d2, hosts: [d2.example.com], backend: app, pass: { domain: example.com }, routes: [{ name: all, policy: checked }] }
`,
      )
      .replace('pass: { share: [b] }', 'pass: { share: [a], domain: example.com }')
    const gate = await startClockedGate(t, text)
    const who = traveller(gate.port)
    await who.prove('sister.example.lu')
    const cookie = who.cookies.get('sister.example.lu')?.get('__Secure-paart') ?? ''
    // As a browser does with a cookie of the domain.
    who.cookies.set('a.example.lu', new Map([['__Secure-paart', cookie]]))
    t.equal((await who.go(`${A}/`)).status, 200, 'it counts at the other by itself')
    t.equal((await travel(who, `${D}/`)).status, 200, 'and where passes of that one are taken over')
    const taken = who.cookies.get('d.example.com')?.get('__Secure-paart') ?? ''
    who.cookies.set('d2.example.com', new Map([['__Secure-paart', taken]]))
    t.equal((await who.go('https://d2.example.com/')).status, 403, 'and not where they are not')
  },
)

t.test('a code of the helpdesk is used at one site and counts on the other', async (t) => {
  const gate = await startClockedGate(t, CONFIG)
  const who = traveller(gate.port)
  const page = await who.go(`${B}/vouched/x`)
  t.match(page.text, /<form class="code"[^>]* data-ask="">/, 'its script asks first')
  t.match(page.text, /<button name="ask">I have already used a code at: <bdi>a<\/bdi>/)
  const link = `/.paart/ask?way=${codeTokenIn(page.text)}`
  const asked = await who.go(B + link, { 'Sec-Fetch-Site': 'same-origin' })
  const without = await follow(who, asked, B)
  t.equal(without.status, 403)
  t.notMatch(without.text, 'data-ask', 'and not again')

  const code = newCode()
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  gate.limits.codes.add(markOfCode(gate.ring.signing, 'a', code), nowSeconds + 600, nowSeconds)
  const atA = await who.go(`${A}/vouched/x`)
  const token = codeTokenIn(atA.text) ?? ''
  const used = await who.send(`${A}/.paart/code`, { token, code })
  t.equal(used.status, 303)
  const again = await who.go(`${B}/vouched/x`)
  const pressed = await who.send(`${B}/.paart/code`, {
    token: codeTokenIn(again.text) ?? '',
    code: '',
    ask: '',
  })
  t.equal((await follow(who, pressed, B)).status, 200)
  t.match(claimsIn(who, 'b.example.org'), { clr: 'vouched', via: 'a' })
})
