import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type KeyRing, parseAddress } from '../../client/index.ts'
import { type Exchange, type Hop } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** By which one gate tells another for whom it asks. Whoever else sends it is not believed, and it goes nowhere. */
export const HOP_FIELD = 'Paart-Hop'
export const HOP_NAME = 'paart-hop'

/** Gates' clocks agree to a second or so. */
const FRESH_MS = 5_000

/** A longer one is none of ours. */
const FIELD_CHARS_MAX = 1_024

/** What a hop is bound to: of another request it is worth nothing. */
export interface HandedRequest {
  readonly method: string
  readonly target: string
  readonly host: string
}

/** What is signed. */
interface Said extends Hop {
  /** The mark of the folder that the other gate has. */
  readonly to: string
  /** Heard once. */
  readonly id: string
  /** Wall clock. */
  readonly atMs: number
}

/** The value of the field for one gate; good for five seconds, and once. */
export function spellHop(
  { signing }: KeyRing,
  said: Omit<Said, 'id'>,
  request: HandedRequest,
): string {
  const id = randomBytes(12).toString('base64url')
  const payload = Buffer.from(JSON.stringify({ ...said, id })).toString('base64url')
  return `${signing.id}.${payload}.${macOf(signing.hop, payload, request).toString('base64url')}`
}

/** What a request says of its hop, where this gate's ring has signed it, for this gate, now and for the first time. */
export function readHop(exchange: Exchange, gate: Gate): Hop | null {
  const field = exchange.header(HOP_NAME)
  const payload = field === undefined ? null : signedIn(field, exchange, gate)
  const said = payload === null ? null : saidIn(payload)
  if (said === null || said.to !== gate.kept?.store.mark) return null
  const isNow = Math.abs(gate.clock.wallMs() - said.atMs) <= FRESH_MS
  return isNow && isFirst(said.id, gate) ? said : null
}

/** The payload, where a key of the ring has signed it for this request. */
function signedIn(field: string, { method, request, header }: Exchange, gate: Gate): string | null {
  if (field.length > FIELD_CHARS_MAX) return null
  const [keyId = '', payload = '', mac = ''] = field.split('.', 3)
  const key = gate.keys().byId.get(keyId)
  const handed = { method, target: request.url ?? '', host: header('host') ?? '' }
  return key !== undefined && isMac(mac, macOf(key.hop, payload, handed)) ? payload : null
}

/** Over all workers. Who finds no room to be remembered is heard: what is handed on does the same twice. */
function isFirst(id: string, { limits, clock }: Gate): boolean {
  return limits.tallies.add('hop', id, 4 * FRESH_MS, clock.steadyMs()) <= 1
}

/** Null for what a gate of another version has signed. */
function saidIn(payload: string): Said | null {
  const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  if (typeof value !== 'object' || value === null) return null
  const { atMs, scheme, ...texts }: Partial<Record<keyof Said, unknown>> = value
  const from = addressesIn(texts.address, texts.peer)
  const [to = '', id = '', digest = ''] = [texts.to, texts.id, texts.digest].map(textFrom)
  if (from === null || typeof atMs !== 'number') return null
  return scheme === 'http' || scheme === 'https' ? { ...from, to, id, digest, atMs, scheme } : null
}

function addressesIn(client: unknown, hop: unknown): Pick<Hop, 'address' | 'peer'> | null {
  const [address, peer] = [parseAddress(textFrom(client)), parseAddress(textFrom(hop))]
  return address === null || peer === null ? null : { address, peer }
}

function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url')
}

function isMac(text: string, mac: Buffer): boolean {
  const given = Buffer.from(text, 'base64url')
  return given.length === mac.length && timingSafeEqual(given, mac)
}

function macOf(key: Uint8Array, payload: string, { method, target, host }: HandedRequest): Buffer {
  const text = [payload, method, host, target].join('\0')
  return createHmac('sha256', key).update(text, 'latin1').digest()
}
