import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassDesk, keyRing, parseKeyFile } from '../../../src/client/index.ts'
import { get } from '../../../test/support/http.ts'
import { BROWSER } from '../../browser.ts'
import { untilItListens } from '../../endurance/servers/gate.ts'
import { type Fleet, type RunningServer } from '../../fleet.ts'
import { freePort } from '../../servers/nginx.ts'

/** The machine's two cores. */
export const WORKERS = 2

const DAY_SECONDS = 24 * 3600

/** A gate under siege, as an operator runs it. */
export interface BesiegedGate extends Omit<RunningServer, 'passes'> {
  /** Cookies with passes of the silent door that were earned so long ago. */
  readonly mint: (count: number, agoSeconds: number) => Promise<readonly string[]>
  /** A figure of its metrics, all its series together. */
  readonly metric: (name: string) => Promise<number>
}

/**
 * Starts the gate of a checkout with the configuration that ships with it; only where it listens, where the
 * application is, and that it believes a proxy on this machine (`connectAs`) is other.
 */
export async function startGate(
  fleet: Fleet,
  { tree, originPort }: { readonly tree: string; readonly originPort: number },
): Promise<BesiegedGate> {
  const { folder } = fleet
  const port = await freePort()
  const adminPort = await freePortBut(port)
  const file = join(folder, 'paart.yaml')
  // With what the example refers to.
  cpSync(join(tree, 'config'), folder, { recursive: true })
  writeFileSync(file, configOf(tree, { port, adminPort, originPort }))
  const output = join(folder, 'output')
  const program = join(tree, 'bin/paart')
  const running = await fleet.foreign(program, ['--config', file, 'run'], { port, output })
  await untilItListens(output)
  return {
    ...running,
    metric: (name) => metricOf(adminPort, name),
    mint: (count, agoSeconds) => mint(folder, count, agoSeconds),
  }
}

/** Nobody listens at the first one yet, so that the system may name it twice. */
async function freePortBut(port: number): Promise<number> {
  const other = await freePort()
  return other === port ? freePortBut(port) : other
}

interface Ports {
  readonly port: number
  readonly adminPort: number
  readonly originPort: number
}

function configOf(tree: string, { port, adminPort, originPort }: Ports): string {
  const example = readFileSync(join(tree, 'config/paart.yaml'), 'utf8')
    .replace('- address: 127.0.0.1:8080', `- { address: "127.0.0.1:${port}", proxyProtocol: true }`)
    .replace('http://127.0.0.1:8081', `http://127.0.0.1:${originPort}`)
  return `${example}
workers: ${WORKERS}
trustedProxies: [127.0.0.1]
admin: { socket: admin.sock, address: "127.0.0.1:${adminPort}" }
log: { to: access.log }
pass: { keys: keys.json }
`
}

async function metricOf(adminPort: number, name: string): Promise<number> {
  const { text } = await get(adminPort, '/metrics')
  const series = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))
  return [...series].reduce((sum, [, value]) => sum + Number(value), 0)
}

/** With the gate's own key: what they cost whoever earns them is entered by the rows. */
async function mint(folder: string, count: number, agoSeconds: number): Promise<readonly string[]> {
  const ring = keyRing(parseKeyFile(readFileSync(join(folder, 'keys.json'), 'utf8')))
  const desk = new PassDesk(
    () => ring,
    () => false,
  )
  const nowSeconds = Math.floor(Date.now() / 1000)
  const issue = (): Promise<string> =>
    desk.issue({
      sites: ['demo'],
      clearance: 'worked',
      provedAtSeconds: nowSeconds - agoSeconds,
      nowSeconds,
      expiresAtSeconds: nowSeconds + DAY_SECONDS,
      tags: desk.tagsOf(BROWSER['User-Agent']),
    })
  const tokens = await Promise.all(Array.from({ length: count }, issue))
  return tokens.map((token) => `paart=${token}`)
}
