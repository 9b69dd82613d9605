import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Test } from 'tap'
import { type RunningCommand, startCommand } from './command.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Short, for the gate's socket in it: a socket's path has 108 bytes at most. */
export function benchFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a benchmark, whose files go into that folder. */
export function startBench(
  args: readonly string[],
  folder: string,
  file = 'bench/run.ts',
): RunningCommand {
  const env = { ...process.env, TMPDIR: folder } as Readonly<Record<string, string>>
  return startCommand([file, ...args], { cwd: ROOT, program: process.execPath, env })
}
