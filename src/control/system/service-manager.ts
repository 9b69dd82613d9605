import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Letters } from './letters.ts'
import { messageOf } from './start-error.ts'
import { unixDatagrams } from './unix-datagrams.ts'

const run = promisify(execFile)

/** It waits for this program, which only hands over a line. */
const NOTIFY_MS_MAX = 5_000

/** One line for people; `systemctl status` shows no more. */
const STATUS_CHARS_MAX = 200

/** Whoever started the gate and wants to hear how it fares, as sd_notify(3) describes it. */
export interface ServiceManager {
  /** The gate serves, as one line says. */
  readonly serving: (status: string) => void
  readonly reloading: () => void
  readonly stopping: () => void
  /** From now on another process is the gate; what that says is believed. */
  readonly succeeded: (pid: number) => void
  readonly alive: () => void
  /** So often it wants to hear that the gate is alive; null where it does not. */
  readonly aliveMs: number | null
}

export interface ServiceManagerOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pid: number
  /** Is told what stands in the way, in one line. */
  readonly onNote: (line: string) => void
}

/** Hands over lines such as `READY=1`, of this process unless another is named. */
type Tell = (lines: readonly string[], pid?: number) => void

/** Null where nobody wants to hear anything. */
export async function openServiceManager(
  options: ServiceManagerOptions,
): Promise<ServiceManager | null> {
  const address = options.env['NOTIFY_SOCKET']
  if (address === undefined || address === '') return null
  const tell = (await byDatagram(address, options)) ?? byProgram(options)
  return {
    serving: (status) => tell(['READY=1', `STATUS=${oneLine(status)}`]),
    reloading: () => tell(['RELOADING=1', `MONOTONIC_USEC=${monotonicMicroseconds()}`]),
    stopping: () => tell(['STOPPING=1', 'STATUS=finishing what is under way']),
    succeeded: (pid) => tell([`MAINPID=${pid}`, 'READY=1'], pid),
    alive: () => tell(['WATCHDOG=1']),
    aliveMs: aliveMs(options),
  }
}

async function byDatagram(
  address: string,
  { onNote }: ServiceManagerOptions,
): Promise<Tell | null> {
  const send = await unixDatagrams(address)
  if (send === null) return null
  const letters = new Letters(send, (line) =>
    onNote(`the service manager at ${address} takes no ${line}`),
  )
  return (lines) => letters.post(lines)
}

/** One call after the other: what is said last is what it is to believe. */
function byProgram({ pid: own, onNote }: ServiceManagerOptions): Tell {
  let told = Promise.resolve()
  return (lines, pid = own) => {
    const call = (): Promise<unknown> =>
      run('systemd-notify', [`--pid=${pid}`, ...lines], { timeout: NOTIFY_MS_MAX })
    told = told.then(call).then(
      () => undefined,
      (error: unknown) => onNote(`the service manager could not be told: ${messageOf(error)}`),
    )
  }
}

function oneLine(status: string): string {
  return (status.split('\n').find((line) => line !== '') ?? '').slice(0, STATUS_CHARS_MAX)
}

/** CLOCK_MONOTONIC, by which systemd tells this reload from the last one. */
function monotonicMicroseconds(): bigint {
  return process.hrtime.bigint() / 1000n
}

/** Half of what it waits, as sd_watchdog_enabled(3) advises. It may have meant another process. */
function aliveMs({ env, pid }: ServiceManagerOptions): number | null {
  const microseconds = Number(env['WATCHDOG_USEC'] ?? 0)
  if (env['WATCHDOG_PID'] !== undefined && env['WATCHDOG_PID'] !== String(pid)) return null
  return microseconds > 0 ? Math.max(1, Math.floor(microseconds / 2000)) : null
}
