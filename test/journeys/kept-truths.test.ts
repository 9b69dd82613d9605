import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { claimBody } from '../support/claims.ts'
import { eventually } from '../support/eventually.ts'
import { type TestGate, type TestGateOptions, startTestGate } from '../support/gate.ts'
import { type RawAnswer, openConnection, reset } from '../support/http.ts'
import { isNoted, keptNames } from '../support/kept-notes.ts'
import {
  type OriginOptions,
  type RecordingOrigin,
  answer,
  startOrigin,
} from '../support/recording-origin.ts'
import { Sender, claimIn, formTokenIn } from '../support/sender.ts'
import { NAVIGATION } from '../support/visitor.ts'

/** Who press twice, and so leave the first page before it comes. */
const MANY = 10

/** What happens to people whose application, browser or disk is not like most. */
interface Stage {
  readonly origin: RecordingOrigin
  readonly gate: TestGate
  /** Somebody who has sent a form and passed its check; nothing was delivered yet. */
  readonly waiting: (
    path: string,
    options?: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<{ readonly sender: Sender; readonly page: RawAnswer; readonly claim: string }>
}

type Respond = NonNullable<OriginOptions['respond']>

const received: Respond = ({ method, body }) =>
  answer({ status: 200, body: `received ${method} ${body.length}` })

async function start(
  t: Test,
  respond: Respond,
  options: Partial<TestGateOptions> = {},
): Promise<Stage> {
  const origin = await startOrigin({ respond })
  const gate = await startTestGate({
    backendPort: origin.port,
    routes: '- { name: everything, policy: write }',
    policies: 'write: { challenge: always, signals: { behaviour: off } }',
    ...options,
  })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  return {
    origin,
    gate,
    async waiting(path, { body = 'a=1', headers = {} } = {}) {
      const sender = new Sender(gate.port)
      const page = await sender.post(path, { body, headers })
      await sender.prove(page)
      return { sender, page, claim: claimIn(page.text) ?? '' }
    },
  }
}

function posts({ origin }: Stage): RecordingOrigin['requests'] {
  return origin.requests.filter(({ method }) => method === 'POST')
}

t.test('who is led back to the form’s own address gets there', async (t) => {
  const stage = await start(t, async (request, connection) =>
    request.method === 'POST'
      ? answer({ status: 303, headers: { location: request.target } })
      : received(request, connection),
  )
  for (let i = 0; i < 5; i++) {
    const { sender, claim } = await stage.waiting(`/form/${i}`)
    t.equal((await sender.claim(`/form/${i}`, claim)).status, 303)
    t.equal((await sender.get(`/form/${i}`)).text, 'received GET 0')
  }
})

t.test(
  'what a stranger makes up of himself is not kept for a proxy that is believed',
  async (t) => {
    const field = 'X-SSL-Client-Verify'
    const rules = `rules: [{ name: signed, when: { header: { ${field}: SUCCESS } }, then: pass }]`
    const stage = await start(t, received, {
      policies: `write: { challenge: always, signals: { behaviour: off }, ${rules} }`,
      rest: `trustedProxies: [{ network: 127.0.0.9, fields: [${field}] }]`,
    })
    const headers = { [field]: 'SUCCESS', 'X-Remote-User': 'admin' }
    const stranger = new Sender(stage.gate.port)
    const page = await stranger.post('/form', { body: 'a=1', headers })
    t.equal(page.status, 403)
    const at = await stranger.claim('/form', claimIn(page.text))
    t.equal(at.status, 403, 'the rule does not see it when it is claimed either')
    await stranger.prove(page)
    const body = claimBody(claimIn(page.text) ?? '', { door: 'none' })
    const proxy = await openConnection(stage.gate.port, { from: '127.0.0.9' })
    t.teardown(proxy.close)
    const lines = {
      ...NAVIGATION,
      ...stranger.cookieHeader,
      Host: `127.0.0.1:${stage.gate.port}`,
      'Sec-Fetch-Site': 'same-origin',
      'X-Forwarded-For': '127.0.0.1',
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': String(body.length),
    }
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
    proxy.send(`POST /form HTTP/1.1\r\n${head.join('')}\r\n${body}`)
    t.equal((await proxy.receive()).text, 'received POST 3')
    const [post] = posts(stage)
    t.equal(post?.headers.get('x-ssl-client-verify'), undefined)
    t.equal(post?.headers.get('x-remote-user'), undefined)
  },
)

t.test('where there is no room to compare a form, it goes on', async (t) => {
  const rest = 'keepSubmission: { bytesMax: 512KiB, networkMax: 1MiB, totalMax: 1MiB }'
  const stage = await start(t, received, { rest })
  const { sender, claim } = await stage.waiting('/form')
  t.equal((await sender.claim('/form', claim)).text, 'received POST 3')
  for (const size of [480, 490, 20, 10].map((kib) => kib * 1024)) {
    await new Sender(stage.gate.port).post('/room', { body: Buffer.alloc(size) })
  }
  t.equal((await sender.post('/form', { body: 'a=2' })).text, 'received POST 3')
})

t.test('after its time a form is said to be over, not that there is no cookie', async (t) => {
  const stage = await start(t, received, { rest: 'keepSubmission: { for: 1m }' })
  const { page } = await stage.waiting('/form')
  const [, seconds = ''] = /Max-Age=(\d+)/.exec(page.headers.get('set-cookie') ?? '') ?? []
  t.ok(Number(seconds) > 3600, 'the cookie outlives the form')
})

t.test('of a browser’s many forms those go first that have gone on', async (t) => {
  const stage = await start(t, received)
  const { sender, claim } = await stage.waiting('/form/0')
  const pass = sender.cookies.get('paart') ?? ''
  const claims = [claim]
  for (let i = 1; i < 8; i++) {
    sender.cookies.delete('paart')
    claims.push(claimIn((await sender.post(`/form/${i}`, { body: `a=${i}` })).text) ?? '')
  }
  sender.cookies.set('paart', pass)
  t.equal((await sender.claim('/form/3', claims[3])).text, 'received POST 3')
  await isNoted(stage.gate.folder, claims[3])
  sender.cookies.delete('paart')
  claims.push(claimIn((await sender.post('/form/8', { body: 'a=8' })).text) ?? '')
  sender.cookies.set('paart', pass)
  for (const [i, each] of claims.entries()) {
    if (i !== 3) t.equal((await sender.claim(`/form/${i}`, each)).text, 'received POST 3', `${i}`)
  }
})

t.test('the page of a repeated form offers nothing that leads back to it', async (t) => {
  const stage = await start(t, received)
  const { sender, claim } = await stage.waiting('/form')
  await sender.claim('/form', claim)
  await isNoted(stage.gate.folder, claim)
  const asked = await sender.post('/form', { body: 'a=1' })
  t.equal(asked.status, 409)
  const words = [...asked.text.matchAll(/name="paart-door" value="([a-z]{4})"/g)]
  t.same(
    words.map(([, word]) => word),
    ['redo'],
  )
  t.equal((await sender.claim('/form', claimIn(asked.text), 'again')).text, 'received POST 3')
})

t.test('a form that belongs elsewhere is sent there by its browser', async (t) => {
  const away = { location: 'https://other.example/' }
  const stage = await start(t, () => answer({ status: 307, headers: away }))
  const { sender, claim } = await stage.waiting('/form')
  const told = await sender.claim('/form', claim)
  t.match(told.text, 'It then passes without a check')
  await isNoted(stage.gate.folder, claim)
  const again = await sender.post('/form', { body: 'a=1' })
  t.equal(again.status, 307)
  t.equal(again.headers.get('location'), away.location)
  const other = await sender.post('/form', { body: 'a=2' })
  t.equal(other.status, 307, 'and so is another of its length')
})

t.test('of a form whose connection broke nobody says that it arrived', async (t) => {
  const stage = await start(t, (_, { socket }) => {
    socket.destroy()
    return null
  })
  const { sender, page, claim } = await stage.waiting('/form')
  await sender.claim('/form', claim)
  const told = await sender.claim('/form', claim)
  t.match(told.text, 'We cannot tell whether it reached the service')
  const reference = page.headers.get('paart-reference') ?? '?'
  t.match(told.text, reference, 'what the service knows it by')
  t.equal(posts(stage)[0]?.headers.get('x-request-id'), reference)
  const again = await sender.post('/form', { body: 'a=1' })
  t.match(again.text, 'We cannot tell whether it reached the service')
  t.notMatch(again.text, 'It arrived at the service once')
})

t.test('an answer without an end is not read for somebody who has left', async (t) => {
  const ended = Promise.withResolvers<string>()
  const piece = Buffer.alloc(65_536, 'x')
  const stage = await start(t, (request, connection) => {
    if (request.method !== 'POST') return received(request, connection)
    const { socket } = connection
    socket.on('error', () => undefined)
    socket.on('close', () => ended.resolve('let go'))
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    const more = (): void => {
      if (socket.destroyed) return
      socket.write(`${piece.length.toString(16)}\r\n`)
      socket.write(piece)
      socket.write('\r\n')
      setTimeout(more, 5)
    }
    more()
    return null
  })
  const { sender, claim } = await stage.waiting('/export')
  const client = await openConnection(stage.gate.port)
  const body = claimBody(claim, { door: 'none' })
  const lines = {
    ...NAVIGATION,
    ...sender.cookieHeader,
    Host: `127.0.0.1:${stage.gate.port}`,
    'Sec-Fetch-Site': 'same-origin',
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(body.length),
  }
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
  client.send(`POST /export HTTP/1.1\r\n${head.join('')}\r\n${body}`)
  await eventually('the application answers', () => posts(stage).length === 1)
  client.close()
  t.equal(await ended.promise, 'let go')
})

t.test('whoever leaves before the page leaves no form behind', async (t) => {
  const stage = await start(t, received)
  const lines = {
    ...NAVIGATION,
    Host: `127.0.0.1:${stage.gate.port}`,
    'Sec-Fetch-Site': 'same-origin',
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': '3',
  }
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
  for (let i = 0; i < MANY; i++) {
    const client = await openConnection(stage.gate.port)
    client.send(`POST /form HTTP/1.1\r\n${head.join('')}\r\na=1`)
    reset(client.socket)
  }
  const log = join(stage.gate.folder, 'access.log')
  const ended = (): number => readFileSync(log, 'utf8').split('\n').length - 1
  await eventually('all of them are over', () => ended() === MANY)
  const left = (): number =>
    keptNames(stage.gate.folder).filter((name) => name.includes('.kept')).length
  // Who was quicker to get the page than to leave has his form.
  await eventually('those that nobody can ask for are gone', () => left() < MANY / 2)
  t.equal(posts(stage).length, 0)
})

for (const [name, headers] of Object.entries({
  'that forgets to say for whom it is': { expires: '-1', 'cache-control': 'no-cache' },
  'like any other': {},
})) {
  t.test(`the slow door’s press brings its pass with an answer ${name}`, async (t) => {
    const stage = await start(
      t,
      (request, connection) =>
        request.method === 'POST'
          ? answer({ status: 303, headers: { location: '/next', ...headers } })
          : received(request, connection),
      { rest: 'doors: { slow: { wait: 1s } }' },
    )
    for (const site of ['same-origin', 'cross-site']) {
      const sender = new Sender(stage.gate.port)
      const sent = { 'Sec-Fetch-Site': site, Origin: 'https://somewhere.example' }
      const page = await sender.post('/form', {
        body: 'a=1',
        headers: site === 'cross-site' ? sent : {},
      })
      const token = formTokenIn(page.text) ?? ''
      await sender.claim('/form', claimIn(page.text), 'slow', { token })
      t.equal((await sender.get('/next')).text, 'received GET 0', site)
    }
  })
}

t.test(
  'where the application leads may have letters of its language, or an empty query',
  async (t) => {
    const there = { '/one': '/nächst?x=1', '/two': '/next?' }
    const stage = await start(t, (request, connection) => {
      const location = Object.entries(there).find(([from]) => from === request.target)?.[1]
      if (location === undefined) return received(request, connection)
      return answer({
        status: 307,
        headers: { location: Buffer.from(location).toString('latin1') },
      })
    })
    for (const [from, to] of [
      ['/one', '/n%C3%A4chst?x=1'],
      ['/two', '/next?'],
    ] as const) {
      const { sender, claim } = await stage.waiting(from)
      t.equal((await sender.claim(from, claim)).status, 307)
      t.equal((await sender.claim(to, claim)).text, 'received POST 3', from)
    }
  },
)

t.test('a disk that cannot be read stops nobody who wants something else', async (t) => {
  const stage = await start(t, received)
  const { sender, claim } = await stage.waiting('/form')
  await sender.claim('/form', claim)
  await isNoted(stage.gate.folder, claim)
  const folder = join(stage.gate.folder, 'run/kept', claim.charAt(0))
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  t.equal((await sender.get('/elsewhere')).text, 'received GET 0')
  t.equal((await sender.post('/other', { body: 'b=1' })).text, 'received POST 3')
})

t.test('what somebody writes as a claim does not come back in a page', async (t) => {
  const policies = 'write: { challenge: always, clearance: vouched }'
  const stage = await start(t, received, { policies })
  const sender = new Sender(stage.gate.port)
  const page = await sender.post('/form', { body: 'a=1' })
  const id = (claimIn(page.text) ?? '').slice(0, 16)
  for (const claim of [`${id}."><b>hi`, `${id}.${'x'.repeat(300)}`]) {
    const token = formTokenIn(page.text) ?? ''
    const body = new URLSearchParams({ token, 'paart-claim': claim, code: '1' }).toString()
    const told = await sender.post('/.paart/code', { body })
    t.ok(told.status < 500)
    t.notMatch(told.text, '<b>hi')
  }
})

t.test('a form that meets a limit on its way waits, and its page sends it', async (t) => {
  const limit = 'limits: [{ name: network, key: network, rate: 20/min, burst: 1, over: limit }]'
  const stage = await start(t, received, {
    policies: `write: { challenge: always, signals: { behaviour: off }, ${limit} }`,
    rest: 'doors: { slow: { wait: 1s } }',
  })
  const neighbour = await stage.waiting('/neighbour')
  // Whom the policy challenges it counts for himself: until his next form is looked at.
  await sleep(3_100)
  const sender = new Sender(stage.gate.port)
  const first = await sender.post('/form', { body: 'a=1' })
  const token = formTokenIn(first.text) ?? ''
  t.equal((await neighbour.sender.claim('/neighbour', neighbour.claim)).status, 200, 'who is first')
  const told = await sender.claim('/form', claimIn(first.text), 'slow', { token })
  t.equal(told.status, 429)
  const claim = claimIn(told.text)
  t.ok(claim, 'it is still in the page')
  t.match(told.text, 'Send the form now')
  // As the page asks.
  await sleep(1_000 * Number(told.headers.get('retry-after')))
  t.equal((await sender.claim('/form', claim)).text, 'received POST 3')
  t.equal(posts(stage).length, 2)
})

t.test('what is kept is deleted from the page that tells of it', async (t) => {
  const stage = await start(t, received)
  const { sender, claim } = await stage.waiting('/form')
  const privacy = await sender.get('/.paart/privacy')
  t.match(privacy.text, 'for 30 minutes at most')
  t.match(privacy.text, 'name="all" value="1"><p class="actions"><button>Delete my form')
  const cookies = new Map(sender.cookies)
  const deleted = await sender.post('/.paart/forget', { body: 'all=1' })
  t.equal(deleted.status, 303)
  t.equal(deleted.headers.get('location'), '/.paart/privacy')
  t.notMatch((await sender.get('/.paart/privacy')).text, 'name="all"')
  for (const [name, value] of cookies) sender.cookies.set(name, value)
  t.equal((await sender.claim('/form', claim)).status, 410, 'with the cookie too')
  t.equal(posts(stage).length, 0)
  const foreign = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://somewhere.example' }
  const other = await stage.waiting('/other')
  const forced = await other.sender.post('/.paart/forget', { body: 'all=1', headers: foreign })
  t.equal(forced.status, 403)
  t.equal((await other.sender.claim('/other', other.claim)).text, 'received POST 3')
})

t.test('who presses the slow door twice has its pass from whichever answer comes', async (t) => {
  const letGo = Promise.withResolvers<undefined>()
  const stage = await start(
    t,
    async (request, connection) => {
      if (request.method === 'POST') await letGo.promise
      return received(request, connection)
    },
    { rest: 'doors: { slow: { wait: 1s } }' },
  )
  const sender = new Sender(stage.gate.port)
  const page = await sender.post('/form', { body: 'a=1' })
  const claim = claimIn(page.text)
  // The same form in two tabs: each page has a token of its own.
  const other = await sender.claim('/form', claim, { language: 'fr' })
  const presses = [page, other].map(({ text }) =>
    sender.claim('/form', claim, 'slow', { token: formTokenIn(text) ?? '' }),
  )
  await eventually('one of them is on its way', () => posts(stage).length === 1)
  letGo.resolve(undefined)
  for (const { text, headers } of await Promise.all(presses)) {
    t.equal(text, 'received POST 3')
    t.match(headers.get('set-cookie'), /^paart=/)
  }
  t.equal(posts(stage).length, 1)
})

t.test('a disk that cannot be read stops no code of the helpdesk', async (t) => {
  const policies = 'write: { challenge: always, clearance: vouched }'
  const stage = await start(t, received, { policies })
  const sender = new Sender(stage.gate.port)
  const page = await sender.post('/form', { body: 'a=1' })
  const claim = claimIn(page.text) ?? ''
  const folder = join(stage.gate.folder, 'run/kept', claim.charAt(0))
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  const token = formTokenIn(page.text) ?? ''
  const body = new URLSearchParams({ token, 'paart-claim': claim, code: '1' }).toString()
  const told = await sender.post('/.paart/code', { body })
  t.match(told.text, '<input id="code"', 'it is looked at like any other')
})
