import { readFileSync } from 'node:fs'
import { type StoreServer, type StoreTls, type ValkeySettings } from '../model/index.ts'
import {
  CONNECT_MS,
  type Connection,
  type Credentials,
  type OpenConnection,
  type TlsTexts,
} from './connection.ts'
import { StoreFault } from './engine.ts'
import { faultOf, silence } from './faults.ts'

/**
 * Opens a connection to the server that may be written to: the one that is named, or the one that a Sentinel names,
 * asked in their order. Files are read each time, so a password or a certificate is changed without a reload.
 *
 * @throws StoreFault where none can be had; it names what is in the way.
 */
export async function openPrimary(
  settings: ValkeySettings,
  open: OpenConnection,
): Promise<Connection> {
  const how = { credentials: credentialsOf(settings), tls: tlsOf(settings.tls) }
  const server = await serverOf(settings, open, how)
  const connection = await open(server, how)
  try {
    const role = await askFirst(connection, ['ROLE'])
    const [name] = Array.isArray(role) ? role : []
    if (name === 'master') return connection
    throw new StoreFault('replica', `it is not the primary: ${spell(server)} is a ${String(name)}`)
  } catch (error) {
    connection.end()
    throw error
  }
}

/** The same for one that hears what is published on channels. @throws StoreFault where it may not. */
export async function openHearing(
  settings: ValkeySettings,
  open: OpenConnection,
  { channels, onMessage }: { readonly channels: readonly string[]; readonly onMessage: OnMessage },
): Promise<Connection> {
  const connection = await openPrimary(settings, open)
  try {
    await inTime(connection, connection.hear(channels, onMessage))
    return connection
  } catch (error) {
    connection.end()
    throw error
  }
}

export type OnMessage = Parameters<Connection['hear']>[1]

function askFirst(connection: Connection, command: readonly string[]): Promise<unknown> {
  return inTime(connection, connection.ask(command))
}

/** A server that takes a connection and says nothing is given up like one that takes none. */
async function inTime<T>(connection: Connection, answer: Promise<T>): Promise<T> {
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    connection.end()
  }, CONNECT_MS)
  try {
    return await answer
  } catch (error) {
    throw isLate ? silence(CONNECT_MS) : error
  } finally {
    clearTimeout(timer)
  }
}

type How = Parameters<OpenConnection>[1]

async function serverOf(
  { servers, sentinel }: ValkeySettings,
  open: OpenConnection,
  how: How,
): Promise<StoreServer> {
  const [first] = servers
  if (first === undefined) throw new StoreFault('unreachable', 'no server is named')
  if (sentinel === null) return first
  const whys: string[] = []
  for (const server of servers) {
    try {
      return await primaryBy(server, { sentinel, open, how })
    } catch (error) {
      whys.push(`${spell(server)}: ${faultOf(error).message}`)
    }
  }
  throw new StoreFault('unreachable', `no Sentinel names the primary (${whys.join('; ')})`)
}

async function primaryBy(
  server: StoreServer,
  {
    sentinel,
    open,
    how,
  }: { readonly sentinel: string; readonly open: OpenConnection; readonly how: How },
): Promise<StoreServer> {
  const connection = await letIn(server, open, how)
  try {
    const found = await askFirst(connection, ['SENTINEL', 'get-master-addr-by-name', sentinel])
    const [host, port] = Array.isArray(found) ? found.map(String) : []
    if (host === undefined || port === undefined) {
      throw new StoreFault('unexpected', `it knows no "${sentinel}"`)
    }
    const isSecure = server.kind === 'tcp' && server.isSecure
    return { kind: 'tcp', host, port: Number(port), isSecure }
  } finally {
    connection.end()
  }
}

/** Most Sentinels ask for no password, and refuse one. */
async function letIn(server: StoreServer, open: OpenConnection, how: How): Promise<Connection> {
  const connection = await open(server, { ...how, credentials: null })
  try {
    await askFirst(connection, ['PING'])
    return connection
  } catch (error) {
    connection.end()
    if (faultOf(error).kind !== 'denied') throw error
    return open(server, how)
  }
}

function credentialsOf({ user, passwordFile }: ValkeySettings): Credentials {
  return { user, password: passwordFile === null ? null : read(passwordFile).trimEnd() }
}

function tlsOf(tls: StoreTls | null): TlsTexts {
  if (tls === null) return {}
  return {
    ...(tls.ca === null ? {} : { ca: read(tls.ca) }),
    ...(tls.certificate === null ? {} : { cert: read(tls.certificate) }),
    ...(tls.key === null ? {} : { key: read(tls.key) }),
    ...(tls.serverName === null ? {} : { servername: tls.serverName }),
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreFault('denied', `a file for it cannot be read: ${why}`)
  }
}

/** `10.0.0.5:6379`, or a path. */
export function spell(server: StoreServer): string {
  return server.kind === 'unix' ? server.path : `${server.host}:${server.port}`
}
