/**
 * Another gate in the same run: `npm run bench -- --with FILE`. The file is a module whose default export is an
 * `Outsider`. It is started before the same application and asked the same, with the pass that it gives.
 *
 *     export default {
 *       name: 'another gate',
 *       command: ({ port, originPort, folder }) => ({
 *         program: '/usr/bin/another-gate',
 *         args: ['--listen', `127.0.0.1:${port}`, '--target', `http://127.0.0.1:${originPort}`],
 *         env: { GOMAXPROCS: '1' },
 *       }),
 *       earnPass: async ({ url, headers }) => 'another-gate-auth=…',
 *     }
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Fleet, type RunningServer } from '../fleet.ts'
import { freePort } from '../servers/nginx.ts'

export interface Outsider {
  readonly name: string
  /** How it is started, so that it listens on that port of 127.0.0.1 and forwards to the other; files go into the folder. */
  readonly command: (places: {
    readonly port: number
    readonly originPort: number
    readonly folder: string
  }) => {
    readonly program: string
    readonly args: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  }
  /** Earns its pass as `name=value`, for whoever sends these fields; null where it asks for none. */
  readonly earnPass: (asked: {
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
  }) => Promise<string | null>
}

/** Reads such a file. @throws Error that says what is wrong with it. */
export async function readOutsider(file: string): Promise<Outsider> {
  const { default: found }: { default?: unknown } = await import(pathToFileURL(resolve(file)).href)
  if (isOutsider(found)) return found
  throw new Error(`${file}: its default export is to have name, command() and earnPass()`)
}

function isOutsider(found: unknown): found is Outsider {
  if (typeof found !== 'object' || found === null) return false
  const [name, command, earnPass] = ['name', 'command', 'earnPass'].map((key): unknown =>
    Reflect.get(found, key),
  )
  return typeof name === 'string' && typeof command === 'function' && typeof earnPass === 'function'
}

/** Starts it before an application, and earns a pass. @throws Error where it does not start or gives none. */
export async function startOutsider(
  outsider: Outsider,
  fleet: Fleet,
  { originPort, headers }: { originPort: number; headers: Readonly<Record<string, string>> },
): Promise<RunningServer> {
  const port = await freePort()
  const { program, args, env } = outsider.command({ port, originPort, folder: fleet.folder })
  const server = await fleet.foreign(program, args, { port, env, output: '/dev/null' })
  const pass = await outsider.earnPass({ url: `http://127.0.0.1:${port}/page`, headers })
  return { ...server, passes: pass === null ? [] : [pass] }
}
