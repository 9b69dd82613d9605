import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const SUITE = dirname(fileURLToPath(import.meta.resolve('http-cache-tests/package.json')))

/** What one test of `http-cache-tests` came to: true, or a kind of failure and its message. */
export type CacheVerdict = true | readonly [kind: string, message: string]

/** By the ids of the tests. */
export type CacheVerdicts = Readonly<Record<string, CacheVerdict>>

export interface CacheOrigin {
  readonly port: number
  readonly close: () => Promise<void>
}

type Handle = (
  segments: readonly string[],
  request: IncomingMessage,
  answer: ServerResponse,
) => void

/** The suite's own origin, on this machine alone: the program that comes with it listens to all. */
export async function startCacheOrigin(): Promise<CacheOrigin> {
  const handlers = new Map<string, Handle>()
  for (const name of ['config', 'state', 'test']) {
    const module = (await import(`${SUITE}/server/handle-${name}.mjs`)) as { default: Handle }
    handlers.set(name, module.default)
  }
  const server = createServer((request, answer) => {
    const [, name = '', ...segments] = new URL(request.url ?? '', 'http://a').pathname.split('/')
    const handle = handlers.get(name)
    if (handle === undefined) answer.writeHead(404).end()
    else handle(segments, request, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The suite waits three seconds within many of its tests, a hundred of them side by side. */
const RUN_MS_MAX = 240_000

/** Runs the suite's own client, which keeps its state in its modules, in a process of its own. */
export async function runCacheTests(base: string): Promise<CacheVerdicts> {
  const child = spawn(process.execPath, ['--no-warnings', 'cli.mjs'], {
    cwd: SUITE,
    env: { npm_config_base: base, npm_config_id: '', npm_package_config_id: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: RUN_MS_MAX,
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  await once(child, 'close')
  return JSON.parse(text) as CacheVerdicts
}
