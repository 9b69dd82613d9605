import type { RedisClientOptions } from '@redis/client'
import { type StoreServer } from '../model/index.ts'
import { StoreFault } from './engine.ts'
import { faultOf } from './faults.ts'

/** One connection to one server. */
export interface Connection {
  /** One command at its end of the line; rejects with a `StoreFault`. Deadlines are the caller's. */
  readonly ask: (command: readonly string[]) => Promise<unknown>
  /** Hears what is published on channels from now on; then it can be asked nothing but `PING`. */
  readonly hear: (
    channels: readonly string[],
    onMessage: (message: string, channel: string) => void,
  ) => Promise<void>
  /** Settles once it is of no use any more. */
  readonly ended: Promise<StoreFault>
  /** Closes it at once; what waits for an answer is rejected. */
  readonly end: () => void
}

/** With what somebody shows who it is. */
export interface Credentials {
  readonly user: string | null
  readonly password: string | null
}

/** What is read of files for a connection by TLS (PEM). */
export interface TlsTexts {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
}

/** Opens a connection: what is spoken there is told apart only behind this. */
export type OpenConnection = (
  server: StoreServer,
  how: { readonly credentials: Credentials | null; readonly tls: TlsTexts },
) => Promise<Connection>

/**
 * Commands that wait for their answer: a batch, a greeting, an exchange, what is published, and what a connection
 * begins with. More are never under way, so one more is a mistake and not a load.
 */
const COMMANDS_MAX = 16

/** To open a connection and to be let in. */
export const CONNECT_MS = 2_000

/**
 * RESP 2 and no word about the client: so Redis 7.0 and every Valkey serve it alike. It never connects again by
 * itself and keeps nothing for later: `Link` does.
 */
export const openConnection: OpenConnection = async (server, { credentials, tls }) => {
  // Loaded only where a store is asked: it is large.
  const { default: redis } = await import('@redis/client')
  const { promise: ended, resolve } = Promise.withResolvers<StoreFault>()
  const client = redis.createClient({
    ...optionsOf(server, tls),
    ...credentialsOf(credentials),
  })
  client.on('error', (error: unknown) => resolve(faultOf(error)))
  client.on('end', () => resolve(new StoreFault('unreachable', 'the connection was closed')))
  const end = (): void => {
    resolve(new StoreFault('unreachable', 'the connection was closed'))
    if (client.isOpen) client.destroy()
  }
  await connected(client.connect(), end)
  return {
    ended,
    end,
    ask: async (command) => {
      try {
        return await client.sendCommand([...command])
      } catch (error) {
        throw faultOf(error)
      }
    },
    hear: async (channels, onMessage) => {
      try {
        await client.subscribe([...channels], onMessage)
      } catch (error) {
        throw faultOf(error)
      }
    },
  }
}

async function connected(connecting: Promise<unknown>, end: () => void): Promise<void> {
  const timer = setTimeout(end, CONNECT_MS)
  try {
    await connecting
  } catch (error) {
    end()
    throw faultOf(error)
  } finally {
    clearTimeout(timer)
  }
}

type Options = Omit<RedisClientOptions, 'RESP' | 'socket'> & { readonly RESP: 2; socket: Socket }

type Socket = NonNullable<RedisClientOptions['socket']>

function optionsOf(server: StoreServer, tls: TlsTexts): Options {
  const always = { connectTimeout: CONNECT_MS, reconnectStrategy: false } as const
  return {
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    commandsQueueMaxLength: COMMANDS_MAX,
    socket: { ...always, ...addressOf(server, tls) },
  }
}

function addressOf(server: StoreServer, tls: TlsTexts): Socket {
  if (server.kind === 'unix') return { path: server.path, tls: false }
  const { host, port, isSecure } = server
  if (!isSecure) return { host, port }
  return { host, port, tls: true, ...tls, servername: tls.servername ?? host }
}

function credentialsOf(
  credentials: Credentials | null,
): Pick<RedisClientOptions, 'username' | 'password'> {
  if (credentials === null) return {}
  const { user, password } = credentials
  return {
    ...(user === null ? {} : { username: user }),
    ...(password === null ? {} : { password }),
  }
}
