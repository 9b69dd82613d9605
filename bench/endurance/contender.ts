import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Fleet, type RunningServer } from '../fleet.ts'
import { childrenOf, memoryMiB } from '../process-usage.ts'
import { freePort } from '../servers/nginx.ts'

/** A server that is put to the same tests as the others. */
export interface Contender extends RunningServer {
  readonly name: string
  /** Its access log. */
  readonly log: string
  /** Memory of all its processes; what they share counts for each. */
  readonly residentKibibytes: () => number
  /** Takes up a changed configuration without an end; settles when it is in force. */
  readonly reload: () => Promise<void>
  /** Takes up a configuration with so many rules, each of which shuts a path of its own; settles as `reload` does. */
  readonly configure: (rules: number) => Promise<void>
  /** Back to the configuration it had before that. */
  readonly goBack: () => Promise<void>
  /** Ends one of its workers at once; settles when another one serves. Null where it has none. */
  readonly killWorker: (() => Promise<void>) | null
  /** Replaces one of its workers in good order. Null where it cannot. */
  readonly replaceWorker: (() => Promise<void>) | null
}

/** What all of them are configured with. */
export interface Setting {
  readonly port: number
  readonly originPort: number
  /** Nobody listens there. */
  readonly refusedPort: number
  /** How long they wait for the application, between two bytes of it as well. */
  readonly patienceSeconds: number
  /** One for each server; what it writes goes there. */
  readonly folder: string
  readonly log: string
}

/** Workers of each, in processes or threads: the machine's two cores. */
export const WORKERS = 2

/** The patience that all of them have with a client's head, and with a kept connection. */
export const HEAD_SECONDS = 30
export const KEEP_ALIVE_SECONDS = 65

/** The site whose application does not listen. */
export const REFUSED_HOST = 'refused.test'

/** More than the idle connections of a run, for every server. */
export const CONNECTIONS_MAX = 16_000

/** A new worker serves within this time, or never. */
const CHANGE_MS_MAX = 20_000
const LOOK_MS = 5

/** Ports are chosen here: not every server can choose one and tell it. */
export async function settle(
  name: string,
  fleet: Fleet,
  world: Pick<Setting, 'originPort' | 'refusedPort' | 'patienceSeconds'>,
): Promise<Setting> {
  const folder = join(fleet.folder, name)
  mkdirSync(folder, { recursive: true })
  return { ...world, port: await freePort(), folder, log: join(folder, 'access.log') }
}

/** What can be told of every server by its process alone. */
export function contenderOf(
  name: string,
  running: RunningServer,
  { log }: Setting,
): Pick<Contender, 'name' | 'log' | 'residentKibibytes' | keyof RunningServer> {
  return { ...running, name, log, residentKibibytes: () => memoryMiB(running.pid).now * 1024 }
}

/** Makes a change to a server of processes, and waits until one of its workers is a new one. */
export async function untilNewWorker(pid: number, change: () => void): Promise<void> {
  const before = new Set(childrenOf(pid))
  change()
  const untilMs = performance.now() + CHANGE_MS_MAX
  while (performance.now() < untilMs) {
    const now = childrenOf(pid)
    if (now.length >= before.size && now.some((child) => !before.has(child))) return
    await new Promise((resolve) => void setTimeout(resolve, LOOK_MS))
  }
  throw new Error('no new worker has come')
}
