import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { type Step } from '../../src/model/index.ts'
import { attachRing, createRing, type RingMemory } from '../../src/record/index.ts'
import { type LogLine, logLineOf } from '../../src/record/log-line.ts'
import { outcomeOf, stepOf } from '../support/outcome.ts'
import { type HammerGiven } from './ring-hammer.ts'
import { explainedOf, referenceOf, writeExplained } from './ring-entries.ts'

const ENTRY_BYTES = 1024
const HEAD_BYTES = 64

function lineOf(given: Partial<LogLine> = {}): LogLine {
  return { ...logLineOf(outcomeOf(), 'pseudonym', '2026-03-29T02:00:00.000Z'), ...given }
}

t.test('an entry holds the log line and the steps, and nothing else', async (t) => {
  const ring = attachRing(createRing(4))
  const steps: Step[] = [
    stepOf({ what: 'rule', name: 'odd tool', verdict: 'points', points: 3, line: 12 }),
    stepOf({ what: 'pass', name: 'waited', verdict: 'pass', file: '', line: 0 }),
  ]
  const line = lineOf({ reference: 'K7QF-2M9T', path: '/é/"x"' })
  ring.write(line, steps)
  t.strictSame(ring.find('K7QF-2M9T'), { ...line, steps, stepsLeftOut: 0 })
})

t.test('what is not there is not found', async (t) => {
  const memory = createRing(4)
  const ring = attachRing(memory)
  t.equal(ring.find('0000-0000'), null, 'an empty ring')
  ring.write(lineOf({ reference: 'AAAA-AAAA' }), [])
  for (const other of ['AAAA-AAAB', 'BAAA-AAAA', 'aaaa-aaaa', 'AAAAAAAA', 'AAAA-AAAA ', '', 'é']) {
    t.equal(ring.find(other), null, other)
  }
  t.match(attachRing(structuredClone(memory)).find('AAAA-AAAA'), { reference: 'AAAA-AAAA' })
})

t.test('a step of a preset keeps the file it stands in', async (t) => {
  const ring = attachRing(createRing())
  const steps = [
    stepOf({ file: 'preset/feeds', line: 7 }),
    stepOf({ file: 'paart.yaml', line: 12 }),
    stepOf({ file: '', line: 0 }),
    stepOf({ file: 'preset/ai-crawlers', line: 6 }),
  ]
  const { steps: _, stepsLeftOut: __, ...line } = explainedOf(referenceOf(1, 1))
  ring.write(line, steps)
  t.same(ring.find(line.reference)?.steps, steps)
})

t.test('the oldest entry makes room for the newest', async (t) => {
  const memory = createRing(4)
  const ring = attachRing(memory)
  // As after months: tickets go on where 32 bits end.
  new Int32Array(memory.cells)[0] = 0x7fff_fffe
  const references = Array.from({ length: 6 }, (_, i) => referenceOf(1, i))
  for (const reference of references) writeExplained(ring, reference)
  const found = references.map((reference) => ring.find(reference)?.reference ?? null)
  t.same(found, [null, null, ...references.slice(2)])
})

t.test('the ring has 65,536 places', async (t) => {
  t.equal(createRing().cells.byteLength, HEAD_BYTES + 65_536 * ENTRY_BYTES)
})

t.test(
  'an entry that is too long keeps what tells most, and its neighbour its place',
  async (t) => {
    const long = 'x'.repeat(64)
    const many = Array.from({ length: 216 }, (_, i) => stepOf({ name: `step ${i}` }))
    const wide = Array.from({ length: 9 }, () => stepOf({ name: long }))
    const odd = '\u0001'.repeat(256)
    const names = { site: long, route: long, reason: `rule: ${long}` }
    const file = `/srv/${'é'.repeat(2000)}/paart.yaml`
    const cases: {
      name: string
      line: Partial<LogLine>
      steps: Step[]
      want: [left: number, path: number] | null
    }[] = [
      { name: 'as much as fits', line: { path: '/a' }, steps: many.slice(0, 9), want: [0, 2] },
      { name: 'every rule spoke', line: { path: '/a' }, steps: many, want: [213, 2] },
      {
        name: 'long names',
        line: { ...names, path: `/${'é'.repeat(255)}` },
        steps: wide,
        want: [8, 64],
      },
      {
        name: 'nothing but escapes',
        line: { ...names, path: odd, method: long + long },
        steps: wide,
        want: [8, 0],
      },
      {
        name: 'a far folder',
        line: { path: '/a' },
        steps: [stepOf({ file })],
        want: [0, 2],
      },
      { name: 'too long in any form', line: { site: 'x'.repeat(900) }, steps: [], want: null },
    ]
    for (const { name, line, steps, want } of cases) {
      const ring = attachRing(createRing(2))
      ring.write(lineOf({ reference: 'AAAA-0000' }), [])
      ring.write(lineOf({ ...line, reference: 'BBBB-0000' }), steps)
      const found = ring.find('BBBB-0000')
      const got = found === null ? null : [found.stepsLeftOut, found.path.length]
      t.same(got, want, name)
      t.equal(found?.steps.at(-1)?.name, want === null ? undefined : steps.at(-1)?.name, name)
      t.match(ring.find('AAAA-0000'), { reference: 'AAAA-0000' }, `${name}: the neighbour`)
    }
  },
)

