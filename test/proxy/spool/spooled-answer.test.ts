import { createHash } from 'node:crypto'
import t from 'tap'
import { BLOCK_BYTES } from '../../../src/proxy/spool/blocks.ts'
import { Spool, type SpoolFault } from '../../../src/proxy/spool/spool.ts'
import { type SpooledAnswer, type SpoolReader } from '../../../src/proxy/spool/spooled-answer.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'
import { type TestDisk, testDisk } from '../../support/spool-disk.ts'

const SEEDS = Number(process.env['PAART_SPOOL_SEEDS'] ?? 60)

/** A reader with all that happens to it. */
interface Reader extends SpoolReader {
  readonly told: string[]
  readonly taken: Buffer[]
  /** Whether it takes more at once. */
  takesMore: () => boolean
}

function readerOf(address: string): Reader {
  const told: string[] = []
  const taken: Buffer[] = []
  return {
    address,
    network: address,
    told,
    taken,
    takesMore: () => false,
    onBytes(bytes) {
      taken.push(bytes)
      return this.takesMore()
    },
    onRoom: () => void told.push('room'),
    onFull: () => void told.push('full'),
    onEmpty: (isWhole) => void told.push(isWhole ? 'whole' : 'empty'),
    onLost: () => void told.push('lost'),
  }
}

interface Stage {
  readonly disk: TestDisk
  readonly spool: Spool
  readonly faults: SpoolFault[]
  readonly later: (ms: number) => void
}

function stage(blocks: number, { answersMax = 16, answerBlocksMax = blocks } = {}): Stage {
  let now = 0
  const disk = testDisk(blocks * BLOCK_BYTES)
  const faults: SpoolFault[] = []
  const spool = new Spool({
    folder: '/nowhere',
    name: 'answers',
    bytesMax: blocks * BLOCK_BYTES,
    nowMs: () => now,
    onFault: (fault) => faults.push(fault),
    answersMax,
    answerBytesMax: answerBlocksMax * BLOCK_BYTES,
    disk,
  })
  return { disk, spool, faults, later: (ms) => void (now += ms) }
}

function opened(spool: Spool, reader: SpoolReader): SpooledAnswer {
  const answer = spool.open(reader)
  if (answer === null) throw new Error('there is no room')
  return answer
}

/** Lets the disk do all there is. */
function workAll({ disk }: Stage): void {
  while (disk.work());
}

const sum = (bytes: readonly Buffer[]): string =>
  createHash('sha256').update(Buffer.concat(bytes)).digest('hex')

/** Pieces of nothing, of one byte, of a few, of what one read brings. */
function pieceOf(random: () => number): Buffer {
  const most = [16, 4_096, 65_536, 200_000][wholeBelow(random, 4)] ?? 1
  if (random() < 0.2) return Buffer.alloc(0)
  const piece = Buffer.allocUnsafe(1 + wholeBelow(random, most))
  for (let i = 0; i < piece.length; i += 13) piece[i] = wholeBelow(random, 256)
  return piece
}

/** An answer of random pieces, with a reader and a disk of random pace. */
class Play {
  /** All that was put in. */
  readonly given: Buffer[] = []
  readonly reader = readerOf('a')
  readonly #random: () => number
  readonly #staged: Stage
  #answer: SpooledAnswer
  #left: number
  #mayAdd = true

  constructor(seed: number, staged: Stage) {
    this.#random = randomFrom(seed)
    this.#staged = staged
    this.#left = 1 + wholeBelow(this.#random, 60)
    this.reader.takesMore = () => this.#random() < 0.4
    this.#answer = opened(staged.spool, this.reader)
  }

