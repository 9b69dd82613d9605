import { type Test } from 'tap'
import { PassDesk } from '../../src/client/index.ts'
import { type ClockedGate, startClockedGate } from './clocked-gate.ts'
import { type RawAnswer, request } from './http.ts'
import { NAVIGATION } from './visitor.ts'

/** What a client got: what was decided, or the application's answer. */
export type Met = 'pass' | 'challenge' | 'limit' | 'deny' | 'error'

/** A gate to which many networks come at once, by a clock that the test moves. */
export interface SwarmStage extends ClockedGate {
  /** Asks from an address, with a pass or without; the whole answer. */
  readonly load: (path: string, address: string, cookie?: string) => Promise<RawAnswer>
  /** The same, in one word. */
  readonly ask: (path: string, address: string, cookie?: string) => Promise<Met>
  /** A pass that somebody has earned just now, as a Cookie header has it. */
  readonly mint: () => Promise<string>
}

/** `search`: the words of the policy of `/search`, as a map. */
export async function startSwarmStage(
  t: Test,
  backendPort: number,
  search: string,
): Promise<SwarmStage> {
  const gate = await startClockedGate(
    t,
    `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${backendPort}"] } }
sites:
  - { name: site, hosts: ["*"], backend: app, routes: [{ name: search, policy: search }] }
policies:
  search: ${search}
`,
  )
  const load = (path: string, address: string, cookie = ''): Promise<RawAnswer> =>
    request(gate.port, {
      path,
      headers: { ...NAVIGATION, 'X-Forwarded-For': address, ...(cookie && { Cookie: cookie }) },
    })
  const desk = new PassDesk(
    () => gate.ring,
    () => false,
  )
  return {
    ...gate,
    load,
    ask: async (path, address, cookie) => metBy(await load(path, address, cookie)),
    async mint() {
      const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
      const token = await desk.issue({
        sites: ['site'],
        clearance: 'worked',
        provedAtSeconds: nowSeconds,
        nowSeconds,
        expiresAtSeconds: nowSeconds + 24 * 3600,
        tags: desk.tagsOf(NAVIGATION['User-Agent']),
      })
      return `paart=${token}`
    },
  }
}

function metBy({ headers, status }: RawAnswer): Met {
  const said = headers.get('paart-decision')
  if (said === undefined) return status === 200 ? 'pass' : 'error'
  return said === 'challenge' || said === 'limit' || said === 'deny' ? said : 'error'
}
