import { ringLines } from './ring-look.ts'
import { type StoreStatus } from './store-watch.ts'

function gatesText(gates: number): string {
  const others = Math.max(0, gates - 1)
  if (others === 0) return 'no other gate asks it'
  return others === 1 ? 'one other gate asks it' : `${others} other gates ask it`
}

/** For people: a line, and the gates that ask the store. */
export function storeText(status: StoreStatus): string {
  if (status.kind === 'memory') return 'store: memory, this gate counts alone'
  const { degraded, since, fault, alone, peers, ring } = status
  const now = degraded
    ? `degraded since ${since}: ${fault ?? ''}; limits count at this gate alone`
    : `valkey, serves since ${since}; ${gatesText(peers.length)}`
  const rows = peers.map(
    (peer) => `\n  ${peer.name} ${peer.id}, ${peer.version}, up since ${peer.since}`,
  )
  const why = alone === null ? '' : `\n  no other gate can be asked anything: ${alone}`
  return `store: ${now}${why}${rows.join('')}\n${ringLines(ring)}`
}