  /** Plays it to its end; false where it never comes. */
  toEnd(): boolean {
    const [adds, works] = [this.#random(), this.#random()]
    const breaks = this.#random() < 0.5 ? 0.1 : 0
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      if (this.reader.told.includes('whole')) return true
      this.#workDisk(works, breaks)
      if (this.#isOpen() && this.#random() < adds) this.#add()
      if (this.#random() < 0.3) this.#answer.next()
    }
    return false
  }

  #workDisk(works: number, breaks: number): void {
    const { disk, later } = this.#staged
    if (this.#random() < 0.1) disk.failWrites(this.#random() < breaks ? 'ENOSPC' : null)
    later(wholeBelow(this.#random, 2_000))
    if (this.#random() < works) disk.work(wholeBelow(this.#random, disk.waiting()))
  }

  /** Whoever has caught up begins anew, as soon as there is room. */
  #isOpen(): boolean {
    const { told } = this.reader
    if (told.at(-1) === 'room') this.#mayAdd = true
    if (!told.includes('empty')) return true
    const again = this.#staged.spool.open(this.reader)
    if (again === null) return false
    this.#answer = again
    this.#mayAdd = true
    told.length = 0
    return true
  }

  #add(): void {
    if (!this.#mayAdd || this.#left === 0) return
    const piece = pieceOf(this.#random)
    this.given.push(piece)
    this.#mayAdd = this.#answer.add(piece)
    if (--this.#left === 0) this.#answer.end()
  }
}

/** Far more than any of them needs. */
const STEPS_MAX = 1_000_000

t.test('every byte comes out in its order, whatever the pace of reader and disk', (t) => {
  const wrong: string[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    const staged = stage(1 + (seed % 24), { answerBlocksMax: 1 + (seed % 7) })
    const play = new Play(seed, staged)
    if (!play.toEnd()) wrong.push(`seed ${seed} never ends`)
    if (sum(play.reader.taken) !== sum(play.given)) wrong.push(`seed ${seed} differs`)
    workAll(staged)
    if (staged.spool.bytes !== 0) wrong.push(`seed ${seed} leaves ${staged.spool.bytes} bytes`)
    if (staged.disk.openFiles() !== 0) wrong.push(`seed ${seed} leaves a file`)
  }
  t.strictSame(wrong, [])
  t.end()
})

const BLOCK = Buffer.alloc(BLOCK_BYTES, 'b')

t.test('what waits is counted in blocks, given back as they are read, and used again', (t) => {
  const staged = stage(16)
  const { spool, disk } = staged
  const reader = readerOf('a')
  const answer = opened(spool, reader)
  for (let i = 0; i < 4; i++) {
    answer.add(BLOCK)
    workAll(staged)
  }
  t.equal(spool.bytes, 4 * BLOCK_BYTES)
  t.equal(answer.add(BLOCK), false, 'a quarter is for one address')
  t.strictSame(reader.told, ['full'])
  answer.next()
  workAll(staged)
  t.strictSame(reader.told, ['full', 'room'])
  t.equal(spool.bytes, 4 * BLOCK_BYTES, "its place is the next one's")
  t.equal(reader.taken.length, 1)
  answer.close()
  answer.close()
  t.equal(spool.bytes, 0)
  t.equal(disk.openFiles(), 0, 'the disk has its room back')
  t.end()
})

t.test('one answer has its part of the file, however much of that is free', (t) => {
  const staged = stage(64, { answerBlocksMax: 2 })
  const reader = readerOf('a')
  const answer = opened(staged.spool, reader)
  const takes = [1, 2, 3].map(() => {
    const mayFollow = answer.add(BLOCK)
    workAll(staged)
    return mayFollow
  })
  t.strictSame(takes, [true, true, false])
  t.strictSame(reader.told, ['full'])
  t.equal(staged.spool.bytes, 2 * BLOCK_BYTES)
  answer.next()
  workAll(staged)
  t.strictSame(reader.told, ['full', 'room'])
  answer.close()
  t.end()
})

t.test('what the disk is at work on is given back when that is done', (t) => {
  const staged = stage(16)
  const answer = opened(staged.spool, readerOf('a'))
  answer.add(BLOCK)
  workAll(staged)
  answer.add(BLOCK)
  answer.next()
  answer.close()
  t.equal(staged.spool.bytes, 2 * BLOCK_BYTES)
  t.equal(staged.disk.openFiles(), 1)
  workAll(staged)
  t.equal(staged.spool.bytes, 0)
  t.equal(staged.disk.openFiles(), 0)
  t.end()
})

t.test('the disk sets the pace of who writes faster, which is not for want of room', (t) => {
  const staged = stage(64)
  const reader = readerOf('a')
  const answer = opened(staged.spool, reader)
  t.strictSame(
    [1, 2, 3, 4].map(() => answer.add(BLOCK)),
    [true, true, true, false],
  )
  staged.disk.work()
  t.strictSame(reader.told, ['room'])
  answer.close()
  workAll(staged)
  t.end()
})

t.test('what a full disk refuses comes from memory, and no more is taken for a while', (t) => {
  const staged = stage(16)
  const { spool, disk, faults, later } = staged
  const reader = readerOf('a')
  const answer = opened(spool, reader)
  disk.failWrites('ENOSPC')
  answer.add(Buffer.alloc(BLOCK_BYTES, '1'))
  workAll(staged)
  t.strictSame(faults, [{ code: 'ENOSPC', doing: 'write' }])
  t.equal(answer.add(Buffer.alloc(BLOCK_BYTES, '2')), false)
  t.strictSame(reader.told, ['full'])
  t.equal(spool.open(readerOf('b')), null)
  disk.failWrites(null)
  later(10_000)
  answer.next()
  t.strictSame(reader.told, ['full', 'room'])
  answer.next()
  workAll(staged)
  answer.end()
  answer.next()
  t.equal(String(Buffer.concat(reader.taken)), '1'.repeat(BLOCK_BYTES) + '2'.repeat(BLOCK_BYTES))
  t.strictSame(reader.told, ['full', 'room', 'whole'])
  t.equal(spool.bytes, 0)
  t.end()
})

t.test('a disk that cannot be opened takes nothing, and is asked again later', (t) => {
  const { spool, disk, faults, later } = stage(16)
  disk.failAll('EACCES')
  t.equal(spool.open(readerOf('a')), null)
  t.equal(spool.open(readerOf('a')), null)
  t.strictSame(faults, [{ code: 'EACCES', doing: 'open' }])
  later(10_000)
  t.equal(spool.open(readerOf('a')), null)
  t.equal(faults.length, 2)
  t.end()
})

t.test('what cannot be read, or is not what was written, is lost and said to be', (t) => {
  const spoils: readonly ((disk: TestDisk) => void)[] = [
    ({ failAll }) => failAll('EIO'),
    ({ bytes }) => void (bytes[100] = (bytes[100] ?? 0) ^ 1),
  ]
  for (const spoil of spoils) {
    const staged = stage(16)
    const reader = readerOf('a')
    const answer = opened(staged.spool, reader)
    answer.add(BLOCK)
    answer.add(BLOCK)
    workAll(staged)
    spoil(staged.disk)
    answer.next()
    workAll(staged)
    t.strictSame(reader.told, ['lost'])
    t.strictSame(reader.taken, [])
    t.equal(staged.faults.length, 1)
    t.equal(staged.spool.bytes, 0)
  }
  t.end()
})

t.test('nothing of an answer can be read on the disk', (t) => {
  const staged = stage(16)
  const answer = opened(staged.spool, readerOf('a'))
  answer.add(BLOCK)
  answer.add(BLOCK)
  workAll(staged)
  const [first, second] = [0, 1].map((at) =>
    staged.disk.bytes.subarray(at * BLOCK_BYTES, (at + 1) * BLOCK_BYTES),
  )
  t.notOk(first?.includes('bbbb'))
  t.not(String(first), String(second), 'equal blocks are not seen to be')
  answer.close()
  t.end()
})

t.test('of the answers one address has a quarter at most', (t) => {
  const { spool } = stage(64, { answersMax: 8 })
  const open = (address: string): boolean => spool.open(readerOf(address)) !== null
  t.strictSame(['a', 'a', 'a', 'b'].map(open), [true, true, false, true])
  t.end()
})
