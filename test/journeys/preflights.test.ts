import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { type RawAnswer, get, openConnection, request } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { NAVIGATION } from '../support/visitor.ts'

const SECRET = 'nobody may read this'

/** How the application answers, whatever the method: as most do. */
let page: { readonly status?: number; readonly body?: string; readonly ends?: 'never' | 'broken' } =
  {}

const application = createServer((asked, answer) => {
  asked.resume()
  const { status = 200, body = SECRET, ends } = page
  answer.statusCode = status
  answer.setHeader('Access-Control-Allow-Origin', 'https://other.lu')
  answer.setHeader('Access-Control-Allow-Methods', 'PUT')
  answer.setHeader('X-Method', asked.method ?? '')
  if (asked.url?.startsWith('/chunks') !== true && status !== 204) {
    answer.setHeader('Content-Length', Buffer.byteLength(body) + (ends === undefined ? 0 : 1))
  }
  if (status === 204) answer.end()
  else if (ends === undefined) answer.end(body)
  else answer.write(body, () => ends === 'broken' && answer.destroy())
}).listen(0, '127.0.0.1')
await once(application, 'listening')
const { port: backendPort } = application.address() as AddressInfo

const gate = await startTestGate({
  backendPort,
  backend: 'connections: 2',
  routes: `
- { name: files, path: "/files/**", policy: open }
- { name: denied, path: "/denied/**", policy: denied }
- { name: limited, path: "/limited/**", policy: limited }
- { name: everything, policy: always }`,
  policies: `
open: { challenge: never }
denied: { challenge: always, rules: [{ name: closed, when: { method: OPTIONS }, then: deny }] }
limited: { challenge: always, limits: [{ name: few, key: site, rate: 1/min, burst: 1, over: limit }] }
always: { challenge: always }`,
  rest: 'trustedProxies: [127.0.0.0/8]',
})
t.teardown(async () => {
  await gate.stop(0)
  application.closeAllConnections()
  application.close()
})

const PREFLIGHT = { Origin: 'https://other.lu', 'Access-Control-Request-Method': 'PUT' }

/** Each from an address of its own, unless it says which. */
let sent = 0
function ask(
  path: string,
  headers: Readonly<Record<string, string>> = PREFLIGHT,
  rest: { readonly method?: string; readonly body?: string } = {},
): Promise<RawAnswer> {
  const address = `198.51.${Math.floor(sent / 200)}.${1 + (sent % 200)}`
  sent++
  const from = { 'X-Forwarded-For': address }
  return request(gate.port, { method: 'OPTIONS', path, headers: { ...from, ...headers }, ...rest })
}

/** Holds a preflight's answer to what its sender is owed: the fields, and nothing that stands on the page. */
function isBare({ status, headers, text, complete }: RawAnswer, want = 200): boolean {
  const isFramed = headers.get('content-length') === '0' && !headers.has('transfer-encoding')
  const hasFields = headers.get('access-control-allow-origin') === 'https://other.lu'
  return status === want && complete && text === '' && isFramed && hasFields
}

t.test('a preflight gets the fields of the answer, and nothing of the page', async (t) => {
  for (const body of [SECRET, '', SECRET.repeat(50_000)]) {
    for (const path of ['/page', '/chunks']) {
      page = { body }
      t.ok(isBare(await ask(path)), `${body.length} bytes at ${path}`)
    }
  }
  page = { status: 404 }
  t.ok(isBare(await ask('/page'), 404))
  page = { status: 204 }
  const none = await ask('/page')
  t.match([none.status, none.headers.has('content-length')], [204, false], 'RFC 9110 section 8.6')
  page = {}
  t.equal((await ask('/page', { ...PREFLIGHT, 'Content-Length': '0' })).status, 200)
})

t.test('what comes behind it on its connection is answered as it should be', async (t) => {
  page = { body: SECRET.repeat(50_000) }
  const connection = await openConnection(gate.port)
  t.teardown(() => connection.close())
  for (let i = 0; i < 5; i++) {
    t.ok(isBare(await request(connection, { method: 'OPTIONS', path: '/', headers: PREFLIGHT })))
    const file = await get(connection, '/files/a')
    t.equal(file.text.length, SECRET.length * 50_000)
  }
  const old = await openConnection(gate.port)
  t.teardown(() => old.close())
  old.send(
    'OPTIONS / HTTP/1.0\r\nHost: a\r\nOrigin: https://other.lu\r\nAccess-Control-Request-Method: PUT\r\n\r\n',
  )
  t.ok(isBare(await old.receive()), 'in HTTP/1.0 too')
})

t.test('a page that never ends, or breaks off, keeps neither client nor connection', async (t) => {
  for (const ends of ['never', 'broken'] as const) {
    page = { ends }
    const connection = await openConnection(gate.port)
    for (let i = 0; i < 5; i++) {
      const answer = await request(connection, { method: 'OPTIONS', path: '/', headers: PREFLIGHT })
      t.ok(isBare(answer), `${ends}, ${i}`)
    }
    connection.close()
  }
  page = {}
  t.equal((await get(gate.port, '/files/a')).text, SECRET, 'there is one for everybody else')
  await eventually('the application has been let go', async () => {
    const open = await new Promise<number>((resolve) => {
      application.getConnections((_error, count) => resolve(count))
    })
    return open <= 2
  })
})

