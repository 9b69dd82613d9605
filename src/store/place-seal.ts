import { createHmac } from 'node:crypto'
import { orderOf, type PlaceRecord } from '../limits/index.ts'
import { type SealedPlace } from './engine.ts'
import { type FactKeys, sealBytes, unsealBytes } from './seal.ts'

/** Of a record as it is sealed: nine words, and whether its holder is gone. */
const RECORD_BYTES = 37

const NAME_BYTES = 16

/** What a waiting room is called in the store: by another ring it is another room. */
export function roomNameOf(name: string, names: Uint8Array): string {
  return digestOf(Buffer.from(`room\0${name}`), names)
}

/** What gates tell of somebody, for the room of that name alone; but for how long it counts. */
export function sealPlaceRecord(
  record: PlaceRecord,
  room: string,
  keys: FactKeys,
): Pick<SealedPlace, 'name' | 'order' | 'sealed'> {
  const { ticket, who, stage, seen, isGone } = record
  const bytes = Buffer.alloc(RECORD_BYTES)
  bytes.writeInt32BE(ticket.idLow, 0)
  bytes.writeInt32BE(ticket.idHigh, 4)
  bytes.writeUInt32BE(ticket.joined, 8)
  bytes.writeUInt32BE(ticket.number, 12)
  bytes.writeUInt32BE(stage, 16)
  bytes.writeUInt32BE(seen, 20)
  bytes.writeInt32BE(who.network, 24)
  bytes.writeInt32BE(who.wider, 28)
  bytes.writeInt32BE(who.provider, 32)
  bytes.writeUInt8(isGone ? 1 : 0, 36)
  const name = digestOf(
    Buffer.concat([Buffer.from(`place\0${room}\0`), bytes.subarray(0, 8)]),
    keys.names,
  )
  return { name, order: orderOf(record), sealed: sealBytes(bytes, keys, room) }
}

/** Null for what no gate of the ring has told of that room. */
export function openPlaceRecord(sealed: string, room: string, keys: FactKeys): PlaceRecord | null {
  const bytes = unsealBytes(sealed, keys, room)?.bytes
  if (bytes?.length !== RECORD_BYTES) return null
  return {
    ticket: {
      idLow: bytes.readInt32BE(0),
      idHigh: bytes.readInt32BE(4),
      joined: bytes.readUInt32BE(8),
      number: bytes.readUInt32BE(12),
    },
    stage: bytes.readUInt32BE(16),
    seen: bytes.readUInt32BE(20),
    who: {
      network: bytes.readInt32BE(24),
      wider: bytes.readInt32BE(28),
      provider: bytes.readInt32BE(32),
    },
    isGone: bytes.readUInt8(36) === 1,
  }
}

function digestOf(bytes: Uint8Array, names: Uint8Array): string {
  const digest = createHmac('sha256', names).update(bytes).digest()
  return digest.subarray(0, NAME_BYTES).toString('base64url')
}
