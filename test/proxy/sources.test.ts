import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
const policies = `
open:
  challenge: never
  rules:
    - { name: signed, when: { header: { x-ssl-client-verify: SUCCESS } }, then: { mark: signed } }
    - { name: told, when: { expression: 'header("X-SSL-Client-Verify") == "SUCCESS"' }, then: { mark: told } }`
const gateTrusting = (network: string) =>
  startTestGate({
    backendPort: origin.port,
    policies,
    rest: `trustedProxies: [127.0.0.9, { network: ${network}, fields: [X-SSL-Client-Verify] }]`,
  })
const [before, beside] = [await gateTrusting('127.0.0.1'), await gateTrusting('10.0.0.1')]
t.teardown(async () => {
  await Promise.all([before.stop(), beside.stop()])
  await origin.close()
})

async function clientField(port: number): Promise<string | undefined> {
  const headers = { Host: 'a.lu', 'X-SSL-Client-Verify': 'SUCCESS' }
  await request(port, { path: '/', headers })
  return origin.requests.at(-1)?.headers.get('paart-client')
}

t.test('a rule reads a field of a proxy from that proxy', async (t) => {
  t.equal(await clientField(before.port), 'pass=none; score=0; mark=signed; mark=told')
})

t.test('and never what somebody else wrote in its place', async (t) => {
  t.equal(await clientField(beside.port), 'pass=none; score=0')
})
