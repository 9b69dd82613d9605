import { parseAddress } from '../client/index.ts'
import {
  CLEARANCES,
  type Clearance,
  type ClientAddress,
  DECISION_KINDS,
  type DecisionKind,
} from '../model/index.ts'

/** One request as a log tells of it; null for what the log does not hold. */
export interface LoggedRequest {
  readonly atMs: number
  readonly method: string
  /** Path, with the query where the log has it. */
  readonly target: string
  /** The site's name; null in a log of another server. */
  readonly site: string | null
  /** The host, where a log of another server begins its lines with it. */
  readonly host: string | null
  readonly address: ClientAddress | null
  /** What stands for the network in the gate's own log: the same within a day. */
  readonly pseudonym: string | null
  readonly userAgent: string | null
  readonly referer: string | null
  readonly fingerprint: string | null
  /** The agent whose signature was right; null where none was, or nobody asked. */
  readonly signer: string | null
  /** Null where nothing is known of passes. */
  readonly clearance: Clearance | 'none' | null
  /** What was decided; a server without a gate let everything pass. */
  readonly was: DecisionKind
  /** Of `was`, as the gate's log has it; empty where another server wrote the log. */
  readonly reason: string
}

/** A request; `other`: a line about something else; or `bad`. */
export type LineRead = LoggedRequest | 'other' | 'bad'

/** Reads a line of the gate's own log, or of one in the common or combined format, with or without the host. */
export function readLogLine(line: string): LineRead {
  return line.startsWith('{') ? readOwn(line) : readCombined(line)
}

function readOwn(line: string): LineRead {
  const entry = parsed(line)
  if (entry === null) return 'bad'
  const text = (key: string): string | null => {
    const value = entry[key]
    return typeof value === 'string' ? value : null
  }
  const [time, method, path, word] = [text('time'), text('method'), text('path'), text('decision')]
  const atMs = Date.parse(time ?? '')
  if (Number.isNaN(atMs)) return 'bad'
  // What the gate says of itself, what it could not judge, and its own paths.
  const was = DECISION_KINDS.find((kind) => kind === word)
  if (was === undefined) return 'other'
  if (method === null || path === null || !path.startsWith('/')) return 'bad'
  return {
    atMs,
    method,
    target: path,
    site: text('site'),
    host: null,
    address: null,
    pseudonym: text('network') ?? '',
    userAgent: null,
    referer: null,
    fingerprint: text('fingerprint'),
    signer: text('signature') === 'verified' ? text('signer') : null,
    clearance: CLEARANCES.find((level) => level === text('clearance')) ?? 'none',
    was,
    reason: text('reason') ?? '',
  }
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

/**
 * Apache's `common`, `combined` and `vhost_combined`, and what nginx writes. Each part ends where the
 * next must begin.
 */
const COMBINED =
  /^(\S+) (?:(\S+) )?[^[]*\[([^\]]{1,40})\] "([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}) (\/\S*) HTTP\/[\d.]{1,4}" \d{3} (?:\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/

function readCombined(line: string): LineRead {
  const found = COMBINED.exec(line)
  if (found === null) return line.trim() === '' ? 'other' : 'bad'
  const [, first = '', second = '', time = '', method = '', target = ''] = found
  const [referer = null, userAgent = null] = found.slice(6)
  const { host, address } = senderIn(first, second)
  const atMs = parseLogTime(time)
  if (address === null || atMs === null) return 'bad'
  return {
    atMs,
    method,
    target,
    site: null,
    host,
    address,
    pseudonym: null,
    userAgent: sent(userAgent),
    referer: sent(referer),
    fingerprint: null,
    signer: null,
    clearance: null,
    was: 'pass',
    reason: '',
  }
}

/** Nobody is called by an address: where one stands second, the host stands first. */
function senderIn(first: string, second: string): Pick<LoggedRequest, 'host' | 'address'> {
  const address = parseAddress(second)
  if (address === null) return { host: null, address: parseAddress(first) }
  return { host: first.replace(/:\d+$/, ''), address }
}

/** `-` stands for a header that was not sent; a log that has no such column says nothing. */
function sent(field: string | null): string | null {
  return field === '-' ? '' : field
}

const TIME = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `07/Jan/2026:12:00:00 +0100`. */
function parseLogTime(text: string): number | null {
  const [, day, month, year, clock, hours, minutes] = TIME.exec(text) ?? []
  const number = MONTHS.findIndex((name) => name === month) + 1
  const iso = `${year}-${String(number).padStart(2, '0')}-${day}T${clock}${hours}:${minutes}`
  const ms = Date.parse(iso)
  return Number.isNaN(ms) ? null : ms
}
