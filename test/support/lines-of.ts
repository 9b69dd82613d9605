import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** The file once it has so many lines: they are written in the background. */
export async function linesOf(file: string, count: number): Promise<string[]> {
  for (;;) {
    const lines = readFileSync(file, 'utf8').split('\n')
    if (lines.length > count) return lines.slice(0, -1)
    await nextTurn()
  }
}
