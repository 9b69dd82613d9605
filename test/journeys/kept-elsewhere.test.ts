import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { type RawAnswer } from '../support/http.ts'
import { type KeptGate, newGatesFolder, roundRobin, startKeptGate } from '../support/kept-gates.ts'
import { type RecordedRequest, startOrigin } from '../support/recording-origin.ts'
import { claimIn, Sender } from '../support/sender.ts'

/** Several gates start, some more than once. */
t.setTimeout(240_000)

const BODY = Buffer.alloc(150_000, 'form=text&')

/** With odd spellings, a phrase of its own, fields twice, and every byte in its body. */
const ANSWER = Buffer.concat([
  Buffer.from(
    'HTTP/1.1 207 Wie bestellt\r\nX-oDD: a\r\nx-odd:  \u00fc\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n' +
      'Content-Type: text/x\r\nContent-Length: 70000\r\n\r\n',
    'latin1',
  ),
  Buffer.alloc(70_000, Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
])

const FROM = { 'X-Forwarded-For': '203.0.113.7' }

function isAnswer({ status, statusText, rawHeaders, body }: RawAnswer): boolean {
  const own = rawHeaders.filter(([name]) => /^x-odd|^set-cookie/i.test(name))
  const isBody = body.equals(ANSWER.subarray(-70_000))
  const isHead = own.join() === 'X-oDD,a,x-odd,\u00fc,Set-Cookie,a=1,set-cookie,b=2'
  return status === 207 && statusText === 'Wie bestellt' && isBody && isHead
}

function fieldsOf({ rawHeaders }: RawAnswer): unknown {
  return rawHeaders.filter(([name]) => !/^(date|connection|keep-alive)$/i.test(name))
}

void withPackages(t, ['redis-server'], async () => {
  const held = Promise.withResolvers<null>()
  const origin = await startOrigin({
    respond: ({ method, target }) =>
      method === 'POST' && target === '/cut' ? held.promise : ANSWER,
  })
  t.teardown(() => held.resolve(null))
  t.teardown(origin.close)
  const server = await startStoreServer(t)
  const root = newGatesFolder(t)
  const storeOf = (port: number): string =>
    `store: { kind: valkey, urls: ["${server.url}"], reachedAt: "http://127.0.0.1:${port}" }`
  const gates = { root, backendPort: origin.port }
  const keptOf = (name: string): string => join(root, `kept-${name}`)
  // The other gate alone knows the balancer; what it says of a client this one believes.
  const a = await startKeptGate(t, { ...gates, name: 'a', kept: keptOf('a'), rest: storeOf })
  const b = await startKeptGate(t, {
    ...gates,
    name: 'b',
    kept: keptOf('b'),
    rest: (port) => `${storeOf(port)}\ntrustedProxies: ["127.0.0.1"]`,
  })

  const first = new Sender(a.port)
  await first.prove(await first.get('/'))
  const pass = first.cookies.get('paart') ?? ''

  const posts = (path: string): readonly RecordedRequest[] =>
    origin.requests.filter((one) => one.method === 'POST' && one.target === path)

  /** Of a form that lies at a gate its browser, which comes to any of them. */
  interface Waiting {
    readonly at: (gate: KeptGate) => Sender
    readonly claim: string | undefined
  }

  const keptAt = async (gate: KeptGate, path: string): Promise<Waiting> => {
    const sender = new Sender(gate.port, FROM)
    const page = await sender.post(path, { body: BODY })
    if (page.status !== 403) throw new Error(`not kept: ${page.status}`)
    sender.cookies.set('paart', pass)
    const at = (other: KeptGate): Sender => {
      const elsewhere = new Sender(other.port, FROM)
      for (const [name, value] of sender.cookies) elsewhere.cookies.set(name, value)
      return elsewhere
    }
    return { at, claim: claimIn(page.text) }
  }

  const filesIn = (gate: string): number =>
    readdirSync(keptOf(gate), { recursive: true }).filter((name) => String(name).endsWith('.kept'))
      .length

  t.test('gates tell each other where forms are', async () => {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const { at, claim } = await keptAt(one, `/known-${one.port}`)
      await eventually('it is known', async () => {
        return isAnswer(await at(other).claim(`/known-${one.port}`, claim))
      })
    }
  })

  t.test('a form is claimed at a gate that has not got it, and delivered once', async (t) => {
    const { at, claim } = await keptAt(a, '/one')
    const told = await at(b).claim('/one', claim)
    t.ok(isAnswer(told), 'the answer is exact')
    const own = await at(a).claim('/one', claim)
    t.strictSame(fieldsOf(told), fieldsOf(own), 'as its own gate gives it')
    const [post, ...more] = posts('/one')
    t.strictSame(more, [])
    t.ok(post?.body.equals(BODY))
    t.equal(post?.headers.get('x-real-ip'), '203.0.113.7', 'who asks is known')
    t.notOk([...(post?.headers.keys() ?? [])].includes('paart-hop'))
  })

  t.test('twenty claims at once at both deliver it once', async (t) => {
    const { at, claim } = await keptAt(b, '/twenty')
    const next = roundRobin([a, b])
    const all = await Promise.all(
      Array.from({ length: 20 }, () => at(next()).claim('/twenty', claim)),
    )
    const others = all.filter((told) => !isAnswer(told))
    t.strictSame(
      others.map(({ status, text }) => `${status} ${text}`),
      [],
    )
    t.equal(posts('/twenty').length, 1)
  })

  t.test('its address tells at any gate how it is doing', async (t) => {
    const { at, claim } = await keptAt(a, '/state')
    const page = await at(b).get('/state')
    t.equal(page.status, 409)
    t.match(page.text, /Your form has not been passed on yet/)
    t.not((await at(b).get('/other')).status, 409, 'other addresses do not')
    t.ok(isAnswer(await at(b).claim('/state', claim)))
    await eventually('it was answered', async () => (await at(b).get('/state')).status === 207)
  })

  t.test('the same form again is asked about at any gate', async (t) => {
    const { at, claim } = await keptAt(a, '/again')
    t.ok(isAnswer(await at(a).claim('/again', claim)))
    const repeated = (): Promise<RawAnswer> => at(b).post('/again', { body: BODY })
    // It is noted a moment after whoever sent it has the answer.
    await eventually('it was sent', async () =>
      (await repeated()).text.includes('already been sent'),
    )
    const page = await repeated()
    t.equal(page.status, 409)
    t.match(page.text, /Your form has already been sent/)
    t.equal(posts('/again').length, 1)
    t.equal((await at(b).post('/again', { body: 'another=1' })).status, 207)
  })

  t.test('whoever wants it deleted is heard at any gate', async (t) => {
    const { at, claim } = await keptAt(a, '/away')
    t.equal((await at(b).claim('/away', claim, 'delete')).status, 410)
    t.equal((await at(a).claim('/away', claim)).status, 410)
    const all = await keptAt(a, '/all')
    const before = filesIn('a')
    const led = await all.at(b).post('/.paart/forget', { body: 'all=1' })
    t.equal(led.status, 303)
    t.equal(filesIn('a'), before - 1)
    t.equal(posts('/away').length + posts('/all').length, 0)
  })

  t.test('a gate that is gone has the form when it is back', async (t) => {
    const { at, claim } = await keptAt(a, '/gone')
    await a.kill()
    const page = await at(b).claim('/gone', claim)
    t.equal(page.status, 503)
    t.match(page.text, /Your form is safe/)
    t.equal(page.headers.get('retry-after'), '10')
    t.equal(claimIn(page.text), claim, 'it can be tried again')
    for (const [language, words] of Object.entries({
      lb: /Formulaire ass \S+ opgehuewen/,
      fr: /Votre formulaire est en s/,
      de: /Ihr Formular ist sicher aufbewahrt/,
      pt: /O seu \S+ \S+ guardado em/,
    })) {
      t.match((await at(b).claim('/gone', claim, { language })).text, words)
    }
    t.equal((await at(b).get('/gone')).status, 207, 'nobody is stopped')
    await a.start()
    t.ok(isAnswer(await at(b).claim('/gone', claim)))
    t.equal(posts('/gone').length, 1)
  })

  t.test('a gate that is killed while it delivers can tell no more when it is back', async (t) => {
    const { at, claim } = await keptAt(a, '/cut')
    const claimed = at(b).claim('/cut', claim)
    await eventually('it is on its way', () => posts('/cut').length === 1)
    await a.kill()
    t.equal((await claimed).status, 503)
    await a.start()
    const told = await at(b).claim('/cut', claim)
    t.equal(told.status, 409)
    t.match(told.text, /cannot tell/)
    t.equal(posts('/cut').length, 1, 'nobody sends it again by himself')
  })

  t.test('nobody else is believed, and nothing is handed on twice', async (t) => {
    const { at, claim } = await keptAt(a, '/forged')
    const key = 'abcdef01'
    const said = Buffer.from(JSON.stringify({ to: 'AAAA', id: 'x', atMs: Date.now() }))
    for (const hop of ['', 'x', '..', `${key}.${said.toString('base64url')}.AAAA`]) {
      const headers = { 'Paart-Hop': hop }
      t.equal((await at(b).claim('/forged', claim, 'none', { headers })).status, 503, hop)
      const asked = await at(a).post('/.paart/forms', { body: '{"what":"show"}', headers })
      t.equal(asked.status, 404)
    }
    t.equal(posts('/forged').length, 0)
    t.ok(isAnswer(await at(a).claim('/forged', claim, 'none', { headers: { 'Paart-Hop': 'x' } })))
  })

  t.test('where the store is gone the way to a form is known', async (t) => {
    const { at, claim } = await keptAt(a, '/alone')
    await server.kill()
    t.ok(isAnswer(await at(b).claim('/alone', claim)))
    t.equal(posts('/alone').length, 1)
  })
})
