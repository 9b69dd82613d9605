import { resolve } from 'node:path'
import { parseAddress } from '../../client/index.ts'
import { type ListenAddress } from '../../model/index.ts'
import { type ServerAddress, isLoopback } from './addresses.ts'

/** Every address of the machine: of both families, and of IPv4 alone. */
const WILDCARDS: ReadonlySet<string> = new Set(['::', '0.0.0.0'])

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/**
 * Whether who connects to a server comes to a listener of the gate: the same socket file, or the same port at an
 * address that is the listener's by the text alone. What other names and addresses the machine has is not asked.
 */
export function isServedBy(listen: ListenAddress, server: ServerAddress, folder: string): boolean {
  if (listen.kind === 'unix' || server.socketPath !== null) {
    if (listen.kind !== 'unix' || server.socketPath === null) return false
    return resolve(folder, listen.path) === resolve(folder, server.socketPath)
  }
  const { protocol, hostname, port } = new URL(server.origin)
  const serverPort = port === '' ? DEFAULT_PORTS[protocol] : Number(port)
  return listen.port === serverPort && isSameHost(plain(listen.host), plain(hostname))
}

/** Without brackets, in one spelling. */
function plain(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return parseAddress(bare) ?? bare
}

function isSameHost(listens: string, asked: string): boolean {
  if (listens === asked) return true
  const isHere = isLoopback(asked) || WILDCARDS.has(asked)
  if (WILDCARDS.has(listens)) return isHere && !(listens === '0.0.0.0' && asked === '::1')
  // Whoever connects to a wildcard comes to the loopback address, and so may who connects to localhost.
  const isFirst = listens === '127.0.0.1' || listens === '::1'
  if (listens === 'localhost')
    return asked === '127.0.0.1' || asked === '::1' || WILDCARDS.has(asked)
  return isFirst && (asked === 'localhost' || WILDCARDS.has(asked))
}
