import { type Sender } from '../bounds/own-rates.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { knownPass } from '../reading/identify.ts'

/** No request comes so far without an address. */
const NOBODY: Sender = { addressKey: '', network: '' }

/**
 * As whom somebody counts for what the gate itself serves: by his address, in his network. In a crowd each address
 * is a network, and so is each pass that this worker has seen before: nothing is verified for it.
 */
export function senderOf(exchange: Exchange, gate: Gate): Sender {
  const { client, snapshot } = exchange
  if (client === null || !snapshot.crowds.has(client.address)) return client ?? NOBODY
  const own = knownPass(exchange, gate)?.id ?? client.addressKey
  return { addressKey: own, network: own }
}
