import { type ValkeySettings } from '../../model/index.ts'
import { type Connection, type OpenConnection, openConnection } from '../connection.ts'
import { silence } from '../faults.ts'
import { openPrimary } from '../primary.ts'
import { ringFacts } from './ring-facts.ts'
import { type RingSecret } from './ring-secret.ts'
import { type Fact, seal, unseal } from '../seal.ts'
import { ValkeyEngine } from '../valkey.ts'

/** A gate that starts waits so long for the ring at most, and starts without it then. */
export const VISIT_MS = 3_000

export interface RingVisit {
  readonly settings: ValkeySettings
  readonly secret: RingSecret
  /** What a gate without keys would begin a ring with; null: it has keys. */
  readonly own: Fact | null
  /** For tests; default: real connections. */
  readonly open?: OpenConnection
  readonly forMs?: number
}

/**
 * What a gate that is about to start hears of the ring: all that the store has of it, and where that is nothing, the key
 * of whoever asked first.
 *
 * @throws StoreFault where the store does not say it in time.
 */
export async function visitRing(visit: RingVisit): Promise<readonly Fact[]> {
  const { settings, open = openConnection, forMs = VISIT_MS } = visit
  const { promise: late, reject } = Promise.withResolvers<never>()
  const over = new AbortController()
  const timer = setTimeout(() => {
    over.abort()
    reject(silence(forMs))
  }, forMs)
  let connection: Connection | null = null
  const asking = (async () => {
    connection = await openPrimary(settings, open)
    if (over.signal.aborted) connection.end()
    return hear(connection, visit)
  })()
  try {
    return await Promise.race([asking, late])
  } finally {
    clearTimeout(timer)
    over.abort()
    // Whichever of the two was late has nobody to tell.
    asking.catch(() => undefined)
    end(connection)
  }
}

function end(connection: Connection | null): void {
  connection?.end()
}

async function hear(
  connection: Connection,
  { settings, secret, own }: RingVisit,
): Promise<readonly Fact[]> {
  // Its deadline is that of the whole visit.
  const link = { ask: (command: readonly string[]) => connection.ask(command) }
  const engine = new ValkeyEngine(link, { ...settings, gate: '' })
  const heard: Fact[] = []
  await ringFacts(engine, { all: () => [], adopt: (facts) => heard.push(...facts) }).round(
    secret.facts,
  )
  if (heard.length > 0) return heard
  if (own === null) return []
  const first = unseal(await engine.first(secret.id, seal(own, secret.facts)), secret.facts)
  // What somebody else has put there is nobody's key: then this gate begins with its own.
  return [first?.fact ?? own]
}
