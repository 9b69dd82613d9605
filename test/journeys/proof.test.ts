import t from 'tap'
import { decodeToken } from '../../src/challenge-pages/index.ts'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { insidersProof } from '../support/insider.ts'
import { startClockedGate } from '../support/clocked-gate.ts'
import {
  NAVIGATION,
  SCRIPT,
  earnPass,
  passIn,
  proofFor,
  sendProof,
  silentTokenIn,
} from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  workers: 4,
  routes: '- { name: all, policy: always }',
  policies: 'always: { challenge: always }',
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
})

function from(address: string): Record<string, string> {
  return { 'X-Forwarded-For': address }
}

async function freshToken(path = '/page?a=1;b=2'): Promise<string> {
  const page = await get(gate.port, path, NAVIGATION)
  return silentTokenIn(page.text) ?? ''
}

t.test('a proof sent fifty times in parallel earns one pass', async (t) => {
  const proof = await proofFor(await freshToken())
  const answers = await Promise.all(Array.from({ length: 50 }, () => sendProof(gate.port, proof)))
  const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
  t.strictSame(statuses, [204, ...Array.from({ length: 49 }, () => 409)])
})

t.test(
  'every parameter is under the MAC: no changed byte of the token earns anything',
  async (t) => {
    const proof = await proofFor(await freshToken())
    const tokenBytes = decodeToken(await freshToken())?.length ?? 0
    const statuses = new Set<number>()
    for (let at = 0; at < tokenBytes; at++) {
      const changed = Buffer.from(proof)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      statuses.add((await sendProof(gate.port, changed)).status)
    }
    t.strictSame([...statuses], [400])
    t.equal((await sendProof(gate.port, proof)).status, 204, 'none of them spent the challenge')
  },
)

t.test('a wrong proof spends its challenge', async (t) => {
  const token = await freshToken()
  const good = await proofFor(token)
  const tagsFrom = decodeToken(token)?.length ?? 0
  const wrong = Buffer.from(good)
  for (let at = tagsFrom; at < wrong.length; at++) wrong[at] = (wrong[at] ?? 0) ^ 0xff
  t.equal((await sendProof(gate.port, wrong)).status, 400)
  t.equal((await sendProof(gate.port, good)).status, 409, 'the right one comes too late')
})