t.test('everything else with that method is judged like any request', async (t) => {
  page = {}
  const { Origin, 'Access-Control-Request-Method': asks } = PREFLIGHT
  const cases: Record<string, Readonly<Record<string, string>>> = {
    'no Origin': { 'Access-Control-Request-Method': asks },
    'no question': { Origin },
    neither: {},
    'a cookie': { ...PREFLIGHT, Cookie: 'JSESSIONID=1' },
    'a cookie without anything in it': { ...PREFLIGHT, Cookie: '' },
    chunks: { ...PREFLIGHT, 'Transfer-Encoding': 'chunked' },
  }
  for (const name of ['HTTP-Method-Override', 'HTTP-Method', 'Method-Override']) {
    cases[`X-${name}`] = { ...PREFLIGHT, [`X-${name}`]: 'GET' }
    const spelt = `X-${name}`.toUpperCase()
    cases[spelt.replaceAll('-', '_')] = { ...PREFLIGHT, [spelt.replaceAll('-', '_')]: 'GET' }
    const mixed = `x_${name.replace('-', '_')}`
    cases[mixed] = { ...PREFLIGHT, [mixed]: 'GET' }
    const end = `x-${name.toLowerCase()}`.replace(/-([a-z]+)$/, '_$1')
    cases[end] = { ...PREFLIGHT, [end]: 'GET' }
  }
  for (const [name, headers] of Object.entries(cases)) {
    const body = name === 'chunks' ? { body: '0\r\n\r\n' } : {}
    const answer = await ask('/page', headers, body)
    t.match([answer.status, answer.headers.get('paart-decision')], [403, 'challenge'], name)
    t.notMatch(answer.text, SECRET)
  }
  const withBody = await ask('/page', PREFLIGHT, { body: 'a=b' })
  t.equal(withBody.status, 403, 'a body')
  const dressed = await ask('/page', { ...NAVIGATION, ...PREFLIGHT }, { method: 'GET' })
  t.equal(dressed.status, 403, 'a GET dressed as one')
})

t.test(
  'what programs ask with that method is answered whole where nothing is checked',
  async (t) => {
    page = {}
    const answer = await ask('/files/a', { 'User-Agent': 'davfs2/1.7.0' })
    t.match([answer.status, answer.text, answer.headers.get('x-method')], [200, SECRET, 'OPTIONS'])
  },
)

t.test('rules and limits hold for preflights', async (t) => {
  page = {}
  const denied = await ask('/denied/a')
  t.match([denied.status, denied.headers.get('paart-decision')], [403, 'deny'])
  t.equal((await ask('/limited/a')).status, 200)
  const limited = await ask('/limited/a')
  t.match([limited.status, limited.headers.get('paart-decision')], [429, 'limit'])
})

t.test(
  'one address asks so often unchecked, and so does a network; nobody else notices',
  async (t) => {
    page = {}
    const from = async (address: string, count: number): Promise<readonly number[]> => {
      const connection = await openConnection(gate.port)
      const statuses: number[] = []
      for (let i = 0; i < count; i++) {
        const headers = { ...PREFLIGHT, 'X-Forwarded-For': address }
        const answer = await request(connection, { method: 'OPTIONS', path: '/page', headers })
        statuses.push(answer.status)
        if (answer.status !== 429) continue
        t.match(answer.headers.get('retry-after'), /^[1-9]\d*$/)
        t.match(answer.headers.get('content-type'), 'application/problem+json')
        recorded = answer.headers.get('paart-reference') ?? ''
        break
      }
      connection.close()
      return statuses
    }
    let recorded = ''
    const one = await from('203.0.113.1', 2_000)
    t.equal(one.at(-1), 429, 'it is stopped')
    t.ok(one.length > 100, `after ${one.length}, which no page needs`)
    t.equal((await from('203.0.113.2', 1)).at(-1), 200, 'its neighbour is not')
    t.equal((await from('203.0.114.1', 1)).at(-1), 200)
    const reference = recorded
    const file = join(gate.folder, 'access.log')
    await eventually('it is logged', async () =>
      (await linesOf(file, 1)).some((line) => line.includes(reference)),
    )
    const line = (await linesOf(file, 1)).find((text) => text.includes(reference)) ?? '{}'
    t.match(JSON.parse(line), { decision: 'limit', reason: 'limit: preflights', status: 429 })
    await eventually('it is counted', async () => {
      const { text } = await request(gate.adminPort, { path: '/metrics' })
      return /paart_limit_hits_total\{policy="[^"]*",limit="preflights"\} [1-9]/.test(text)
    })
    let last = 200
    for (let host = 3; host < 60 && last === 200; host++) {
      last = (await from(`203.0.113.${host}`, 100)).at(-1) ?? 0
    }
    t.equal(last, 429, 'nor does a network ask for ever')
    t.equal((await from('203.0.114.1', 1)).at(-1), 200)
  },
)
