import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startSentinels } from '../support/applications/sentinels.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get, request } from '../support/http.ts'
import { startLoad } from '../support/load.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startTwoGates } from '../support/ring-gates.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const LIMIT = '{ name: address, key: address, rate: 6/h, burst: 6, over: limit }'

async function metric(gate: FileGate, name: string): Promise<number> {
  const { text } = await get(gate.adminPort, '/metrics')
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN)
}

async function take(gate: FileGate, client: string, count: number): Promise<readonly number[]> {
  const all: number[] = []
  for (let i = 0; i < count; i++) {
    const headers = { 'X-Forwarded-For': client }
    all.push((await request(gate.port, { path: '/few', headers })).status)
  }
  return all
}

void withPackages(t, ['redis-server'], async () => {
  t.test(
    'a primary that is killed under load: its replica is found, no request fails',
    async (t) => {
      const { primary, replica, port } = await startSentinels(t)
      const text = configText({
        backendPort: origin.port,
        routes: '- { name: few, path: /few, policy: few }\n- { name: everything, policy: open }',
        policies: `few: { challenge: never, limits: [${LIMIT}] }\nopen: { challenge: never }`,
        rest: `trustedProxies: [127.0.0.1]\nstore: { kind: valkey, urls: ["redis://127.0.0.1:${port}"], sentinel: gates }`,
      })
      const [a, b] = await startTwoGates(t, text)
      const areBoth = (name: string, wanted: number): Promise<void> =>
        eventually(`${name} is ${wanted} at both`, async () =>
          (await Promise.all([a, b].map((gate) => metric(gate, name)))).every(
            (value) => value === wanted,
          ),
        )
      await areBoth('paart_store_gates', 2)
      const loads = [a, b].map((gate) => startLoad(t, { port: gate.port, fresh: 3, keeping: 3 }))
      await primary.kill()
      await areBoth('paart_store_up', 0)
      await areBoth('paart_store_up', 1)
      t.match(await replica.say('ROLE'), /master/)
      const told = await metric(b, 'paart_store_keys_total')
      t.strictSame(await take(a, '203.0.113.7', 7), [200, 200, 200, 200, 200, 200, 429])
      await eventually('a has told', async () => /:limit:/.test(await replica.say('KEYS', '*')))
      await take(b, '203.0.113.7', 2)
      await eventually('b has', async () => (await metric(b, 'paart_store_keys_total')) > told)
      t.strictSame(await take(b, '203.0.113.7', 1), [429], 'limits are shared again')
      for (const load of loads) {
        await eventually('many were answered', () => load.answered() > 100)
        await load.stop()
        t.ok(load.answered() > 100)
        t.strictSame(load.failures, [])
      }
    },
  )
})
