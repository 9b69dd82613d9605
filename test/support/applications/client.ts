import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a client program said and how it ended. */
export interface ClientEnd {
  readonly code: number | null
  readonly out: Buffer
  readonly err: string
}

/** A folder in which client programs run, without anybody's settings. */
export interface ClientDesk {
  readonly folder: string
  readonly run: (program: string, argv: readonly string[]) => Promise<ClientEnd>
  readonly clear: () => void
}

/** No client here works for longer, Java's compiler on a busy machine included. */
const RUN_MS_MAX = 60_000

export function openClientDesk(): ClientDesk {
  const folder = mkdtempSync(join(tmpdir(), 'paart-client-'))
  const clear = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', clear)
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  }
  return {
    folder,
    async run(program, argv) {
      const child = spawn(program, argv, {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: RUN_MS_MAX,
      })
      const out: Buffer[] = []
      const err: Buffer[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
      await once(child, 'close')
      return { code: child.exitCode, out: Buffer.concat(out), err: Buffer.concat(err).toString() }
    },
    clear,
  }
}
