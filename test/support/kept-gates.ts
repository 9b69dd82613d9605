import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningCommand, startCommand } from './command.ts'
import { configText } from './gate.ts'
import { request } from './http.ts'
import { knowKeys } from './insider.ts'

type Test = { readonly teardown: (end: () => unknown) => void }

/** One of several gates that run as operators run them, on one key file; it keeps its port over restarts. */
export interface KeptGate {
  readonly port: number
  readonly folder: string
  readonly status: () => Promise<Readonly<Record<string, unknown>>>
  /** What it told people since it was started last. */
  readonly said: () => string
  /** Kills it at once. */
  readonly kill: () => Promise<void>
  /** Starts it, again. */
  readonly start: () => Promise<void>
}

export interface KeptGateOptions {
  /** Of all gates of the test: `newGatesFolder`. */
  readonly root: string
  readonly name: string
  readonly backendPort: number
  /** Where it keeps forms; gates that name the same one share it. */
  readonly kept: string
  /** Further YAML for a port. */
  readonly rest?: (port: number) => string
}

/** A folder for gates of one ring; it ends with the test. */
export function newGatesFolder(t: Test): string {
  const root = mkdtempSync(join(tmpdir(), 'paart-gates-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** One that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function startKeptGate(t: Test, options: KeptGateOptions): Promise<KeptGate> {
  const { root, name, backendPort, kept, rest = () => '' } = options
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const text = configText({
    backendPort,
    workers: 1,
    routes: '- { name: everything, policy: write }',
    policies: 'write: { challenge: always, signals: { behaviour: off } }',
    rest: `pass: { keys: ${join(root, 'keys.json')} }\nkeepSubmission: { folder: ${kept} }\n${rest(port)}`,
  })
  writeFileSync(join(folder, 'paart.yaml'), text.replace('127.0.0.1:0', `127.0.0.1:${port}`))
  knowKeys(join(root, 'keys.json'))
  let command: RunningCommand | null = null
  const start = async (): Promise<void> => {
    command = startCommand(['--config', 'paart.yaml', 'run'], { cwd: folder })
    await command.says(/listening on/)
  }
  const kill = async (): Promise<void> => {
    command?.signal('SIGKILL')
    await command?.ended
  }
  t.teardown(kill)
  await start()
  return {
    port,
    folder,
    start,
    kill,
    said: () => command?.err() ?? '',
    async status() {
      const headers = { Accept: 'application/json', Connection: 'close' }
      const { text: report } = await request(join(folder, 'admin.sock'), {
        path: '/status',
        headers,
      })
      return JSON.parse(report) as Readonly<Record<string, unknown>>
    },
  }
}

/** Somebody whose requests a balancer sends to one gate after the other. */
export function roundRobin<T>(all: readonly T[]): () => T {
  let next = 0
  return () => {
    const one = all[next++ % all.length]
    if (one === undefined) throw new Error('no gate at all')
    return one
  }
}
