import { startGate } from '../../src/control/index.ts'
import { configText } from '../../test/support/gate.ts'
import { argument, tellReady } from '../servers/program.ts'

/** One gate of several, in a folder that holds the key file of them all. */

const ROUTES = `
- { name: limited, path: /limited, policy: limited }
- { name: everything, policy: read }
`
/** Three limits, as the example has them; nothing of this load reaches them but on one path. */
const POLICIES = `
read:
  challenge: never
  limits:
    - { name: address, key: address, rate: 1000/s, burst: 1000000, over: limit }
    - { name: network, key: network, rate: 1000/s, burst: 1000000, over: limit }
    - { name: route, key: [network, route], rate: 1000/s, burst: 1000000, over: limit }
limited:
  challenge: never
  limits: [{ name: network, key: network, rate: 10/s, burst: 20, over: limit }]
`

const [backendPort, folder, store] = [Number(argument(0)), argument(1), argument(2)]
const rest = `pass: { keys: keys.json }
store: ${storeText()}
`

/** `memory`, the path of a server's socket, or the port of a Sentinel. */
function storeText(): string {
  if (store === 'memory') return '{ kind: memory }'
  if (store.startsWith('/')) return `{ kind: valkey, urls: ["unix:${store}"] }`
  return `{ kind: valkey, urls: ["redis://127.0.0.1:${store}"], sentinel: gates }`
}

const text = configText({ backendPort, routes: ROUTES, policies: POLICIES, rest })
const gate = await startGate(
  { text, file: 'bench.yaml', folder },
  { onNote: (line) => console.error(line) },
)
tellReady({ port: gate.port, adminPort: gate.adminPort, passes: [] })