t.test('what is no proof is told so', async (t) => {
  const proof = await proofFor(await freshToken())
  const cases: readonly [
    name: string,
    body: Buffer,
    headers: Record<string, string>,
    want: number,
  ][] = [
    ['nothing', Buffer.alloc(0), {}, 400],
    ['garbage', Buffer.from('garbage'), {}, 400],
    ['a token without tags', proof.subarray(0, 100), {}, 400],
    ['a tag too few', proof.subarray(0, -2), {}, 400],
    ['a byte too many', Buffer.concat([proof, Buffer.alloc(1)]), {}, 400],
    ['far too much', Buffer.alloc(1_000_000), {}, 413],
    ['from another site', proof, { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['from a subdomain', proof, { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['typed into the address bar', proof, { 'Sec-Fetch-Site': 'none' }, 403],
    ['from another browser', proof, { 'User-Agent': 'Mozilla/5.0 Chrome/150.0.0.0' }, 400],
  ]
  for (const [name, body, headers, want] of cases) {
    t.equal((await sendProof(gate.port, body, headers)).status, want, name)
  }
  t.equal((await sendProof(gate.port, proof)).status, 204, 'none of them spent the challenge')
})

t.test('a browser without Fetch Metadata is judged by its Origin', async (t) => {
  const old = { 'User-Agent': SCRIPT['User-Agent'] ?? '', Host: 'portal.example.lu:8080' }
  const cases: readonly [origin: string | null, want: number][] = [
    ['null', 403],
    ['http://evil.example', 403],
    ['https://portal.example.lu:8080', 403],
    ['http://portal.example.lu', 403],
    ['http://portal.example.lu:8080', 204],
    [null, 204],
  ]
  let body = await proofFor(await freshToken())
  for (const [from, want] of cases) {
    const headers = { ...old, ...(from === null ? {} : { Origin: from }) }
    const sent = { method: 'POST', path: '/.paart/proof', headers, body }
    t.equal((await request(gate.port, sent)).status, want, String(from))
    if (want === 204) body = await proofFor(await freshToken())
  }
})

t.test('a pass with any bit flipped, a blank or a sign added opens nothing', async (t) => {
  const cookie = await earnPass(gate.port, '/')
  const [name = '', token = ''] = cookie.split('=', 2)
  t.equal((await get(gate.port, '/', { ...NAVIGATION, Cookie: cookie })).status, 200)
  const connections = new Set<number>()
  const flipped: string[] = []
  for (let at = 0; at < token.length; at++) {
    for (let bit = 0; bit < 7; bit++) {
      const other = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit))
      if (/[\w.-]/.test(other)) flipped.push(token.slice(0, at) + other + token.slice(at + 1))
    }
  }
  const changed = [...flipped, `${token}=`, `${token}.`, `${token}A`, token.replace('.', ' .')]
  for (let from = 0; from < changed.length; from += 40) {
    const answers = await Promise.all(
      changed
        .slice(from, from + 40)
        .map((value) => get(gate.port, '/', { ...NAVIGATION, Cookie: `${name}=${value}` })),
    )
    for (const { status } of answers) connections.add(status)
  }
  t.ok(flipped.length > 1_000, `${changed.length} variants`)
  t.strictSame([...connections], [403])
})

t.test('a pass opens nothing in another browser, and nothing once it is revoked', async (t) => {
  const Cookie = await earnPass(gate.port, '/')
  const as = (userAgent: string): Promise<number> =>
    get(gate.port, '/', { ...NAVIGATION, 'User-Agent': userAgent, Cookie }).then(
      ({ status }) => status,
    )
  t.equal(await as('Mozilla/5.0 (X11; Linux x86_64; rv:154.0) Gecko/20100101 Firefox/154.0'), 200)
  t.equal(await as('Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0'), 403)
  t.equal(await as('Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0 Safari/537.36'), 403)
  t.equal(await as('curl/8.5.0'), 403)
  const [, payload = ''] = Cookie.split('.')
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }
  t.ok(gate.revokePass(jti))
  t.equal(await as(NAVIGATION['User-Agent'] ?? ''), 403)
})

t.test('a network that earns many passes does four times the work from then on', async (t) => {
  // Its time stands still: every ten seconds a pass is forgotten, however long proofs take.
  const text = configText({
    backendPort: origin.port,
    routes: '- { name: all, policy: always }',
    policies: 'always: { challenge: always }',
    rest: 'trustedProxies: [127.0.0.1]',
  })
  const busy = await startClockedGate(t, text)
  const stock = await get(busy.port, '/', { ...NAVIGATION, ...from('203.0.113.1') })
  const unitsAt = async (address: string): Promise<number> => {
    const page = await get(busy.port, '/', { ...NAVIGATION, ...from(address) })
    return Buffer.from(decodeToken(silentTokenIn(page.text) ?? '') ?? []).readUInt16LE(6)
  }
  for (let passes = 1; passes <= 60; passes++) {
    t.equal(await unitsAt('203.0.113.200'), 2048, `before pass ${passes}`)
    const home = from(`203.0.113.${passes}`)
    const token = silentTokenIn((await get(busy.port, '/', { ...NAVIGATION, ...home })).text) ?? ''
    t.equal((await sendProof(busy.port, insidersProof(token, busy.ring), home)).status, 204)
  }
  t.equal(await unitsAt('203.0.113.200'), 8192)
  t.equal(await unitsAt('198.51.100.1'), 2048, 'other networks do not')
  const cheap = await proofFor(silentTokenIn(stock.text) ?? '')
  t.equal(
    (await sendProof(busy.port, cheap, from('203.0.113.1'))).status,
    409,
    'nor is a stock kept',
  )
  const fresh = await get(busy.port, '/.paart/challenge', { ...SCRIPT, ...from('203.0.113.1') })
  const { token } = JSON.parse(fresh.text) as { token: string }
  const harder = await sendProof(busy.port, await proofFor(token), from('203.0.113.1'))
  t.equal(harder.status, 204, 'and nobody is refused')
  t.match(passIn(harder), /^paart=/)
})

t.test(
  'a network pays four and sixteen times, then waits for its turn, and is never refused',
  async (t) => {
    const text = configText({
      backendPort: origin.port,
      routes: '- { name: all, policy: always }',
      policies: 'always: { challenge: always }',
      rest: 'doors: { silent: { passesPerNetwork: { rate: 6/min, burst: 1 } } }',
    })
    const { port, clock, ring } = await startClockedGate(t, text)
    const units: number[] = []
    for (let pass = 0; pass < 4; pass++) {
      const token = silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? ''
      units.push(Buffer.from(decodeToken(token) ?? []).readUInt16LE(6))
      const proof = insidersProof(token, ring)
      t.equal((await sendProof(port, proof)).status, 204, `pass ${pass + 1}`)
    }
    t.strictSame(units, [2048, 8192, 32768, 32768])
    const page = await get(port, '/', NAVIGATION)
    const proof = await proofFor(silentTokenIn(page.text) ?? '')
    const paced = await sendProof(port, proof)
    t.match([paced.status, paced.headers.get('retry-after')], [429, '10'])
    clock.advance(10_000)
    t.equal((await sendProof(port, proof)).status, 204, 'the same proof, when its turn has come')
  },
)
