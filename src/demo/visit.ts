import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type Sessions } from './sessions.ts'

/** One request on its way to its answer. */
export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  readonly sessions: Sessions
}

export type Handler = (visit: Visit) => void | Promise<void>

/** A path and what answers there, by method. HEAD is answered wherever GET is. */
export interface Route {
  readonly path: string
  readonly methods: ReadonlyMap<string, Handler>
}

/** Names what answers a path. */
export function route(path: string, methods: Readonly<Record<string, Handler>>): Route {
  const byMethod = new Map(Object.entries(methods))
  const get = byMethod.get('GET')
  if (get !== undefined) byMethod.set('HEAD', get)
  return { path, methods: byMethod }
}

/** Thrown where a request cannot be served; the router answers it with an error page. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
