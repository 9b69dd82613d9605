import { compileNetworks, parseAddress } from '../../client/index.ts'

/** What of IPv4 is not the Internet's: IANA's registry of special-purpose addresses (RFC 6890), and multicast. */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]

/** All that is given out of IPv6 today (RFC 4291 section 2.4). */
const GLOBAL_6 = ['2000::/3']

/** What of that is documentation, or an IPv4 address in disguise (Teredo, 6to4), or of one machine (RFC 6890). */
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

/** Tells addresses of the Internet from those of this machine, its networks and of nobody. */
export function publicAddresses(): (text: string) => boolean {
  const special = compileNetworks([...SPECIAL_4, ...SPECIAL_6])
  const global6 = compileNetworks(GLOBAL_6)
  return (text) => {
    const address = parseAddress(text)
    if (address === null || special.has(address)) return false
    return !address.includes(':') || global6.has(address)
  }
}
