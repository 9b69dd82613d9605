import type { Client } from 'undici'
import { type BackendHealth } from '../model/index.ts'
import { type Reach } from './http1/opening.ts'

/** Asks one server once; `done` is called once with whether it answered well. */
export type Check = (reach: Reach, health: BackendHealth, done: (isGood: boolean) => void) => void

/**
 * One GET on a connection of its own: a server is well when it answers with 2xx or 3xx in time. Only
 * the head is waited for.
 */
export const checkServer: Check = (reach, health, done) => {
  let client: Client | null = null
  let isOver = false
  const end = (isGood: boolean): void => {
    clearTimeout(timer)
    if (isOver) return
    isOver = true
    done(isGood)
    client?.destroy().catch(() => undefined)
  }
  const timer = setTimeout(() => end(false), health.timeoutMs)
  openClient(reach, health)
    .then((opened) => {
      client = opened
      if (isOver) client.destroy().catch(() => undefined)
      else ask(client, health, end)
    })
    .catch(() => end(false))
}

function ask(client: Client, health: BackendHealth, end: (isGood: boolean) => void): void {
  const headers = ['User-Agent', 'Paart-Health']
  if (health.host !== null) headers.push('Host', health.host)
  client.dispatch(
    { path: health.path, method: 'GET', headers, reset: true },
    {
      onRequestStart: () => undefined,
      onResponseData: () => undefined,
      onResponseEnd: () => undefined,
      onResponseStart: (_controller, status) => end(status >= 200 && status < 400),
      onResponseError: () => end(false),
    },
  )
}

async function openClient(
  { protocol, host, port, socketPath, secureContext, lookup, servername }: Reach,
  { timeoutMs }: BackendHealth,
): Promise<Client> {
  // Loaded only where servers are looked after: it is large.
  const { default: undici } = await import('undici')
  const connect = undici.buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    socketPath,
    lookup,
    servername,
    ...(secureContext === undefined ? {} : { secureContext }),
  })
  const name = host.includes(':') ? `[${host}]` : host
  return new undici.Client(`${protocol}//${name}:${port}`, {
    // The name that is verified is the server's, never that of a Host field.
    connect: ({ servername: _ofRequest, ...target }, callback) => connect(target, callback),
  })
}
