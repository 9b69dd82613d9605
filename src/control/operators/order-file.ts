import { readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  MODES,
  type ModeTarget,
  type Order,
  type ServerTarget,
  spellTarget,
} from '../../model/index.ts'
import { readClientTarget, readPassName } from '../../client/index.ts'
import { codeOf, messageOf } from '../system/start-error.ts'
import { type Given } from './order-desk-options.ts'
import { writeWhole } from '../system/whole-file.ts'

/** In the folder of the keys: whoever may write there could let anybody in anyway. */
const NAME = 'orders.json'

/** `ORDERS_MAX` of the longest take less; a larger file is none of ours. */
const BYTES_MAX = 4 * 1024 * 1024

/** What is in force, and the number of the order to come. */
export interface Orders {
  readonly list: readonly Order[]
  readonly nextId: number
  /** Orders that ended before their time, until then: gates that have not heard of it may still speak of them. */
  readonly withdrawn: readonly Withdrawal[]
}

/** What was withdrawn, and when; times as those of orders. */
export interface Withdrawal {
  readonly about: string
  readonly atMs: number
  readonly untilMs: number
}

const NONE: Orders = { list: [], nextId: 1, withdrawn: [] }

export function orderFileOf(keysFile: string): string {
  return join(dirname(keysFile), NAME)
}

/** What was in force when the gate last wrote it down. */
export interface OrdersRead extends Orders {
  /** What the operator is to know; null where all is well. */
  readonly problem: string | null
}

/**
 * Reads the orders. A file that cannot be used is told of and moved aside, so that nothing is lost, and
 * the gate starts without orders: it never fails by it.
 */
export function loadOrders(file: string, nowMs: number): OrdersRead {
  try {
    return { ...readOrders(file), problem: null }
  } catch (error) {
    return { ...NONE, problem: `${messageOf(error)}; ${moveAside(file, nowMs)}` }
  }
}

/** The same without touching it, for who only looks. @throws Error where it cannot be used. */
export function readOrders(file: string): Orders {
  const text = textOf(file)
  if (text === null) return NONE
  const orders = parsed(text)
  if (orders !== null) return orders
  throw new Error(`what is banned and allowed cannot be read from ${file}: it is damaged`)
}

function textOf(file: string): string | null {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return null
  if (size > BYTES_MAX) throw new Error(`${file} is larger than all bans could be`)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${file} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

/** Says where it is now. By its time, so that no other one is overwritten. */
function moveAside(file: string, nowMs: number): string {
  const aside = `${file}.damaged-${new Date(nowMs).toISOString().replaceAll(':', '-')}`
  try {
    renameSync(file, aside)
    return `nothing is banned now, and the file is ${aside}`
  } catch (error) {
    return `nothing is banned now, and the file stays where it is: ${codeOf(error)}`
  }
}

/** Writes them down. @throws Error where the disk does not let it. */
export function saveOrders(file: string, { list, nextId, withdrawn }: Orders): void {
  const orders = list.map(entryOf)
  writeWhole(file, `${JSON.stringify({ version: 1, nextId, orders, withdrawn }, null, 1)}\n`)
}

/** An order as it is written down. */
export function entryOf(order: Order): object {
  return { ...order, target: spellTarget(order.target) }
}

/** Null where anything in it is not as we write it: half a list would let in whom nobody wants. */
function parsed(text: string): Orders | null {
  const file = objectIn(text)
  const { version, nextId, orders, withdrawn = [] } = file ?? {}
  if (version !== 1 || !isCount(nextId) || !Array.isArray(orders)) return null
  const list = orders.map((entry: unknown) => orderFrom(entry))
  if (list.includes(null) || !isWithdrawn(withdrawn)) return null
  return { list: list.filter((order) => order !== null), nextId, withdrawn }
}

function isWithdrawn(value: unknown): value is readonly Withdrawal[] {
  return Array.isArray(value) && value.every(isWithdrawal)
}

function isWithdrawal(value: unknown): value is Withdrawal {
  if (typeof value !== 'object' || value === null) return false
  const { about, atMs, untilMs }: Entry = { ...value }
  return typeof about === 'string' && isCount(atMs) && isCount(untilMs)
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

type Entry = Readonly<Record<string, unknown>>

/** What `entryOf` wrote; null for anything else. */
export function orderFrom(entry: unknown): Order | null {
  if (typeof entry !== 'object' || entry === null) return null
  const { kind, target, mode, inShadow, ...rest }: Entry = { ...entry }
  const ordered = orderedFrom(rest)
  if (ordered === null || typeof target !== 'string') return null
  const given = givenFrom(kind, target) ?? modeFrom({ kind, target, mode })
  if (given !== null) return { ...given, ...ordered }
  const client = readClientTarget(target)
  if ((kind !== 'ban' && kind !== 'allow') || client === null) return null
  return { kind, target: client, inShadow: inShadow === true, ...ordered }
}

function modeFrom({ kind, target, mode }: Entry & { readonly target: string }): Given | null {
  const known = MODES.find((each) => each === mode)
  if (kind !== 'mode' || known === undefined) return null
  return { kind, mode: known, target: modeTarget(target) }
}

function givenFrom(kind: unknown, target: string): Given | null {
  if (kind === 'drain') {
    const server = serverTarget(target)
    return server === null ? null : { kind, target: server }
  }
  const pass = kind === 'revoke' ? readPassName(target) : null
  return pass === null ? null : { kind: 'revoke', target: { kind: 'pass', pass } }
}

/** What every order has. */
function orderedFrom({
  id,
  madeMs,
  untilMs,
  by,
  reason,
}: Entry): Pick<Order, 'id' | 'madeMs' | 'untilMs' | 'by' | 'reason'> | null {
  if (!isCount(id) || !isCount(madeMs) || !isCount(untilMs)) return null
  if (typeof by !== 'string' || typeof reason !== 'string') return null
  return { id, madeMs, untilMs, by, reason }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** What `spellTarget` wrote. No name holds a slash. */
export function modeTarget(text: string): ModeTarget {
  if (text === 'all') return { kind: 'all' }
  const [site = '', route] = text.split('/')
  return route === undefined ? { kind: 'site', site } : { kind: 'route', site, route }
}

/** A name of a backend may hold blanks, and no colon. */
const SERVER = /^([^:]+) ((?:https?|unix):.+)$/

/** What `spellTarget` wrote. */
function serverTarget(text: string): ServerTarget | null {
  const [, backend, server] = SERVER.exec(text) ?? []
  return backend === undefined || server === undefined ? null : { kind: 'server', backend, server }
}
