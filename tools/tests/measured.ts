import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Part, partsIn } from './tap-text.ts'

/** What one run of a test file took. */
export interface Measured {
  readonly path: string
  readonly ok: boolean
  readonly wallMs: number
  /** Of its process and of those it started and saw end; null where the system does not tell. */
  readonly cpuMs: number | null
  readonly parts: readonly Part[]
  readonly waits: readonly Wait[]
}

/** Timers of one line of a program that came due: the test may have waited for them. */
export interface Wait {
  /** File and line. */
  readonly from: string
  readonly count: number
  readonly longestMs: number
}

/** As patient as `npm test` is, in seconds. */
const PATIENCE_S = '600'

const PRELOAD = new URL('waits.ts', import.meta.url).href

/** Runs a test file by itself: nobody else runs, so that CPU time is known to be its own. */
export async function measure(
  path: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-times-'))
  const waits = join(folder, 'waits')
  writeFileSync(waits, '')
  const [beganMs, cpuMs] = [performance.now(), cpuOfChildren()]
  const child = spawn(process.execPath, ['--import', PRELOAD, path], {
    env: {
      TAP_TIMEOUT: PATIENCE_S,
      ...process.env,
      ...environment,
      WAITS_FILE: waits,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve))
  const report = await text(child.stdout)
  const code = await ended
  const wallMs = performance.now() - beganMs
  const usedMs = cpuOfChildren()
  const measured = {
    path,
    ok: code === 0,
    wallMs,
    cpuMs: cpuMs === null || usedMs === null ? null : usedMs - cpuMs,
    parts: partsIn(report),
    waits: waitsIn(readFileSync(waits, 'utf8')),
  }
  rmSync(folder, { recursive: true })
  return measured
}

/** Linux counts in hundredths of a second, whatever the kernel's own tick is (`USER_HZ`). */
const TICK_MS = 10

/** What ended children of this process have used, with theirs: proc_pid_stat(5), fields 16 and 17. */
function cpuOfChildren(): number | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) * TICK_MS
  } catch {
    return null
  }
}

/** Lines of `waits.ts`, those of one place together, the longest first. */
export function waitsIn(lines: string): readonly Wait[] {
  const timers = lines.split('\n').flatMap((line) => {
    const [, ms, from = ''] = /^(\d+) (.+)$/.exec(line) ?? []
    return ms === undefined ? [] : [{ ms: Number(ms), from }]
  })
  return [...Map.groupBy(timers, ({ from }) => from)]
    .map(([from, found]) => ({
      from,
      count: found.length,
      longestMs: Math.max(...found.map(({ ms }) => ms)),
    }))
    .toSorted((a, b) => b.longestMs - a.longestMs || (a.from < b.from ? -1 : 1))
}
