import { type IncomingMessage } from 'node:http'
import { type Keeper } from '../../kept/index.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type RawHeaders, hopByHop } from '../headers.ts'
import { callGate } from './call.ts'
import { digestOf, HOP_FIELD, spellHop } from './hop.ts'

/** Gates that share a folder are as good as each other; more of them are not tried. */
const TRIED_MAX = 2

export interface Handed {
  readonly method: string
  readonly target: string
  readonly fields: RawHeaders
  readonly body: Buffer
  readonly headMs: number
}

/** Hands a request on to whoever keeps a form, in its client's name; null where nobody of them answers. */
export async function handTo(
  keepers: readonly Keeper[],
  handed: Handed,
  exchange: Exchange,
  { gate, signal }: { readonly gate: Gate; readonly signal: AbortSignal },
): Promise<IncomingMessage | null> {
  for (const { mark, at } of keepers.slice(0, TRIED_MAX)) {
    if (at === null || exchange.isGone || signal.aborted) continue
    const fields = [...handed.fields, HOP_FIELD, hopFor(mark, handed, exchange, gate)]
    try {
      return await callGate({ ...handed, at, fields }, signal)
    } catch {
      // It is down, or has just ended: what it was asked does the same when it is asked again.
    }
  }
  return null
}

function hopFor(
  to: string,
  { method, target, body }: Handed,
  { client, scheme, header }: Exchange,
  gate: Gate,
): string {
  if (client === null) throw new TypeError('nobody asks')
  const { address, peer } = client
  const said = { to, atMs: gate.clock.wallMs(), address, peer, scheme, digest: digestOf(body) }
  return spellHop(gate.keys(), said, { method, target, host: header('host') ?? '' })
}

/** What makes a request one: not even its own Connection field takes that away. */
const ESSENTIAL: ReadonlySet<string> = new Set(['host', 'content-length'])

/** Without those of one connection, and those that speak in a gate's name: nobody outside is believed. */
export function handedFields(raw: RawHeaders, { fieldNames }: Gate): string[] {
  const hops = hopByHop(raw)
  const fields: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const { lower, folded } = fieldNames.read(raw[i] ?? '')
    const isDropped = hops.has(lower) || lower === 'expect' || folded.startsWith('paart-')
    if (isDropped && !ESSENTIAL.has(lower)) continue
    fields.push(raw[i] ?? '', raw[i + 1] ?? '')
  }
  return fields
}
