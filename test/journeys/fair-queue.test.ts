import { once } from 'node:events'
import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { openConnection, request, reset } from '../support/http.ts'

interface Stage {
  readonly gate: ClockedGate
  /** What the backend has been asked and has not answered, in its order. */
  readonly asked: { readonly path: string; readonly response: ServerResponse }[]
}

/** A gate with two connections to a backend that answers when the test says so. */
async function start(t: Test): Promise<Stage> {
  const asked: Stage['asked'] = []
  const backend = createServer((request, response) => {
    asked.push({ path: request.url ?? '', response })
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => {
    backend.closeAllConnections()
    backend.close()
  })
  const { port } = backend.address() as AddressInfo
  const gate = await startClockedGate(
    t,
    `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${port}"], connections: 2 } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`,
  )
  return { gate, asked }
}

const ask = ({ gate }: Stage, path: string, address: string) =>
  request(gate.port, { path, headers: { 'X-Forwarded-For': address } })

t.test('many requests of one network hold up each other, not those of another', async (t) => {
  const stage = await start(t)
  const { asked, gate } = stage
  const flood = Array.from({ length: 50 }, (_, i) => ask(stage, `/flood-${i}`, '198.51.100.7'))
  await eventually('they have all connections', () => asked.length === 2)
  await eventually('the others are there too', () => gate.limits.gauges.backendTotal(0) === 50)
  const page = ask(stage, '/page', '203.0.113.9')
  await eventually('so is the page', () => gate.limits.gauges.backendTotal(0) === 51)
  asked.shift()?.response.end()
  await eventually('the next one is asked', () => asked.length === 2)
  t.equal(asked[1]?.path, '/page')
  asked.pop()?.response.end()
  t.equal((await page).status, 200)
  // All others come in their order, and none is lost.
  for (let left = 49; left > 0; left--) {
    await eventually('somebody is there', () => asked.length > 0)
    asked.shift()?.response.end()
  }
  const statuses = new Set((await Promise.all(flood)).map(({ status }) => status))
  t.same([...statuses], [200])
  t.equal(gate.limits.gauges.backendTotal(0), 0)
})

t.test('who leaves while it waits gives up its place at once', async (t) => {
  const stage = await start(t)
  const { asked, gate } = stage
  const held = [ask(stage, '/1', '198.51.100.7'), ask(stage, '/2', '198.51.100.7')]
  await eventually('they have all connections', () => asked.length === 2)
  const leaving = await openConnection(gate.port)
  leaving.send('GET /gone HTTP/1.1\r\nHost: a.test\r\n\r\n')
  await eventually('it waits', () => gate.limits.gauges.backendTotal(0) === 3)
  reset(leaving.socket)
  await eventually('it waits no longer', () => gate.limits.gauges.backendTotal(0) === 2)
  for (const { response } of asked) response.end()
  await Promise.all(held)
  t.notOk(asked.some(({ path }) => path === '/gone'))
})
