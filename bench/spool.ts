/**
 * `node bench/spool.ts [MiB]`: what an answer costs that waits on the disk for its reader, in milliseconds of CPU a
 * MiB, all threads of the process: copied, sealed, sealed and opened, and sealed, written, read and opened. Each in
 * turn, in five rounds; medians. 256 MiB a round unless told, in a file in the system's temporary folder.
 */
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BLOCK_BYTES } from '../src/proxy/spool/blocks.ts'
import { BlockSeal } from '../src/proxy/spool/block-seal.ts'
import { Spool } from '../src/proxy/spool/spool.ts'
import { type SpooledAnswer, type SpoolReader } from '../src/proxy/spool/spooled-answer.ts'
import { median } from './statistics.ts'

const ROUNDS = 5
const MIB = 1024 * 1024

const mebibytes = Number(process.argv[2] ?? 256)
const blocks = (mebibytes * MIB) / BLOCK_BYTES
const block = randomFillSync(Buffer.allocUnsafe(BLOCK_BYTES))
const seal = new BlockSeal()
const folder = mkdtempSync(join(tmpdir(), 'paart-spool-'))

type Way = () => Promise<void> | void

const WAYS: ReadonlyMap<string, Way> = new Map<string, Way>([
  ['copied', () => each(() => Buffer.from(block))],
  ['sealed', () => each(() => seal.seal([block]))],
  ['sealed and opened', () => each(sealAndOpen)],
  ['through the file', throughFile],
])

function each(step: () => unknown): void {
  for (let i = 0; i < blocks; i++) step()
}

function sealAndOpen(): void {
  const sealed = seal.seal([block])
  seal.open(sealed.pieces[0] ?? block, sealed)
}

/** Writes all of it before any is read, as for a reader who takes a while. */
async function throughFile(): Promise<void> {
  const spool = new Spool({
    folder,
    name: 'bench',
    bytesMax: 4 * mebibytes * MIB,
    answerBytesMax: mebibytes * MIB,
    nowMs: () => performance.now(),
    onFault: ({ code, doing }) => {
      throw new Error(`${doing}: ${code}`)
    },
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = blocks
  let answer: SpooledAnswer | null = null
  const add = (): void => {
    while (left > 0) {
      left--
      if (answer?.add(block) === false) return
    }
    answer?.end()
    answer?.next()
  }
  const reader: SpoolReader = {
    address: 'a',
    network: 'a',
    onBytes: () => true,
    onRoom: add,
    onFull: () => undefined,
    onEmpty: () => resolve(),
    onLost: () => undefined,
  }
  answer = spool.open(reader)
  add()
  await promise
}

/** Milliseconds of CPU a MiB. */
async function cost(way: Way): Promise<number> {
  const before = process.cpuUsage()
  await way()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / mebibytes
}

const costs = new Map([...WAYS.keys()].map((name) => [name, [] as number[]]))
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, way] of WAYS) {
    const ms = await cost(way)
    // The first is for warming up.
    if (round > 0) costs.get(name)?.push(ms)
  }
}
for (const [name, all] of costs)
  console.log(`${name.padEnd(20)} ${median(all).toFixed(3)} ms a MiB`)
rmSync(folder, { recursive: true })
