import { type Fleet, type RunningServer } from '../fleet.ts'
import { caddyEnv, configureCaddy } from '../servers/caddy.ts'
import { configureHaproxy } from '../servers/haproxy.ts'
import { configureNginx, findProgram, freePort } from '../servers/nginx.ts'

/** Programs of this repository that do nothing but forward. */
const OURS = { undici: 'servers/undici.ts', 'http-proxy-3': 'servers/http-proxy.ts' } as const

interface Foreign {
  readonly configure: (options: {
    readonly folder: string
    readonly port: number
    readonly originPort: number
  }) => readonly string[]
  readonly env?: (folder: string) => Readonly<Record<string, string>>
  /** What it says goes nowhere: it is no part of what it does. */
  readonly isTalkative?: boolean
}

/** Servers that are measured where they are installed. */
const FOREIGN: Readonly<Record<string, Foreign>> = {
  nginx: { configure: configureNginx },
  haproxy: { configure: configureHaproxy },
  caddy: { configure: configureCaddy, env: caddyEnv, isTalkative: true },
}

/** Those that are not installed here. */
export function missingServers(): readonly string[] {
  return Object.keys(FOREIGN).filter((name) => findProgram(name) === null)
}

/** Starts a server that forwards to that port; null where it is not installed. */
export async function startOther(
  name: string,
  fleet: Fleet,
  originPort: number,
): Promise<RunningServer | null> {
  const ours = Object.entries(OURS).find(([each]) => each === name)?.[1]
  if (ours !== undefined) return fleet.server(ours, [`http://127.0.0.1:${originPort}`])
  const foreign = FOREIGN[name]
  const program = foreign === undefined ? null : findProgram(name)
  if (foreign === undefined || program === null) return null
  const port = await freePort()
  const args = foreign.configure({ folder: fleet.folder, port, originPort })
  const { env, isTalkative } = foreign
  const output = isTalkative === true ? '/dev/null' : undefined
  return fleet.foreign(program, args, { port, env: env?.(fleet.folder), output })
}
