import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Test } from 'tap'
import { parseKeyFile } from '../../src/client/index.ts'
import { type RunningCommand, startCommand } from './command.ts'
import { eventually } from './eventually.ts'
import { configText } from './gate.ts'
import { request } from './http.ts'
import { MANY_PASSES, knowKeys } from './insider.ts'

interface Asked {
  readonly status: number
  readonly report: Readonly<Record<string, unknown>>
}

/** A gate that runs as operators run it, on a key file that others may read. */
export interface KeyedGate {
  readonly command: RunningCommand
  readonly folder: string
  readonly port: number
  readonly ask: (method: 'GET' | 'POST', path: string) => Promise<Asked>
}

export interface KeyedGateOptions {
  readonly folder: string
  readonly keys: string
  readonly backendPort: number
}

export async function startGateOn(
  t: Test,
  { folder, keys, backendPort }: KeyedGateOptions,
): Promise<KeyedGate> {
  mkdirSync(folder, { recursive: true })
  const text = configText({
    backendPort,
    policies: 'open: { challenge: always }',
    rest: `pass: { keys: ${keys} }\n${MANY_PASSES}`,
  })
  writeFileSync(join(folder, 'paart.yaml'), text)
  knowKeys(keys)
  const command = startCommand(['--config', 'paart.yaml', 'run'], { cwd: folder })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  return {
    command,
    folder,
    port,
    async ask(method, path) {
      const headers = { Accept: 'application/json', Connection: 'close' }
      const { status, text } = await request(join(folder, 'admin.sock'), { method, path, headers })
      return { status, report: JSON.parse(text) as Asked['report'] }
    },
  }
}

/** Two of them that have read one key file. */
export async function startTwoGates(
  t: Test,
  backendPort: number,
): Promise<{ a: KeyedGate; b: KeyedGate; keys: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-two-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const keys = join(folder, 'keys.json')
  // One makes the file.
  const a = await startGateOn(t, { folder: join(folder, 'a'), keys, backendPort })
  const b = await startGateOn(t, { folder: join(folder, 'b'), keys, backendPort })
  await eventually('both have read it', () => {
    return Object.keys(parseKeyFile(readFileSync(keys, 'utf8')).readers ?? {}).length === 2
  })
  return { a, b, keys, folder }
}
