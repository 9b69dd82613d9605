import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type Outcome, referenceFrom } from '../../src/model/index.ts'
import {
  attachRing,
  createRing,
  openRecorder,
  type Recorder,
  type Ring,
} from '../../src/record/index.ts'
import { linesOf } from '../support/lines-of.ts'
import { outcomeOf, stepOf } from '../support/outcome.ts'

const REFERENCE = referenceFrom(new Uint8Array(5).fill(1), 0)

const folder = mkdtempSync(join(tmpdir(), 'paart-recorder-'))
t.teardown(() => rmSync(folder, { recursive: true }))

interface Opened {
  readonly recorder: Recorder
  readonly ring: Ring
  /** The networks the ring was asked about. */
  readonly asked: readonly string[]
}

const key = (): Uint8Array => new Uint8Array(32)

function open(logTo: string, isRoom = true): Opened {
  const ring = attachRing(createRing(4))
  const asked: string[] = []
  const mayRecord = (network: string): boolean => {
    asked.push(network)
    return isRoom
  }
  return { recorder: openRecorder({ logTo, key, ring, mayRecord }), ring, asked }
}

t.test('the ring keeps every decision but a pass that nothing spoke against', async (t) => {
  const step = stepOf({ what: 'rule', verdict: 'points', points: 2 })
  const door = { door: 'silent', outcome: 'wrong', solveMs: 0 } as const
  const cases: { name: string; outcome: Partial<Outcome>; want: boolean }[] = [
    { name: 'a pass', outcome: {}, want: false },
    { name: 'a pass that got points', outcome: { steps: [step] }, want: true },
    { name: "a backend's own error", outcome: { status: 500 }, want: false },
    { name: 'a challenge', outcome: { decision: 'challenge', status: 403 }, want: true },
    { name: 'a limit', outcome: { decision: 'limit', status: 429 }, want: true },
    { name: 'a denial', outcome: { decision: 'deny', status: 403 }, want: true },
    { name: 'an error', outcome: { decision: 'error', status: 502 }, want: true },
    { name: 'an asset of ours', outcome: { decision: 'own' }, want: false },
    { name: 'too many to own paths', outcome: { decision: 'own', status: 429 }, want: true },
    { name: 'a door', outcome: { decision: 'own', doors: [door] }, want: true },
  ]
  for (const { name, outcome, want } of cases) {
    const { recorder, ring, asked } = open(join(folder, 'ring.log'))
    recorder.write(outcomeOf({ reference: REFERENCE, ...outcome }))
    recorder.close()
    t.equal(ring.find(REFERENCE) !== null, want, name)
    t.same(asked, want ? ['203.0.113.0/24'] : [], `${name}: counted where it is kept`)
  }
})

t.test(
  'a network that has had its share of the ring is logged and counted all the same',
  async (t) => {
    const file = join(folder, 'share.log')
    const { recorder, ring, asked } = open(file, false)
    recorder.write(outcomeOf({ reference: REFERENCE, decision: 'deny', network: null }))
    t.equal(ring.find(REFERENCE), null)
    t.same(asked, [''], 'nobody in particular is asked about as one')
    t.equal(recorder.drainMetrics().counts.length, 1)
    recorder.close()
    t.equal((await linesOf(file, 1)).length, 1)
  },
)

t.test('what can be explained is the log line and the steps, with no address in it', async (t) => {
  const file = join(folder, 'explain.log')
  const { recorder, ring } = open(file)
  const more = { address: '203.0.113.7', query: 'secret', cookie: 'secret' }
  const steps = [stepOf()]
  recorder.write({ ...outcomeOf({ reference: REFERENCE, decision: 'limit', steps }), ...more })
  recorder.close()
  const [line = ''] = await linesOf(file, 1)
  t.same(ring.find(REFERENCE), { ...JSON.parse(line), steps, stepsLeftOut: 0 })
  t.notMatch(JSON.stringify(ring.find(REFERENCE)), /203\.0\.113|secret/)
})

t.test('a log that is moved goes on in its new place', async (t) => {
  const [first, second] = [join(folder, 'first.log'), join(folder, 'second.log')]
  const { recorder } = open(first)
  recorder.note('the gate made a mistake', { error: 'before' })
  t.equal(recorder.moveTo(second), true)
  recorder.note('the gate made a mistake', { error: 'after' })
  t.equal(recorder.moveTo(join(first, 'below-a-file.log')), false)
  recorder.reopen()
  recorder.note('the gate made a mistake', { error: 'still' })
  recorder.close()
  t.match(await linesOf(first, 1), [/"before"/])
  t.match(await linesOf(second, 2), [/"after"/, /"still"/])
})

t.test(
  'lines a full disk does not take are counted',
  { skip: !existsSync('/dev/full') },
  async (t) => {
    const { recorder } = open('/dev/full')
    const text = 'x'.repeat(1_000_000)
    for (let i = 0; i < 10; i++) recorder.note('the gate made a mistake', { error: text })
    t.match(recorder.drainMetrics(), {
      counts: [{ name: 'paart_log_lines_dropped_total', labels: [], count: 6 }],
    })
    t.same(recorder.drainMetrics().counts, [], 'once')
    recorder.close()
  },
)

t.test('connections that were closed are told of together', async (t) => {
  const file = join(folder, 'closed.log')
  const { recorder } = open(file)
  for (const why of ['displaced', 'full', 'displaced'] as const) recorder.countClosed(why)
  t.match(recorder.drainMetrics().counts, [
    { name: 'paart_connections_closed_total', labels: ['displaced'], count: 2 },
    { name: 'paart_connections_closed_total', labels: ['full'], count: 1 },
  ])
  recorder.drainMetrics()
  recorder.close()
  t.match(await linesOf(file, 2), [
    /"why":"displaced","connections":2/,
    /"why":"full","connections":1/,
  ])
})
