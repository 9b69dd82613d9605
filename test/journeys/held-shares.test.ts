import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { openConnection, request } from '../support/http.ts'
import { NAVIGATION, slowTokenIn } from '../support/visitor.ts'

const MAX = 16

/** The slow door holds for longer than any test, and earns nobody too many passes. */
const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.1]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
doors:
  slow:
    wait: 30s
    heldMax: ${MAX}
    heldPerNetworkMax: ${MAX}
    passesPerNetwork: { rate: 1000/min, burst: 1000 }
backends: { app: { servers: ["http://127.0.0.1:1"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always } }
`

t.test(
  'one network leaves held answers for others, and a swarm one for each newcomer',
  async (t) => {
    const { port, limits } = await startClockedGate(t, CONFIG)
    const heldTotal = (): number => limits.gauges.heldTotal()

    /** Presses the button behind a front proxy as somebody of this address; whether the answer is held. */
    async function press(address: string): Promise<boolean> {
      const from = { 'X-Forwarded-For': address }
      const page = await request(port, { path: '/', headers: { ...NAVIGATION, ...from } })
      const form = `token=${encodeURIComponent(slowTokenIn(page.text) ?? '')}`
      const { send, socket, close, receive } = await openConnection(port)
      t.teardown(close)
      const before = heldTotal()
      let isTold = false
      receive().then(
        () => (isTold = true),
        () => undefined,
      )
      const fields = Object.entries({ ...NAVIGATION, ...from, 'Sec-Fetch-Site': 'same-origin' })
      const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      send(
        `POST /.paart/wait HTTP/1.1\r\nHost: a\r\n${head}Content-Length: ${form.length}\r\n\r\n${form}`,
      )
      await eventually('it is decided', () => isTold || socket.closed || heldTotal() > before)
      return heldTotal() > before
    }

    const countOf = async (addresses: readonly string[]): Promise<number> => {
      let held = 0
      for (const address of addresses) if (await press(address)) held++
      return held
    }
    const near = Array.from({ length: MAX }, (_, i) => `198.51.100.${1 + i}`)
    t.equal(await countOf(near), 7, '7/16')
    const others = Array.from({ length: MAX }, (_, i) => `203.${i}.113.9`)
    t.equal(await countOf(others), 8, 'the last place is for who has been here for long')
    t.equal(heldTotal(), MAX - 1)
  },
)
