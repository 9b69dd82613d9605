import t from 'tap'
import { type Asking, openAsking, sealAsking, sealHanded } from '../../src/client/index.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { type RawAnswer, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import {
  A,
  B,
  C,
  CROSS,
  D,
  ask,
  handOver,
  reasonsIn,
  sharingConfig,
} from '../support/sharing-scene.ts'
import { type Traveller, askLinkIn, leadsTo, traveller } from '../support/traveller.ts'
import { SCRIPT, slowTokenIn } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const gate = await startClockedGate(t, sharingConfig(origin.port))

const HOST_B = 'b.example.org'
const PASS = '__Host-paart'

/** Somebody who has a pass of the first site. */
async function holder(headers: Readonly<Record<string, string>> = {}): Promise<Traveller> {
  const who = traveller(gate.port, headers)
  await who.prove('a.example.lu')
  return who
}

const hasPass = (answer: RawAnswer): boolean =>
  (answer.headers.get('set-cookie') ?? '').includes(`${PASS}=`)

function partsOf(url: string): { readonly ask: string; readonly pass: string } {
  const query = new URL(url).searchParams
  return { ask: query.get('ask') ?? '', pass: query.get('pass') ?? '' }
}

const takeOverUrl = (asked: string, pass: string): string =>
  `${B}/.paart/take-over?ask=${asked}&pass=${pass}`

/** What an asking says, for whoever has the keys. */
function opened(text: string): Asking {
  const read = openAsking(text, (tag) => gate.ring.byTag.get(tag))
  if (read === null) throw new Error('it does not open')
  return read.asking
}

const sealed = (asking: Asking): string => sealAsking(asking, gate.ring.signing)

const reasonOf = async (answering: Promise<RawAnswer>): Promise<string> => {
  gate.outcomes.length = 0
  await answering
  return reasonsIn(gate).join()
}

t.test('what was handed over is taken over once, whoever comes how often', async (t) => {
  const who = await holder()
  const url = await handOver(who, `${B}/x`)
  const answers = await Promise.all(Array.from({ length: 50 }, () => who.go(url, CROSS)))
  t.equal(answers.filter(hasPass).length, 1)
  t.same([...new Set(answers.map(leadsTo))], ['/x'])
  gate.outcomes.length = 0
  t.equal(leadsTo(await who.go(url, CROSS)), '/x', 'with the pass it leads back')
  who.cookies.get(HOST_B)?.delete(PASS)
  const replayed = await who.go(url, CROSS)
  t.notOk(hasPass(replayed))
  t.same(reasonsIn(gate), ['take-over held', 'take-over spent'])
})

t.test('it is for the browser that was sent, and for no other', async (t) => {
  const who = await holder()
  const url = await handOver(who, `${B}/secret?of=his`)
  const stranger = traveller(gate.port)
  t.equal(
    await reasonOf(stranger.go(url, CROSS)),
    'take-over other-browser',
    'one that was sent nowhere',
  )
  await ask(stranger, `${B}/own`)
  const planted = await stranger.go(url, CROSS)
  t.equal(leadsTo(planted), '/secret?of=his', 'one that was sent for a page of its own')
  t.notOk(hasPass(planted))
  const page = await stranger.go(new URL(leadsTo(planted), B).href)
  t.same([page.status, askLinkIn(page.text)], [403, undefined], 'whose page sends nobody round')
  t.ok(hasPass(await who.go(url, CROSS)), 'and it is as good as it was')
})

