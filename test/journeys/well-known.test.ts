import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { openConnection, request } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION } from '../support/visitor.ts'

const origin = await startOrigin({
  respond: ({ target }) => {
    const status = target === '/security.txt' ? '404 Not Found' : '200 OK'
    return Buffer.from(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`)
  },
})
const gate = await startTestGate({
  backendPort: origin.port,
  site: 'caseInsensitivePaths: true',
  routes: `
- { name: closed, path: /.well-known/security.txt, policy: closed }
- { name: room, path: /security.txt, policy: always, waitingRoom: { activeMax: 1 } }
- { name: everything, policy: always }`,
  policies: `
closed: { challenge: always, rules: [{ name: taken back, when: { path: "/**" }, then: challenge }] }
always:
  challenge: always
  limits: [{ name: machines, key: network, rate: 1/min, burst: 1, over: challenge }]
  rules: [{ name: tool, when: { header: { user-agent: "*sqlmap*" } }, then: deny }]`,
  rest: 'trustedProxies: [127.0.0.0/8]',
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

const TOKEN = '/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0'

async function statusOf(path: string, method = 'GET', headers = {}): Promise<number> {
  return (await request(gate.port, { path, method, headers })).status
}

t.test('what everybody may read is read without the check', async (t) => {
  const paths = ['/robots.txt', '/favicon.ico', '/.well-known/change-password', TOKEN]
  for (let round = 0; round < 3; round++) {
    for (const path of paths) {
      for (const method of ['GET', 'HEAD']) t.equal(await statusOf(path, method), 200, path)
      t.equal(await statusOf(path, 'GET', NAVIGATION), 200, `${path} in a tab`)
    }
    t.equal(await statusOf('/security.txt'), 404, 'it is the application that has none')
  }
  for (const path of ['/', '/robots.txt?s=all', '/Robots.txt', '/%72obots.txt', '//robots.txt']) {
    t.equal(await statusOf(path), 403, path)
  }
  t.equal(await statusOf('/robots.txt', 'POST'), 403)
  t.equal(await statusOf('/.well-known/acme-challenge/a/../../../page'), 403)
  const targets = new Set(origin.requests.map(({ target }) => target))
  t.strictSame([...targets].toSorted(), [...paths, '/security.txt'].toSorted())
})

t.test('a rule takes it back, by the check or by a refusal', async (t) => {
  const taken = await request(gate.port, { path: '/.well-known/security.txt' })
  t.match([taken.status, taken.headers.get('paart-decision')], [403, 'challenge'])
  const denied = await request(gate.port, {
    path: '/robots.txt',
    headers: { 'User-Agent': 'sqlmap/1.8' },
  })
  t.match([denied.status, denied.headers.get('paart-decision')], [403, 'deny'])
})

t.test('each network has a bound of its own, which the log names', async (t) => {
  const from = async (address: string, count: number): Promise<number[]> => {
    const connection = await openConnection(gate.port)
    const statuses: number[] = []
    for (let i = 0; i < count && statuses.at(-1) !== 429; i++) {
      const headers = { 'X-Forwarded-For': address }
      const path = i % 2 === 0 ? '/robots.txt' : TOKEN
      statuses.push((await request(connection, { path, headers })).status)
    }
    connection.close()
    return statuses
  }
  const one = await from('203.0.113.1', 2_000)
  t.equal(one.at(-1), 429)
  t.ok(one.length > 240, `after ${one.length}`)
  t.equal((await from('203.0.113.2', 1)).at(-1), 429, 'its neighbours share it')
  t.equal((await from('203.0.114.1', 1)).at(-1), 200, 'others do not')
  const file = join(gate.folder, 'access.log')
  const reasons = async (): Promise<unknown[]> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the gate writes them
    (await linesOf(file, 1)).map((line) => (JSON.parse(line) as { reason: string }).reason)
  await eventually('it is logged', async () => (await reasons()).includes('limit: well-known'))
  t.ok((await reasons()).includes('policy: well-known'))
})

t.test('nobody noticed anything', (t) => {
  t.strictSame(
    gate.notes.filter((note) => !note.includes('names no client')),
    [],
  )
  t.end()
})
