import { compileNetworks } from '../../src/client/index.ts'
import {
  type ClosedFor,
  type Listen,
  type ListenLimits,
  type Snapshot,
} from '../../src/model/index.ts'
import { Claimants } from '../../src/proxy/bounds/claimants.ts'
import { Connections } from '../../src/proxy/arrival/connections.ts'
import { Deadlines } from '../../src/proxy/bounds/deadlines.ts'
import { type ListenTools } from '../../src/proxy/arrival/listen.ts'
import { smallLimits } from './small-limits.ts'

/** The first of a configuration. */
export function onlyListen({ listen: [listen] }: Pick<Snapshot, 'listen'>): Listen {
  if (listen === undefined) throw new Error('nothing to listen at')
  return listen
}

/** So generous that a test meets only what it sets itself. */
const LIMITS: ListenLimits = {
  headerTimeoutMs: 30_000,
  idleTimeoutMs: 65_000,
  bodyMinRate: 500,
  headerBytesMax: 65_536,
  connectionsMax: 1_000,
  connectionsPerNetworkMax: 1_000,
}

/** The usual networks, and no crowds. */
const SETTINGS = { networkBits: { v4: 24, v6: 56 }, crowds: compileNetworks([]) }

/** What a listening server needs, without the gate behind it. */
export function listenTools(
  options: {
    readonly limits?: Partial<ListenLimits>
    readonly openMax?: number
    readonly trusted?: readonly string[]
    readonly proxyProtocol?: boolean
    readonly inFlight?: () => number
    readonly onClosed?: (why: ClosedFor) => void
    /** The steady clock of deadlines. */
    readonly nowMs?: () => number
  } = {},
): ListenTools {
  const limits = { ...LIMITS, ...options.limits }
  const deadlines = new Deadlines(options.nowMs ?? (() => performance.now()))
  const trusted = compileNetworks(options.trusted ?? [])
  const { gauges, hashOf } = smallLimits()
  const claimants = new Claimants(hashOf)
  const connections = new Connections({
    listen: {
      address: { kind: 'tcp', host: '127.0.0.1', port: 0 },
      mode: null,
      group: null,
      proxyProtocol: options.proxyProtocol ?? false,
      subrequests: false,
      limits,
    },
    place: 0,
    openMax: options.openMax ?? 1_000,
    gauges,
    claimantOf: (address) => claimants.connected(address, SETTINGS),
    deadlines,
    trusted: () => trusted,
    inFlight: options.inFlight ?? (() => 0),
    onClosed: options.onClosed ?? (() => undefined),
  })
  return { limits, connections, deadlines }
}