t.test('a person who is led by somebody else brings home nothing for him', async (t) => {
  const attacker = traveller(gate.port)
  const lure = leadsTo(await ask(attacker, `${B}/x`))
  const victim = await holder()
  const handed = leadsTo(await victim.go(lure, CROSS))
  t.match(handed, /^https:\/\/b\.example\.org\/\.paart\/take-over\?/)
  const answer = await victim.go(handed, CROSS)
  t.equal(answer.status, 403, 'her browser was not sent by the page of it')
  t.notOk(hasPass(answer))
  t.equal(askLinkIn(answer.text), undefined, 'its page sends nobody round')
  const token = slowTokenIn(answer.text) ?? ''
  gate.clock.advance(11_000)
  const passed = await victim.send(`${B}/.paart/wait`, { token })
  const way = await victim.go(new URL(leadsTo(passed), B).href)
  t.equal(leadsTo(way), '/', 'behind the check comes no page of his choice')
})

t.test('another kind of browser gets none, at either end', async (t) => {
  const other = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36' }
  const who = await holder()
  const asked = leadsTo(await ask(who, `${B}/x`))
  t.equal(await reasonOf(who.go(asked, { ...CROSS, ...other })), 'hand-over other-browser')
  const url = leadsTo(await who.go(asked, CROSS))
  t.equal(await reasonOf(who.go(url, { ...CROSS, ...other })), 'take-over other-browser')
})

t.test('it ends soon', async (t) => {
  const who = await holder()
  const asked = leadsTo(await ask(who, `${B}/x`))
  const url = leadsTo(await who.go(asked, CROSS))
  gate.clock.advance(63_000)
  t.equal(await reasonOf(who.go(url, CROSS)), 'take-over stale', 'what was handed over')
  gate.clock.advance(60_000)
  t.equal(await reasonOf(who.go(asked, CROSS)), 'hand-over stale', 'the question')
  const back = leadsTo(await who.go(asked, CROSS))
  t.notMatch(back, 'pass=')
  t.equal(await reasonOf(who.go(back, CROSS)), 'take-over stale')

  const future = sealed({ ...opened(partsOf(asked).ask), issuedAtSeconds: 4_000_000_000 })
  const url2 = `${A}/.paart/hand-over?ask=${future}`
  t.equal(await reasonOf(who.go(url2, CROSS)), 'hand-over stale')
})

/** The same bytes with one bit turned over. */
function flipped(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes.toString('base64url')
}

t.test('not a byte of it may be changed', async (t) => {
  const who = await holder()
  const asked = partsOf(leadsTo(await ask(who, `${B}/x`))).ask
  const { pass } = partsOf(leadsTo(await who.go(`${A}/.paart/hand-over?ask=${asked}`, CROSS)))
  const sizes = [asked, pass].map((text) => Buffer.from(text, 'base64url').length)
  const statuses = new Set<number>()
  for (let at = 0; at < (sizes[0] ?? 0); at += 3) {
    statuses.add((await who.go(`${A}/.paart/hand-over?ask=${flipped(asked, at)}`, CROSS)).status)
    statuses.add((await who.go(takeOverUrl(flipped(asked, at), pass), CROSS)).status)
  }
  t.same([...statuses], [400])
  gate.outcomes.length = 0
  for (let at = 0; at < (sizes[1] ?? 0); at++) {
    t.notOk(hasPass(await who.go(takeOverUrl(asked, flipped(pass, at)), CROSS)))
  }
  t.same([...new Set(reasonsIn(gate))], ['take-over unusable'])
  for (const odd of ['', 'A', `${asked}=`, `${asked}A`, '%00', 'A'.repeat(9_000)]) {
    const { status } = await who.go(`${A}/.paart/hand-over?ask=${odd}`, CROSS)
    t.ok(status === 400 || status === 414 || status === 431, `${odd.slice(0, 8)}: ${status}`)
  }
  t.ok(hasPass(await who.go(takeOverUrl(asked, pass), CROSS)), 'as it was it is good')
})

