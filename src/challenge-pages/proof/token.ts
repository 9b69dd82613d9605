import { createHash, timingSafeEqual } from 'node:crypto'
import { type Clearance } from '../../model/index.ts'
import { macOf } from './mac.ts'
import {
  LIFETIME_SECONDS,
  PACED_SLOW_SECONDS,
  PROOF_PARAMETERS,
  UNITS_AT_RISK,
} from './parameters.ts'
import { isWayBack, WAY_BACK_BYTES_MAX } from './way-back.ts'

/** Of a token that earns a pass; of one that buys requests beyond a limit, which says which. */
const VERSION = 1
const VERSION_WITH_ORDER = 2
/** Algorithms 1 and 2, a bit each: the browser does the one that is faster for it. */
const ALGORITHMS = 0b11
/** The iterations of algorithm 2 are counted in these, to fit a byte. */
const ITERATIONS_STEP = 100
const HEAD_BYTES = 44
/** Behind the head of a token that has one. */
const ORDER_BYTES = 12
const MAC_BYTES = 16

/** Head, order, longest way back, MAC. */
export const TOKEN_BYTES_MAX = HEAD_BYTES + ORDER_BYTES + WAY_BACK_BYTES_MAX + MAC_BYTES

/** Clocks of two machines that share a key may differ by so much. */
const SKEW_SECONDS = 2

/** The keys one signing key gives rise to; `tag` tells which one sealed a token. */
export interface ProofKey {
  /** Unsigned 32 bits. */
  readonly tag: number
  /** Seals tokens. */
  readonly token: Uint8Array
  /** Chooses the audited units; independent of the first. */
  readonly audit: Uint8Array
}

const RISKS = [1, 2, 4, 8, 16] as const satisfies readonly RiskClass[]

const KINDS = ['silent', 'slow', 'way', 'both'] as const

/**
 * `silent`: the proof of work. `slow`: the wait. `way`: only carries the way back. `both`: either door,
 * each with a place of its own in the bitmap, so that a proof that was wrong does not spoil the wait.
 */
export type TokenKind = (typeof KINDS)[number]

/** The doors that a token opens. */
export type TokenDoor = 'silent' | 'slow'

/** The work factor a token was issued at. */
export type RiskClass = keyof typeof UNITS_AT_RISK

/** What a proof buys beside a pass, or for one: requests beyond a limit. */
export interface Order {
  /** From `nameTagOf`: the limit. */
  readonly limitTag: string
  /** The first 8 of the digits that stand for the pass that buys; `NO_BUYER` for the one that the proof earns. */
  readonly buyerTag: string
}

export const NO_BUYER = '00000000'

const EARNED = ['waited', 'worked'] as const

/** What the gate puts into a token. */
export interface TokenFields {
  readonly kind: TokenKind
  readonly risk: RiskClass
  /** What the proof earns: `worked` in a silent token and in one for both, `waited` in a slow one, either in a way token. */
  readonly clearance: Exclude<Clearance, 'vouched'>
  readonly issuedAtSeconds: number
  /** `SpentBitmap.run` and a serial from `SpentBitmap.issue`; of two for both doors, the first. */
  readonly run: number
  readonly serial: number
  /** 16-bit tags of the browser family and the platform it is issued to. */
  readonly familyTag: number
  readonly platformTag: number
  /** From `nameTagOf`. */
  readonly siteTag: string
  /** Null where it earns a pass alone. */
  readonly order: Order | null
  /** How many pages back in the browser's history the visitor came from, 0 to 255. */
  readonly stepsBack: number
  /** Path and query as the gate saw them; `isWayBack` must hold. */
  readonly wayBack: string
}

/** An opened token: its fields, and what follows from its kind and risk. */
export interface Token extends TokenFields {
  readonly keyTag: number
  /** Units of algorithm 1: 0 where no proof is asked for. */
  readonly units: number
  readonly lifetimeSeconds: number
}

/** 16 hex digits that stand for the name of a site, a limit or a pass in tokens. */
export function nameTagOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16)
}

