import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Test } from 'tap'
import { type RunningCommand, startCommand } from './command.ts'
import { eventually } from './eventually.ts'
import { configText } from './gate.ts'
import { get, request } from './http.ts'
import { MANY_PASSES, knowKeys } from './insider.ts'
import { NAVIGATION } from './visitor.ts'

/** What a gate says of its keys (`paart keys list --json`). */
export interface KeysSaid {
  readonly keys: readonly {
    readonly id: string
    readonly signing: boolean
    readonly verifyUntil: string | null
  }[]
  readonly others: readonly { readonly id: string; readonly ring: string }[]
}

/** A gate that runs as operators run it and shares its ring by a store; its keys are its own. */
export interface RingGate {
  readonly command: RunningCommand
  readonly folder: string
  readonly port: number
  readonly ask: (
    method: 'GET' | 'POST',
    path: string,
  ) => Promise<{ readonly status: number; readonly report: Readonly<Record<string, unknown>> }>
  readonly text: (path: string) => Promise<string>
  readonly keys: () => Promise<KeysSaid>
  /** The id of the key that signs. */
  readonly signing: () => Promise<string>
}

export interface RingGateOptions {
  /** As a configuration names the store. */
  readonly url: string
  readonly backendPort: number
  /** What all of them share their ring by. */
  readonly secret: string
  /** Where one lived before; default: a new folder, gone with the test. */
  readonly folder?: string
  /** Default: in its folder. */
  readonly keysFile?: string
}

export const SECRET = `${'k'.repeat(20)}0123456789abcdefghijklmnop`

export async function startRingGate(
  t: Test,
  { url, backendPort, secret, folder = newFolder(t), keysFile = 'run/keys.json' }: RingGateOptions,
): Promise<RingGate> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'ring.secret'), `${secret}\n`, { mode: 0o600 })
  const store = `{ kind: valkey, urls: ["${url}"], ringSecretFile: ring.secret }`
  const text = configText({
    backendPort,
    policies: 'open: { challenge: always }',
    rest: `store: ${store}\npass: { keys: ${keysFile} }\n${MANY_PASSES}`,
  })
  writeFileSync(join(folder, 'paart.yaml'), text)
  knowKeys(resolve(folder, keysFile))
  const command = startCommand(['--config', 'paart.yaml', 'run'], { cwd: folder })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  const send = (method: string, path: string, Accept: string): ReturnType<typeof request> =>
    request(join(folder, 'admin.sock'), { method, path, headers: { Accept, Connection: 'close' } })
  const keys = async (): Promise<KeysSaid> => {
    return JSON.parse((await send('GET', '/keys', 'application/json')).text) as KeysSaid
  }
  return {
    command,
    folder,
    port,
    keys,
    async ask(method, path) {
      const { status, text: said } = await send(method, path, 'application/json')
      return { status, report: JSON.parse(said) as Readonly<Record<string, unknown>> }
    },
    text: async (path) => (await send('GET', path, 'text/plain')).text,
    signing: async () => (await keys()).keys.find(({ signing }) => signing)?.id ?? '',
  }
}

/** Two that began at once, without a key among them, and have heard of each other. */
export async function startTwoRingGates(
  t: Test,
  url: string,
  backendPort: number,
): Promise<readonly [RingGate, RingGate]> {
  const options = { url, backendPort, secret: SECRET }
  const gates = await Promise.all([startRingGate(t, options), startRingGate(t, options)])
  await allHeard(gates)
  return gates
}

/** Settles when each has heard of each, and that it has the same secret. */
export async function allHeard(gates: readonly RingGate[]): Promise<void> {
  await eventually('they have heard of each other', async () => {
    return (await Promise.all(gates.map((gate) => gate.keys()))).every(({ others }) => {
      return others.filter(({ ring }) => ring === 'ours').length === gates.length - 1
    })
  })
}

/** The id of the key that has signed a pass. */
export function keyOf(cookie: string): string {
  const [header = ''] = cookie.slice(cookie.indexOf('=') + 1).split('.')
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid
}

/** What whoever shows a pass at a gate gets: 200, or 403 with the check page. */
export async function statusOf({ port }: RingGate, Cookie: string): Promise<number> {
  return (await get(port, '/', { ...NAVIGATION, Cookie })).status
}

export function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-ring-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
