import { realpathSync, rmSync } from 'node:fs'
import { type Server, connect, createServer } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { type ListenAddress } from '../../model/index.ts'
import { holdName } from './address-lock.ts'
import { StartError, codeOf, messageOf } from '../system/start-error.ts'
import { isSocket, removeSocket } from './unix-socket.ts'

/** How often another free port is asked for where a gate that starts just now took the last one. */
const FREE_PORT_TRIES_MAX = 5

/** What the system takes is 107 bytes (unix(7)); a name beside it is used while it is made. */
const SOCKET_PATH_BYTES_MAX = 100

/** An address that belongs to this gate and to no other one until it is released. */
export interface Claim {
  /** As it will be used: port 0 has become the port the system gave. */
  readonly address: ListenAddress
  /** Lets others have it; the socket of a Unix address is taken away. Called once. */
  readonly release: () => void
  /** What holds its name, for the gate that takes this one's place; null where the system has no such names. */
  readonly lock: Server | null
  /** Of an address that another gate hands over: comes with what listens there already. */
  readonly served?: Promise<Server>
}

/** How an address is claimed: `claimAddress`, or from the gate that has it. */
export type ClaimOne = (address: ListenAddress) => Promise<Claim>

/** How an address is written in messages: `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/paart.sock`. */
export function spellAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${host}:${address.port}`
}

/**
 * Claims every address, or none of them.
 *
 * @throws StartError where one is in use or cannot be used; the message names it.
 */
export async function claimAddresses(
  addresses: readonly ListenAddress[],
  claimOne: ClaimOne = claimAddress,
): Promise<readonly Claim[]> {
  const claims: Claim[] = []
  try {
    for (const address of addresses) claims.push(await claimOne(address))
    return claims
  } catch (error) {
    for (const claim of claims) claim.release()
    throw error
  }
}

/**
 * Makes sure that an address is free, and stays ours. Workers share their port (`SO_REUSEPORT`), so
 * without this a second gate would quietly take half of the first one's requests.
 *
 * @throws StartError where it is in use or cannot be used; the message names it.
 */
export async function claimAddress(address: ListenAddress): Promise<Claim> {
  if (address.kind === 'unix' || address.port !== 0) return claimNamed(address)
  for (let tries = 1; ; tries++) {
    const port = await probe(address)
    try {
      return await claimNamed({ ...address, port })
    } catch (error) {
      if (tries === FREE_PORT_TRIES_MAX) throw error
    }
  }
}

/**
 * The name is held before the address is tried: of two gates that start at the same moment one sees
 * that it is second, and does not disturb the first one's workers by trying.
 */
async function claimNamed(address: ListenAddress): Promise<Claim> {
  if (address.kind === 'unix' && Buffer.byteLength(address.path) > SOCKET_PATH_BYTES_MAX) {
    const why = `is longer than the ${SOCKET_PATH_BYTES_MAX} bytes a socket's path may have`
    throw new StartError(`${spellAddress(address)} ${why}`)
  }
  const lock = await holdAddress(address)
  try {
    if (address.kind === 'unix') await clearStaleSocket(address.path)
    await probe(address)
    return { address, lock, release: () => letGo(address, lock) }
  } catch (error) {
    lock?.close()
    throw error
  }
}

/** Workers leave a Unix socket where it is: at any time the next one may have it. */
export function letGo(address: ListenAddress, lock: Server | null): void {
  if (address.kind === 'unix') removeSocket(address.path)
  lock?.close()
}

async function holdAddress(address: ListenAddress): Promise<Server | null> {
  const spelled = spellAddress(address)
  try {
    return await holdName(spellAddress(canonical(address)))
  } catch (error) {
    throw new StartError(`${spelled} is in use by another gate`, { cause: error })
  }
}

/** One socket may have several names, by links to its folder. */
function canonical(address: ListenAddress): ListenAddress {
  if (address.kind === 'tcp') return address
  try {
    return { kind: 'unix', path: join(realpathSync(dirname(address.path)), basename(address.path)) }
  } catch {
    return address
  }
}

/** Listens for a moment, without sharing. Answers with the port, 0 for a Unix socket. */
async function probe(address: ListenAddress): Promise<number> {
  const server = createServer()
  try {
    await listen(server, address)
    const bound = server.address()
    return typeof bound === 'object' && bound !== null ? bound.port : 0
  } catch (error) {
    throw new StartError(explain(error, address), { cause: error })
  } finally {
    server.close()
  }
}

function listen(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.kind === 'unix' ? { path: address.path } : address, resolve)
  })
}

function explain(error: unknown, address: ListenAddress): string {
  const spelled = spellAddress(address)
  const isUnix = address.kind === 'unix'
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return isUnix && !isSocket(address.path)
        ? `${spelled} is a file, not a socket`
        : `${spelled} is in use by another program or another gate`
    case 'EACCES':
      // A folder that does not exist ends in the same code.
      return `${spelled} may not be used by this user${isUnix ? ', or its folder is missing' : ''}`
    case 'EADDRNOTAVAIL':
      return `${spelled} is not an address of this machine`
    default:
      return `cannot listen on ${spelled}: ${messageOf(error)}`
  }
}

/** A socket file without a listener is what a killed gate leaves behind. Other files are kept. */
function clearStaleSocket(path: string): Promise<void> {
  if (!isSocket(path)) return Promise.resolve()
  return new Promise((resolve) => {
    const caller = connect({ path })
    caller.once('connect', () => {
      caller.destroy()
      resolve()
    })
    caller.once('error', (error) => {
      if (codeOf(error) === 'ECONNREFUSED') rmSync(path, { force: true })
      resolve()
    })
  })
}
