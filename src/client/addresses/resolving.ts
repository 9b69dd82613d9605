import { Resolver } from 'node:dns/promises'
import { type Dns } from '../../model/index.ts'
import { groupsOf } from './address.ts'
import { type Resolving } from './host-names.ts'

/** Asks the servers that are named, or those of the system; each question once. */
export function resolvingBy({ servers, timeoutMs }: Dns): Resolving {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 })
  if (servers.length > 0) resolver.setServers(servers)
  return {
    // Not `reverse`: that reads the hosts file too, and takes a server's failure for an answer.
    reverse: (address) => resolver.resolvePtr(reverseNameOf(address)),
    addresses: (host, version) =>
      version === 6 ? resolver.resolve6(host) : resolver.resolve4(host),
  }
}

/** Where reverse DNS keeps the names of an address (RFC 1035 section 3.5, RFC 3596 section 2.5). */
function reverseNameOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').toReversed().join('.')}.in-addr.arpa`
  const digits = groupsOf(address)
    .map((group) => group.toString(16).padStart(4, '0'))
    .join('')
    .split('')
  return `${digits.toReversed().join('.')}.ip6.arpa`
}
