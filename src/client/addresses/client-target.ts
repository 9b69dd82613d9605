import { type ClientTarget } from '../../model/index.ts'
import { spellNetwork } from './networks.ts'

/** The greatest number of an autonomous system (RFC 6793). */
const ASN_MAX = 4_294_967_295

/** As log lines and `explain` print one. */
const FINGERPRINT = /^[\w-]{12}$/

/** Reads whom an order is about: a network or an address, `AS64500`, a fingerprint. Null for anything else. */
export function readClientTarget(text: string): ClientTarget | null {
  const [, digits] = /^AS(\d{1,10})$/i.exec(text) ?? []
  if (digits !== undefined) {
    const asn = Number(digits)
    return asn >= 1 && asn <= ASN_MAX ? { kind: 'asn', asn } : null
  }
  const network = spellNetwork(text)
  if (network !== null) return { kind: 'network', network }
  return FINGERPRINT.test(text) ? { kind: 'fingerprint', fingerprint: text } : null
}
