import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { type BackendHealth } from '../model/index.ts'
import { type Reach } from './connector.ts'

/** Asks one server once; `done` is called once with whether it answered well. */
export type Check = (reach: Reach, health: BackendHealth, done: (isGood: boolean) => void) => void

/**
 * One GET on a connection of its own: a server is well when it answers with 2xx or 3xx in time. Only
 * the head is waited for.
 */
export const checkServer: Check = (reach, health, done) => {
  const { protocol, socketPath, secureContext, ...rest } = reach
  const ask = protocol === 'https:' ? requestHttps : requestHttp
  const request = ask({
    ...rest,
    ...(socketPath === null ? {} : { socketPath }),
    ...(secureContext === undefined ? {} : { secureContext }),
    agent: false,
    path: health.path,
    headers: {
      'User-Agent': 'Paart-Health',
      ...(health.host === null ? {} : { Host: health.host }),
    },
  })
  let isOver = false
  const end = (isGood: boolean): void => {
    clearTimeout(timer)
    request.destroy()
    if (!isOver) done(isGood)
    isOver = true
  }
  const timer = setTimeout(() => end(false), health.timeoutMs)
  request.on('error', () => end(false))
  request.once('response', ({ statusCode = 0 }) => end(statusCode >= 200 && statusCode < 400))
  request.end()
}