/**
 * Writes a token nobody else can write: everything the check must remember, so the gate stores nothing.
 * Layout in docs/proof-of-work.md.
 * @throws RangeError where a field is out of its range: a mistake of the caller, never of a visitor.
 */
export function sealToken(fields: TokenFields, key: ProofKey): Uint8Array {
  const { kind, risk, clearance, wayBack, order } = fields
  if (!earns(kind, clearance)) throw new RangeError(`a ${kind} token does not earn ${clearance}`)
  if (!isWayBack(wayBack)) throw new RangeError('the way back is not a path on this host')
  if (!/^[0-9a-f]{16}$/.test(fields.siteTag)) throw new RangeError('a site tag is 16 hex digits')
  const orderTag = order === null ? '' : order.limitTag + order.buyerTag
  if (!/^(?:[0-9a-f]{24})?$/.test(orderTag)) throw new RangeError('an order is 24 hex digits')
  const frontBytes = frontOf(order === null ? VERSION : VERSION_WITH_ORDER)
  // Of which every byte is written.
  const bytes = Buffer.allocUnsafe(frontBytes + wayBack.length + MAC_BYTES)
  bytes[0] = order === null ? VERSION : VERSION_WITH_ORDER
  bytes[1] = KINDS.indexOf(kind) + 1
  bytes[2] = ALGORITHMS
  bytes[3] = PROOF_PARAMETERS.sizeLog2
  bytes[4] = PROOF_PARAMETERS.passes
  bytes[5] = PROOF_PARAMETERS.audits
  bytes.writeUInt16LE(unitsOf(kind, risk), 6)
  bytes[8] = risk
  bytes[9] = EARNED.indexOf(clearance) + 1
  bytes.writeUInt16LE(LIFETIME_SECONDS[kind], 10)
  bytes.writeUInt32LE(fields.issuedAtSeconds, 12)
  bytes.writeUInt32LE(fields.run, 16)
  bytes.writeUInt32LE(fields.serial, 20)
  bytes.writeUInt16LE(fields.familyTag, 24)
  bytes.writeUInt16LE(fields.platformTag, 26)
  bytes.writeUInt32LE(key.tag, 28)
  bytes.write(fields.siteTag, 32, 'hex')
  bytes.writeUInt8(fields.stepsBack, 40)
  bytes[41] = PROOF_PARAMETERS.iterations / ITERATIONS_STEP
  bytes.writeUInt16LE(wayBack.length, 42)
  bytes.write(orderTag, HEAD_BYTES, 'hex')
  bytes.write(wayBack, frontBytes, 'latin1')
  sealOf(bytes, key).copy(bytes, bytes.length - MAC_BYTES)
  return bytes
}

/**
 * Reads a token this gate sealed; null for anything else, also for parameters that are not in use under a
 * right MAC. Its time and its place in the spent bitmap are the caller's to check.
 */
export function openToken(
  bytes: Uint8Array,
  keyOf: (tag: number) => ProofKey | undefined,
): Token | null {
  if (bytes.length < HEAD_BYTES + MAC_BYTES || bytes.length > TOKEN_BYTES_MAX) return null
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = view.length - MAC_BYTES
  if (sealedBytes(view) !== view.length) return null
  const key = keyOf(view.readUInt32LE(28))
  if (key === undefined) return null
  if (!timingSafeEqual(sealOf(view, key), view.subarray(end))) return null
  return readToken(view, view.toString('latin1', frontOf(view.readUInt8(0)), end))
}

/** How many bytes long the token is that so many bytes begin with, as it says itself; 0 where they are too few. */
export function sealedBytes(bytes: Buffer): number {
  if (bytes.length < HEAD_BYTES + MAC_BYTES) return 0
  return frontOf(bytes.readUInt8(0)) + bytes.readUInt16LE(42) + MAC_BYTES
}

/** What stands before the way back. */
function frontOf(version: number): number {
  return version === VERSION_WITH_ORDER ? HEAD_BYTES + ORDER_BYTES : HEAD_BYTES
}