t.test('it answers one question, at one site', async (t) => {
  const who = await holder()
  const first = partsOf(await handOver(who, `${B}/1`))
  const page = await who.go(`${B}/2`)
  const pressed = await who.send(`${B}/.paart/wait`, {
    token: slowTokenIn(page.text) ?? '',
    ask: '',
  })
  const second = partsOf(leadsTo(await who.go(leadsTo(pressed), CROSS)))
  t.equal(await reasonOf(who.go(takeOverUrl(first.ask, second.pass), CROSS)), 'take-over unusable')
  for (const site of [A, C, D]) {
    const url = `${site}/.paart/take-over?ask=${first.ask}&pass=${first.pass}`
    t.equal(await reasonOf(who.go(url, CROSS)), 'take-over unusable', `brought to ${site}`)
  }
  for (const site of [B, C, D]) {
    const url = `${site}/.paart/hand-over?ask=${first.ask}`
    t.equal(await reasonOf(who.go(url, CROSS)), 'hand-over unusable', `asked at ${site}`)
  }
  // As by a gate with the same keys whose configuration says something else.
  const asking = opened(first.ask)
  for (const changed of [{ site: 'd' }, { site: 'a' }, { site: 'nobody' }, { asked: 'c' }]) {
    const url = `${A}/.paart/hand-over?ask=${sealed({ ...asking, ...changed })}`
    t.equal(await reasonOf(who.go(url, CROSS)), 'hand-over unusable', JSON.stringify(changed))
  }
})

t.test('nobody is led to a host that the configuration does not name', async (t) => {
  const who = await holder()
  const asking = opened(partsOf(leadsTo(await ask(who, `${B}/x`))).ask)
  const hosts = [
    'evil.example.net',
    'b.example.org.evil.example.net',
    'evil.example.net/b.example.org',
    'evil.example.net?b.example.org',
    'evil.example.net#b.example.org',
    'b.example.org@evil.example.net',
    'user:b.example.org@evil.example.net',
    'evil.example.net\\b.example.org',
    'b.example.org\\@evil.example.net',
    '/evil.example.net',
    '//evil.example.net',
    'b.example.org\r\nSet-Cookie: x=y',
    'a.example.lu',
    'evilb.example.org',
    '.b.example.org',
    '',
    ':80',
    '*.b.example.org',
  ]
  for (const host of hosts) {
    const answer = await who.go(`${A}/.paart/hand-over?ask=${sealed({ ...asking, host })}`, CROSS)
    t.same([answer.status, leadsTo(answer)], [400, ''], JSON.stringify(host))
  }
  const plain = sealed({ ...asking, scheme: 'http' })
  t.equal((await who.go(`${A}/.paart/hand-over?ask=${plain}`, CROSS)).status, 400, 'nor by http')
})

t.test('nobody is led from there to another site by a path', async (t) => {
  const asking = opened(partsOf(leadsTo(await ask(await holder(), `${B}/x`))).ask)
  for (const wayBack of [
    '//evil.example.net',
    '/\\evil.example.net',
    'https://evil',
    '',
    '/\t/e',
  ]) {
    const url = `${A}/.paart/hand-over?ask=${sealed({ ...asking, wayBack })}`
    t.equal((await traveller(gate.port).go(url, CROSS)).status, 400, JSON.stringify(wayBack))
  }
  for (const path of ['//evil.example.net/x', '/\\evil.example.net', '/%5cevil.example.net']) {
    const who = await holder()
    const [page] = [await request(gate.port, { path, headers: headersAtB(who) })]
    const link = askLinkIn(page.text)
    if (link === undefined) continue
    const sent = await who.go(B + link, { 'Sec-Fetch-Site': 'same-origin' })
    const handed = leadsTo(await who.go(leadsTo(sent), CROSS))
    const end = leadsTo(await who.go(handed, CROSS))
    t.equal(new URL(end, B).origin, B, `${path} leads to ${end}`)
  }
})

function headersAtB({ cookies }: Traveller): Readonly<Record<string, string>> {
  const jar = [...(cookies.get(HOST_B) ?? [])].map(([name, value]) => `${name}=${value}`)
  return {
    ...SCRIPT,
    Accept: 'text/html',
    'Sec-Fetch-Dest': 'document',
    'Sec-Fetch-Mode': 'navigate',
    Host: HOST_B,
    'X-Forwarded-Proto': 'https',
    Cookie: jar.join('; '),
  }
}

