import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { startNextGate } from '../support/ring-gates.ts'
import { startUpgradable } from '../support/upgrading.ts'
import {
  codeTokenIn,
  NAVIGATION,
  anyProofFor,
  sendCode,
  sendProof,
  silentTokenIn,
} from '../support/visitor.ts'

// Programs start one after the other, on machines that are busy.
t.setTimeout(180_000)

const origin = await startOrigin()
t.teardown(origin.close)

await withPackages(t, ['redis-server'], async () => {
  t.test('whoever takes a gate over answers for what that one issued', async (t) => {
    const server = await startStoreServer(t)
    const text = configText({
      backendPort: origin.port,
      policies: 'open: { challenge: always }',
      rest: `store: { kind: valkey, urls: ["${server.url}"] }`,
    })
    const gate = await startUpgradable(t, text)
    const other = await startNextGate(t, text, gate)
    const answering = async (): Promise<string> =>
      server.say('PUBSUB', 'CHANNELS', 'paart:answer:*')
    await eventually('both hear', async () => (await answering()).startsWith('*2'))
    const before = await answering()
    const proof = await anyProofFor(await tokenAt(gate.port))
    const spent = await anyProofFor(await tokenAt(gate.port))
    t.equal((await sendProof(gate.port, spent)).status, 204)
    const [, code = ''] =
      /"code":"(\d{10})"/.exec((await gate.paart('pass', 'issue', '--json')).out) ?? []
    await gate.upgrade()
    await eventually('its successor hears, and no one else', async () => {
      const now = await answering()
      return now.startsWith('*2') && now !== before
    })
    await eventually('the other knows it', async () => {
      return /^paart_store_gates [23]$/m.test((await get(other.adminPort, '/metrics')).text)
    })
    t.equal((await sendProof(other.port, spent)).status, 409, 'used before')
    t.equal((await sendProof(other.port, proof)).status, 204)
    t.equal((await sendProof(gate.port, proof)).status, 409, 'used up at its successor')
    const page = await get(other.port, '/.paart/code', NAVIGATION)
    const typed = await sendCode(other.port, { token: codeTokenIn(page.text), code })
    t.equal(typed.status, 303)
  })
})

async function tokenAt(port: number): Promise<string> {
  return silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? ''
}
