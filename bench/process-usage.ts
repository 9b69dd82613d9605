import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second (proc(5), `USER_HZ`), however it ticks inside. */
const TICK_MICROSECONDS = 10_000

/** Places in /proc/PID/stat, counted from behind the program's name. */
const USER_TIME = 11
const SYSTEM_TIME = 12
/** Of its children that have ended. */
const CHILDREN_USER_TIME = 13
const CHILDREN_SYSTEM_TIME = 14

/** CPU time of a process and its children, all threads, user and system, in microseconds. */
export function cpuMicroseconds(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + ticksOf(member) * TICK_MICROSECONDS, 0)
}

/** The same with the children that it has had and that have ended. */
export function cpuMicrosecondsInAll(pid: number): number {
  const ended = [CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME]
  return familyOf(pid).reduce(
    (sum, member) => sum + ticksOf(member, ended) * TICK_MICROSECONDS,
    cpuMicroseconds(pid),
  )
}

function ticksOf(pid: number, places = [USER_TIME, SYSTEM_TIME]): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return places.reduce((sum, place) => sum + Number(fields[place]), 0)
}

/** Resident memory now and at its highest, children included, in MiB. */
export function memoryMiB(pid: number): { readonly now: number; readonly peak: number } {
  let now = 0
  let peak = 0
  for (const member of familyOf(pid)) {
    const status = readFileSync(`/proc/${member}/status`, 'latin1')
    now += kibibytes(status, 'VmRSS')
    peak += kibibytes(status, 'VmHWM')
  }
  return { now: now / 1024, peak: peak / 1024 }
}

function kibibytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
}

/** Whoever it has started from its first thread, and theirs: nginx's workers. */
function familyOf(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

/** The processes that a process's first thread has started, oldest first. */
export function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
  return children.split(' ').filter(Boolean).map(Number)
}
