import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'

/** What proc(5) says of a socket that listens. */
const LISTENING = '0A'

/** Sockets of this machine that listen, by what the system says: the port of each inode. */
function listeningSockets(): ReadonlyMap<string, number> {
  const lines = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, 'latin1').trim().split('\n').slice(1),
  )
  const sockets = lines.map((line) => line.trim().split(/\s+/))
  return new Map(
    sockets
      .filter(([, , , state]) => state === LISTENING)
      .map(([, local = '', , , , , , , , inode = '']) => [inode, portOf(local)]),
  )
}

function portOf(local: string): number {
  return Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
}

/** The TCP ports at which a process listens, each once; none where it has ended. */
export function portsOf(pid: number): ReadonlySet<number> {
  const ports = listeningSockets()
  const inodes = filesOf(pid).map((file) => /^socket:\[(\d+)\]$/.exec(file)?.[1] ?? '')
  return new Set(inodes.map((inode) => ports.get(inode)).filter((port) => port !== undefined))
}

/** What a process has open, as the links in its folder of proc(5) name it. */
function filesOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** What a process does with a signal, by proc(5). */
export type Disposition = 'Blk' | 'Ign' | 'Cgt'

/** Whether a process blocks, ignores or catches a signal: whether it would not end by it. */
export function withstands(
  pid: number,
  signal: NodeJS.Signals,
  how: readonly Disposition[] = ['Blk', 'Ign', 'Cgt'],
): boolean {
  const text = statusOf(pid)
  const bit = 1n << BigInt(constants.signals[signal] - 1)
  return how.some((each) => {
    const [, mask = '0'] = new RegExp(`^Sig${each}:\\s+(\\w+)$`, 'm').exec(text) ?? []
    return (BigInt(`0x${mask}`) & bit) !== 0n
  })
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1')
  } catch {
    return ''
  }
}