function orderIn(view: Buffer): Order | null {
  if (view[0] !== VERSION_WITH_ORDER) return null
  const digits = view.toString('hex', HEAD_BYTES, HEAD_BYTES + ORDER_BYTES)
  return { limitTag: digits.slice(0, 16), buyerTag: digits.slice(16) }
}

/** Whether its lifetime holds, at a door that door's; a token from the future is refused. */
export function isFresh(token: Token, nowSeconds: number, door?: TokenDoor): boolean {
  const age = nowSeconds - token.issuedAtSeconds
  const lifetimeSeconds = door === undefined ? token.lifetimeSeconds : lifetimeAt(door, token)
  return age >= -SKEW_SECONDS && age <= lifetimeSeconds + SKEW_SECONDS
}

function lifetimeAt(door: TokenDoor, { order, risk }: Token): number {
  const isPaced = door === 'slow' && order !== null && risk === 16
  return isPaced ? PACED_SLOW_SECONDS : LIFETIME_SECONDS[door]
}

/** Whether a token opens a door. */
export function opensDoor({ kind }: Token, door: TokenDoor): boolean {
  return kind === door || kind === 'both'
}

/** The serial that opening a door spends: in a token for both the slow door's is the second. */
export function serialAt({ kind, serial }: Token, door: TokenDoor): number {
  return kind === 'both' && door === 'slow' ? (serial + 1) >>> 0 : serial
}

function readToken(view: Buffer, wayBack: string): Token | null {
  const kind = KINDS[view.readUInt8(1) - 1]
  const clearance = EARNED[view.readUInt8(9) - 1]
  const risk = riskFrom(view.readUInt8(8))
  if (kind === undefined || clearance === undefined || risk === null) return null
  if (!earns(kind, clearance) || !isWayBack(wayBack) || !hasKnownParameters(view)) return null
  const units = view.readUInt16LE(6)
  const lifetimeSeconds = view.readUInt16LE(10)
  if (units !== unitsOf(kind, risk) || lifetimeSeconds !== LIFETIME_SECONDS[kind]) return null
  return {
    kind,
    risk,
    clearance,
    issuedAtSeconds: view.readUInt32LE(12),
    run: view.readUInt32LE(16),
    serial: view.readUInt32LE(20),
    familyTag: view.readUInt16LE(24),
    platformTag: view.readUInt16LE(26),
    keyTag: view.readUInt32LE(28),
    siteTag: view.toString('hex', 32, 40),
    order: orderIn(view),
    stepsBack: view.readUInt8(40),
    wayBack,
    units,
    lifetimeSeconds,
  }
}

function hasKnownParameters(view: Buffer): boolean {
  const { sizeLog2, passes, audits, iterations } = PROOF_PARAMETERS
  const isKnownTable = view[3] === sizeLog2 && view[4] === passes && view[5] === audits
  const isKnownDerivation = view[41] === iterations / ITERATIONS_STEP
  const isKnownVersion = view[0] === VERSION || view[0] === VERSION_WITH_ORDER
  return isKnownVersion && view[2] === ALGORITHMS && isKnownTable && isKnownDerivation
}

function riskFrom(value: number): RiskClass | null {
  return RISKS.find((risk) => risk === value) ?? null
}

function unitsOf(kind: TokenKind, risk: RiskClass): number {
  return kind === 'silent' || kind === 'both' ? UNITS_AT_RISK[risk] : 0
}

function earns(kind: TokenKind, clearance: TokenFields['clearance']): boolean {
  return kind === 'way' || clearance === (kind === 'slow' ? 'waited' : 'worked')
}

/** HMAC-SHA-256 over all but the last 16 bytes, cut to 128 bits. */
function sealOf(bytes: Buffer, key: ProofKey): Buffer {
  return macOf(bytes.subarray(0, bytes.length - MAC_BYTES), key.token).subarray(0, MAC_BYTES)
}