t.test('the end of a long file name is kept', async (t) => {
  const ring = attachRing(createRing(1))
  const file = `/${'folder/'.repeat(40)}config/paart.yaml`
  ring.write(lineOf({ reference: 'AAAA-0000' }), [stepOf({ file })])
  t.match(ring.find('AAAA-0000')?.steps[0]?.file, /^….{60,}older\/config\/paart\.yaml$/)
})

t.test('an entry that is broken anywhere is none, and never another', async (t) => {
  const memory = createRing(1)
  const ring = attachRing(memory)
  const bytes = new Uint8Array(memory.cells)
  const reference = referenceOf(1, 7)
  writeExplained(ring, reference)
  const whole = Uint8Array.from(bytes)
  const want = explainedOf(reference)
  let broken = 0
  for (let at = HEAD_BYTES; at < bytes.length; at++) {
    bytes[at] = (whole[at] ?? 0) ^ 0x11
    const found = ring.find(reference)
    if (found === null) broken++
    else t.strictSame(found, want, `byte ${at}`)
    bytes[at] = whole[at] ?? 0
  }
  t.ok(broken > 300, 'nearly every byte matters')
  t.strictSame(ring.find(reference), want)
})

t.test('what two writers have mixed in one place is neither', async (t) => {
  const references = [referenceOf(1, 1), referenceOf(2, 2)]
  const [one, other] = references.map((reference) => {
    const memory = createRing(1)
    writeExplained(attachRing(memory), reference)
    return new Uint8Array(memory.cells)
  })
  const mixed: RingMemory = createRing(1)
  const bytes = new Uint8Array(mixed.cells)
  const ring = attachRing(mixed)
  let found = 0
  for (let at = HEAD_BYTES; at < bytes.length; at++) {
    bytes.set(one ?? [])
    bytes.set(other?.subarray(at) ?? [], at)
    for (const reference of references) {
      const explained = ring.find(reference)
      if (explained === null) continue
      found++
      t.strictSame(explained, explainedOf(reference), `mixed at byte ${at}`)
    }
  }
  t.ok(found < ENTRY_BYTES, 'only what was whole all the same')
})

t.test('four threads write at once while another reads', async (t) => {
  const threads = 4
  const entries = 6_000
  const memory = createRing(16)
  const barrier = new SharedArrayBuffer(4)
  const program = new URL('ring-hammer.ts', import.meta.url)
  let running = threads
  for (let thread = 0; thread < threads; thread++) {
    const workerData: HammerGiven = { memory, thread, entries, barrier, threads }
    const worker = new Worker(program, { workerData })
    worker.once('exit', () => running--)
    worker.once('error', (error) => t.fail(String(error)))
  }
  const ring = attachRing(memory)
  const { wrong, found } = await readWhile(() => running > 0, ring.find, memory)
  t.same(wrong, [], 'what is found is what was written')
  t.ok(found > 0, 'and something was found while all wrote')
  const tickets = new Int32Array(memory.cells)[0]
  t.equal(tickets, threads * entries, 'every write had a place of its own')
})

/** Asks for references that are in the ring right now, and compares what comes with what it must be. */
async function readWhile(
  isGoingOn: () => boolean,
  find: (reference: string) => unknown,
  { cells }: RingMemory,
): Promise<{ wrong: unknown[]; found: number }> {
  const view = Buffer.from(cells)
  const wrong: unknown[] = []
  let found = 0
  while (isGoingOn()) {
    for (let place = 0; place < 16; place++) {
      const at = HEAD_BYTES + place * ENTRY_BYTES
      // Two words of four letters, each with its last letter first.
      const letters = Uint8Array.from(view.subarray(at + 4, at + 12))
      const words = [letters.slice(0, 4), letters.slice(4)].map((word) => word.toReversed())
      const reference = words.map((word) => Buffer.from(word).toString('latin1')).join('-')
      const explained = find(reference)
      if (explained === null) continue
      found++
      const want = JSON.stringify(explainedOf(reference))
      if (JSON.stringify(explained) !== want) wrong.push(explained)
    }
    await nextTurn()
  }
  return { wrong, found }
}
