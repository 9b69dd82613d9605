import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassDesk, keyRing, parseKeyFile } from '../../src/client/index.ts'
import { startGate } from '../../src/control/index.ts'
import { configText } from '../../test/support/gate.ts'
import { BROWSER } from '../browser.ts'
import { argument, tellReady } from './program.ts'

/** One a connection, as if each were a person's: what one pass may do stays far away. */
const PASSES = 64

const PASS_SECONDS = 24 * 3600

/** A gate as it would be configured, but with limits that this load does not reach. */
const LAST_ROUTES = `
- { name: limited, path: /limited, policy: limited }
- { name: everything, policy: read }
`
const POLICIES = `
read:
  challenge: always
  limits:
    - { name: network, key: network, rate: 1000/s, burst: 1000000, over: challenge }
    - { name: pass, key: pass, rate: 1000/s, burst: 1000000, over: limit }
limited:
  challenge: never
  limits: [{ name: network, key: network, rate: 1/h, burst: 1, over: limit }]
`

/** All the load is of one address, which has a quarter of them: as many as the other servers open. */
const BACKEND = 'connections: 512'

const REST = `pass: { requestsMax: { worked: 1000000 }, keys: keys.json }`

async function issuePasses(keysFile: string): Promise<readonly string[]> {
  const ring = keyRing(parseKeyFile(readFileSync(keysFile, 'utf8')))
  const desk = new PassDesk(
    () => ring,
    () => false,
  )
  const nowSeconds = Math.floor(Date.now() / 1000)
  const tokens = Array.from({ length: PASSES }, () =>
    desk.issue({
      sites: ['site'],
      clearance: 'worked',
      provedAtSeconds: nowSeconds,
      nowSeconds,
      expiresAtSeconds: nowSeconds + PASS_SECONDS,
      tags: desk.tagsOf(BROWSER['User-Agent']),
    }),
  )
  return (await Promise.all(tokens)).map((token) => `paart=${token}`)
}

/** Others before them, which nobody asks for here. */
function otherRoutes(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `- { name: part-${i}, path: "/part-${i}/**", policy: read }\n`,
  ).join('')
}

const [backendPort, folder, workers] = [Number(argument(0)), argument(1), Number(argument(2))]
const text = configText({
  backendPort,
  workers,
  routes: otherRoutes(Number(argument(3))) + LAST_ROUTES,
  policies: POLICIES,
  backend: BACKEND,
  rest: REST,
})
const gate = await startGate(
  { text, file: 'bench.yaml', folder },
  { onNote: (line) => console.error(line) },
)
tellReady({ port: gate.port, passes: await issuePasses(join(folder, 'keys.json')) })
