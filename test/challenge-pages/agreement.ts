import { execFileSync } from 'node:child_process'
import { createUnit } from '../../src/challenge-pages/index.ts'
import { load } from './browser-script.ts'
import * as stranger from './stranger.ts'

/**
 * In how many of so many random units the verifier, JavaScript and WebAssembly do not agree, from 36 bytes on. In a
 * process of its own, which nobody counts the lines of: under coverage the same work takes ten times as long.
 * Run as a program it is that process.
 */
export function disagreements(start: Buffer, units: number): number {
  const args = ['-i', process.execPath, import.meta.filename, start.toString('hex'), String(units)]
  return Number(execFileSync('env', args, { encoding: 'utf8' }))
}

function compare(start: Buffer, count: number): number {
  const script = load()
  const units = createUnit({ sizeLog2: 14, passes: 2 })
  const plain = script.createUnit(14, 2)
  const wasm = script.createWasmUnit(14, 2)
  const output = new Int32Array(2)
  const [first = 0, ...rest] = stranger.wordsOf(start)
  const seed = Int32Array.from(rest)
  let index = first
  let differences = 0
  for (let i = 0; i < count; i++) {
    units(seed, index, output)
    const [word = 0, next = 0] = output
    const tag = word & 0xffff
    if (plain(seed, index) !== tag || wasm?.(seed, index) !== tag) differences++
    // The next input comes from the last result, so a failure can be repeated from the start.
    seed[i & 7] = (seed[i & 7] ?? 0) ^ word
    index = next >>> 0
  }
  return differences
}

if (import.meta.main) {
  const [start = '', count = ''] = process.argv.slice(2)
  process.stdout.write(`${compare(Buffer.from(start, 'hex'), Number(count))}\n`)
}