t.test('a host that somebody names in his request leads nobody there', async (t) => {
  const who = traveller(gate.port)
  for (const host of ['evil.example.net', 'b.example.org:4444', 'b.example.org:99999']) {
    const page = await request(gate.port, {
      path: '/',
      headers: { ...headersAtB(who), Host: host, 'X-Forwarded-Host': HOST_B },
    })
    t.notMatch(page.text, 'data-ask', host)
    const token = slowTokenIn(page.text) ?? ''
    const sent = await request(gate.port, {
      path: `/.paart/ask?way=${token}`,
      headers: { ...headersAtB(who), Host: host, 'Sec-Fetch-Site': 'same-origin' },
    })
    t.same([sent.status, leadsTo(sent)], [303, '/'], `${host} is led back to its page`)
  }
})

t.test('only the loading of a page in a tab is answered', async (t) => {
  const who = await holder()
  const asked = leadsTo(await ask(who, `${B}/x`))
  const url = leadsTo(await who.go(asked, CROSS))
  const others: readonly Readonly<Record<string, string>>[] = [
    { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
    { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'object' },
    { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image', Accept: 'image/*' },
    { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', Accept: '*/*' },
  ]
  for (const one of others) {
    for (const at of [asked, url]) {
      const answer = await who.go(at, { ...CROSS, ...one })
      t.same(
        [answer.status, leadsTo(answer)],
        [403, ''],
        `${new URL(at).pathname} ${one['Sec-Fetch-Dest']}`,
      )
    }
  }
  const methods = [await who.send(asked, {}), await who.send(url, {})]
  t.same(
    methods.map(({ status }) => status),
    [405, 405],
  )
  const page = await who.go(`${B}/z`)
  const link = `${B}/.paart/ask?way=${slowTokenIn(page.text)}`
  for (const site of ['cross-site', 'same-site', 'none']) {
    const answer = await who.go(link, { 'Sec-Fetch-Site': site })
    t.same([answer.status, leadsTo(answer)], [403, ''], `asked from ${site}`)
  }
  t.equal((await who.go(`${B}/.paart/ask?way=x`, { 'Sec-Fetch-Site': 'same-origin' })).status, 400)
})

t.test('a pass that nobody has is not taken over', async (t) => {
  const who = await holder()
  const asked = partsOf(leadsTo(await ask(who, `${B}/x`))).ask
  const now = Math.floor(gate.clock.wallMs() / 1000)
  const pass = {
    handedAtSeconds: now,
    id: 'AAAAAAAAAAAA',
    clearance: 'worked',
    provedAtSeconds: now - 8 * 86_400,
    expiresAtSeconds: now + 3_600,
  } as const
  const old = sealHanded(pass, asked, gate.ring.signing)
  t.equal(
    await reasonOf(who.go(takeOverUrl(asked, old), CROSS)),
    'take-over refused',
    'a proof that is too old',
  )
  const other = await startClockedGate(t, sharingConfig(origin.port))
  const foreign = sealHanded({ ...pass, provedAtSeconds: now }, asked, other.ring.signing)
  t.equal(
    await reasonOf(who.go(takeOverUrl(asked, foreign), CROSS)),
    'take-over unusable',
    'of a gate that has other keys',
  )
})

t.test('whoever asks too much is stopped before anything is opened', async (t) => {
  const who: ClockedGate = await startClockedGate(t, sharingConfig(origin.port))
  const flood = traveller(who.port, { 'X-Forwarded-For': '198.51.100.7' })
  const statuses = new Map<number, number>()
  for (let i = 0; i < 1_100; i++) {
    const { status } = await flood.go(`${A}/.paart/hand-over?ask=x`, CROSS)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  t.ok((statuses.get(429) ?? 0) >= 90, JSON.stringify([...statuses]))
})
