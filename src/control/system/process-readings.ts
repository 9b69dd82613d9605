import { readFileSync, readdirSync } from 'node:fs'
import { type ProcessReadings } from '../../record/index.ts'

/** What the system says of this process, for monitors. */
export function processReadings(openFilesMax: number | null): ProcessReadings {
  const { user, system } = process.cpuUsage()
  return {
    cpuSeconds: (user + system) / 1e6,
    startSeconds: performance.timeOrigin / 1000,
    residentBytes: process.memoryUsage.rss(),
    virtualBytes: virtualBytes(),
    openFiles: openFiles(),
    openFilesMax,
  }
}

/** `VmSize` of proc(5), which is in KiB whatever a page is. */
function virtualBytes(): number | null {
  try {
    const status = readFileSync('/proc/self/status', 'latin1')
    const [, size] = /^VmSize:\s*(\d+) kB$/m.exec(status) ?? []
    return size === undefined ? null : Number(size) * 1024
  } catch {
    return null
  }
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
