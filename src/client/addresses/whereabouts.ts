import { Reader, type Response } from 'mmdb-lib'
import { type Whereabouts } from '../../model/index.ts'

/** One database, ready to be asked: what it holds of an address, or null. */
export type Database = (address: string) => unknown

/** Stand for the two halves of the tree; a database that was cut off breaks on one of them. */
const SAMPLES = ['1.1.1.1', '80.90.32.1', '200.1.2.3', '2001:db8::1', '2a00::1']

/** Between the tree and the data (MaxMind DB 2.0, data section separator). */
const SEPARATOR_BYTES = 16

const COUNTRY = /^[A-Z]{2}$/

/**
 * Opens a MaxMind DB file that lies in memory. Null where it is none, or was cut off. What is broken
 * deep inside shows only when it is asked: then nothing is known.
 */
export function openDatabase(file: SharedArrayBuffer): Database | null {
  try {
    const reader = new Reader<Response>(Buffer.from(file))
    const { searchTreeSize, ipVersion } = reader.metadata
    if (searchTreeSize + SEPARATOR_BYTES > file.byteLength) return null
    const isAsked = (address: string): boolean => ipVersion === 6 || !address.includes(':')
    for (const address of SAMPLES) if (isAsked(address)) reader.get(address)
    return (address) => (isAsked(address) ? orNull(() => reader.get(address)) : null)
  } catch {
    return null
  }
}

function orNull(ask: () => unknown): unknown {
  try {
    return ask()
  } catch {
    return null
  }
}

/** What databases know, whoever made them; without one of a kind nothing is known of that kind. */
export function whereaboutsFrom(databases: {
  readonly country: Database | null
  readonly asn: Database | null
}): Whereabouts {
  const { country, asn } = databases
  return {
    countryOf: (address) => (country === null ? null : countryIn(country(address))),
    knowsAsns: asn !== null,
    asnOf: (address) => (asn === null ? null : asnIn(asn(address))),
  }
}

/** MaxMind and DB-IP write `country.iso_code`, IPinfo `country_code` or `country`. */
function countryIn(entry: unknown): string | null {
  const country = memberOf(entry, 'country')
  const code = memberOf(country, 'iso_code') ?? memberOf(entry, 'country_code') ?? country
  return typeof code === 'string' && COUNTRY.test(code) ? code : null
}

/** MaxMind and DB-IP write a number, IPinfo `AS174`. */
function asnIn(entry: unknown): number | null {
  const written = memberOf(entry, 'autonomous_system_number') ?? memberOf(entry, 'asn')
  const asn = typeof written === 'string' ? Number(written.replace(/^AS/, '')) : written
  return typeof asn === 'number' && Number.isSafeInteger(asn) && asn > 0 ? asn : null
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, key)?.value
}
