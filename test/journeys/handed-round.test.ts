import { once } from 'node:events'
import { type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { request } from '../support/http.ts'
import { mintOld } from '../support/old-pass.ts'
import { NAVIGATION } from '../support/visitor.ts'

/** Fourteen of them are shared out; one is for whoever has none, one for holders of old passes alone. */
const MAX = 16

t.test('one old pass opens the reserve to its holder, not to all who show it', async (t) => {
  const slow: ServerResponse[] = []
  const backend = createServer(({ url }, response) => {
    if (url === '/slow') slow.push(response)
    else response.end('page')
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  t.teardown(() => {
    backend.closeAllConnections()
    backend.close()
  })
  const gate = await startClockedGate(
    t,
    `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends:
  app: { servers: ["http://127.0.0.1:${(backend.address() as AddressInfo).port}"], inFlightMax: ${MAX} }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: open }] }]
policies: { open: { challenge: never } }
`,
  )
  const ask = async (path: string, address: string, cookie = ''): Promise<number> => {
    const headers = { ...NAVIGATION, 'X-Forwarded-For': address, ...(cookie && { Cookie: cookie }) }
    return (await request(gate.port, { path, headers })).status
  }
  const under: Promise<number>[] = []
  const occupy = async (address: string, cookie = ''): Promise<void> => {
    const before = slow.length
    under.push(ask('/slow', address, cookie))
    await eventually('it is under way', () => slow.length > before)
  }
  const shared = await mintOld(gate)
  for (let i = 0; i < 5; i++) t.equal(await ask('/page', `${50 + i}.16.1.7`, shared), 200)
  for (let i = 0; i < MAX - 2; i++) await occupy(`${100 + i}.16.1.7`)
  await occupy('60.16.1.7', shared)
  t.equal(await ask('/page', '61.16.1.7', shared), 503, 'as anybody without a pass')
  t.equal(await ask('/page', '62.16.1.7', await mintOld(gate)), 200)
  for (const response of slow) response.end('slow')
  t.strictSame(new Set(await Promise.all(under)), new Set([200]))
})
