import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Test } from 'tap'
import { LAUNCHER, type RunningCommand, ownEnvironment, startCommand } from './command.ts'
import { eventually } from './eventually.ts'
import { knowKeys } from './insider.ts'

/** How a command of an operator ended. */
export interface Ended {
  readonly code: number | string
  readonly out: string
  readonly err: string
}

/** A gate that was started by a link, as packages have it: what it leads to may be another version then. */
export interface Upgradable {
  readonly folder: string
  readonly port: number
  readonly command: RunningCommand
  /** Runs a command of an operator to its end. */
  readonly paart: (...argv: readonly string[]) => Promise<Ended>
  readonly write: (text: string) => void
  /** Puts another program in the place of the one that was started: a script, or null for the real one. */
  readonly install: (script: string | null) => void
  /** Upgrades, and gives the number of the process that serves now. */
  readonly upgrade: () => Promise<number>
}

export async function startUpgradable(
  t: Pick<Test, 'teardown'>,
  text: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Upgradable> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-upgrade-'))
  const program = join(folder, 'paart')
  const write = (next: string): void => writeFileSync(join(folder, 'gate.yaml'), next)
  const install = (script: string | null): void => {
    unlinkSync(program)
    if (script === null) symlinkSync(LAUNCHER, program)
    else writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }
  symlinkSync(LAUNCHER, program)
  write(text)
  knowKeys(join(folder, 'run/keys.json'))
  const options = { cwd: folder, program, env: ownEnvironment(env) }
  const command = startCommand(['--config', 'gate.yaml', 'run'], options)
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
    rmSync(folder, { recursive: true, force: true })
  })
  const port = Number(await command.says(/^paart: listening on http:\/\/127\.0\.0\.1:(\d+)/m))
  const paart: Upgradable['paart'] = async (...argv) => {
    const asked = startCommand(['--config', 'gate.yaml', ...argv], { cwd: folder })
    const code = await asked.ended
    return { code, out: asked.out(), err: asked.err() }
  }
  return {
    folder,
    port,
    command,
    paart,
    write,
    install,
    async upgrade() {
      const { code, out, err } = await paart('--json', 'upgrade')
      if (code !== 0) throw new Error(`the upgrade ended with ${code}: ${out}${err}`)
      return (JSON.parse(out) as { pid: number }).pid
    },
  }
}

/** Settles when a process has ended. */
export function ended(pid: number): Promise<void> {
  return eventually(`process ${pid} ends`, () => {
    try {
      process.kill(pid, 0)
      return false
    } catch {
      return true
    }
  })
}
