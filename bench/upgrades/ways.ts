import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pause } from '../endurance/pause.ts'
import { type Contender, type Setting } from '../endurance/contender.ts'
import { startGate, untilItListens } from '../endurance/servers/gate.ts'
import { startHaproxy } from '../endurance/servers/haproxy.ts'
import { startNginx } from '../endurance/servers/nginx.ts'
import { type Fleet } from '../fleet.ts'
import { childrenOf } from '../process-usage.ts'
import { findNginx } from '../servers/nginx.ts'

const run = promisify(execFile)

const PROGRAM = join(import.meta.dirname, '../../bin/paart')
const LOOK_MS = 5
const CHANGE_MS_MAX = 60_000

/** A server with its own way to let another program take its place. */
export interface Upgradable {
  readonly port: number
  /** How it is done, for the table. */
  readonly way: string
  readonly upgrade: () => Promise<void>
  /** Ends whoever serves now. */
  readonly end: () => void
}

/** Null where it is not installed. */
export type Start = (fleet: Fleet, setting: Setting) => Promise<Upgradable | null>

export const WAYS: Readonly<Record<string, Start>> = {
  paart: startPaart,
  nginx: startUpgradableNginx,
  haproxy: async (fleet, setting) => {
    const contender = await startHaproxy(fleet, setting)
    if (contender === null) return null
    const { port, pid, reload } = contender
    return {
      port,
      way: 'its master starts itself anew (SIGUSR2), listeners by expose-fd',
      upgrade: reload,
      end: () => kill(pid, 'SIGTERM'),
    }
  },
}

async function startPaart(fleet: Fleet, setting: Setting): Promise<Upgradable> {
  const { port, pid: first } = await startGate(fleet, setting)
  let pid = first
  return {
    port,
    way: 'paart upgrade',
    async upgrade() {
      const file = join(setting.folder, 'paart.yaml')
      const { stdout } = await run(PROGRAM, ['--config', file, '--json', 'upgrade'])
      pid = pidIn(stdout)
    },
    end: () => kill(pid, 'SIGTERM'),
  }
}

/** Of the process that serves now, as `--json` tells it. */
function pidIn(report: string): number {
  const [, pid = ''] = /"pid":(\d+)/.exec(report) ?? []
  if (pid === '') throw new Error(`no process is named: ${report}`)
  return Number(pid)
}

/** As nginx' own manual has it: the new master beside the old one, whose workers then end, and it with them. */
async function startUpgradableNginx(fleet: Fleet, setting: Setting): Promise<Upgradable | null> {
  const contender = await startNginx(fleet, setting)
  if (contender === null) return null
  // A master whose parent is the one that started it takes itself for the new one, and ignores the signal.
  await contender.stop()
  const file = join(setting.folder, 'nginx.conf')
  writeFileSync(file, readFileSync(file, 'utf8').replace('daemon off;', 'daemon on;'))
  const args = ['-p', setting.folder, '-e', join(setting.folder, 'errors'), '-c', file]
  await once(spawn(findNginx() ?? 'nginx', args, { stdio: 'ignore' }), 'exit')
  const master = (): number => Number(readFileSync(join(setting.folder, 'nginx.pid'), 'utf8'))
  await until('nginx has a master', () => workersOf(masterOf(master) ?? 0) > 0)
  return {
    port: contender.port,
    way: 'SIGUSR2 to its master, then SIGWINCH and SIGQUIT to the old one',
    async upgrade() {
      const old = master()
      kill(old, 'SIGUSR2')
      await until('nginx has two masters', () => {
        const fresh = masterOf(master)
        return fresh !== null && fresh !== old && workersOf(fresh) > 0
      })
      kill(old, 'SIGWINCH')
      kill(old, 'SIGQUIT')
      await until('the old nginx has ended', () => !isAlive(old))
    },
    end: () => kill(master(), 'SIGTERM'),
  }
}

/** The file is not there for a moment. */
function masterOf(read: () => number): number | null {
  try {
    return read()
  } catch {
    return null
  }
}

function workersOf(pid: number): number {
  try {
    return childrenOf(pid).length
  } catch {
    return 0
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const untilMs = performance.now() + CHANGE_MS_MAX
  while (!isSo()) {
    if (performance.now() > untilMs) throw new Error(`it never came about: ${what}`)
    await pause(LOOK_MS)
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, signal)
}

/** Stops the gate and starts it again, as `systemctl restart` does; settles when it listens. */
export async function restartPaart(
  fleet: Fleet,
  setting: Setting,
  running: Contender,
): Promise<Contender> {
  await running.stop()
  const output = join(setting.folder, `output-${performance.now()}`)
  const args = ['--config', join(setting.folder, 'paart.yaml'), 'run']
  const { pid, stop } = await fleet.foreign(PROGRAM, args, { port: setting.port, output })
  await untilItListens(output)
  return { ...running, pid, stop }
}
