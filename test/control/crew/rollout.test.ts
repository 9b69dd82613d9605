import t from 'tap'
import { type Crew, blueprintFor, hashFor, startCrew } from '../../support/crew.ts'
import { eventually } from '../../support/eventually.ts'
import { configText } from '../../support/gate.ts'
import { get } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

/** Long enough for a worker on a busy machine, short enough to wait for. */
const PACE = { prepareMs: 1_500, settleMs: 1_500 }

const OLD = configText({ backendPort: origin.port, workers: 2 })
const NEW = `${OLD}\n# another text\n`
const NEW_HASH = hashFor(NEW)
const OLD_HASH = hashFor(OLD)

async function startPair(t: { readonly teardown: (end: () => unknown) => void }): Promise<Crew> {
  return startCrew(t, { workers: 2, text: OLD, rolloutPace: PACE })
}

/** All that a crew is asked for while a worker takes its time. */
const PATIENT = { prepareMs: 60_000, settleMs: 60_000 }

/** Of tests in which no worker ends, one after the other: each begins where all serve by the old one. */
const steady = await startPair(t)
const patient = await startCrew(t, { workers: 2, text: OLD, rolloutPace: PATIENT })

async function asBefore(crew: Crew): Promise<Crew> {
  if (!allServe(crew, OLD_HASH)()) await change(crew, OLD)
  await eventually('all serve by the old one', allServe(crew, OLD_HASH))
  return crew
}

/** Every worker listens and serves by that configuration. */
function allServe({ supervisor }: Crew, hash: string): () => boolean {
  return () =>
    supervisor.seats.every(({ isListening, current }) => isListening && current?.hash === hash)
}

function change(crew: Crew, text = NEW): ReturnType<Crew['rollout']['apply']> {
  const { terms } = crew.rollout
  return crew.rollout.apply({ ...terms, blueprint: blueprintFor(text) }, crew.supervisor)
}

const cases = [
  { name: 'all in order', order: null, died: 0 },
  { name: 'dies before it is ready', order: ['prepare', 'exit'], died: 1 },
  { name: 'dies as soon as it is ready', order: ['prepare', 'exit after'], died: 1 },
  { name: 'dies instead of going over', order: ['commit', 'exit'], died: 1 },
  { name: 'dies as soon as it went over', order: ['commit', 'exit after'], died: 1 },
  { name: 'misses the last word', order: ['commit', 'ignore'], died: 0 },
  { name: 'hangs instead of going over', order: ['commit', 'spin'], died: 1 },
] as const

t.test('whatever becomes of a worker meanwhile, all end up on what was committed', async (t) => {
  const crew = await startPair(t)
  let deaths = 0
  for (const [at, { name, order, died }] of cases.entries()) {
    await t.test(name, async (t) => {
      const text = `${NEW}# number ${at}\n`
      const hash = hashFor(text)
      if (order !== null) crew.order(`order-1-at-${order[0]}`, order[1])
      t.equal((await change(crew, text)).ok, true)
      await eventually('all serve by the new one', allServe(crew, hash))
      deaths += died
      await eventually('the deaths are noted', () => crew.notesThat(/died/) === deaths)
      await eventually('all serve again', allServe(crew, hash))
      t.equal(crew.rollout.terms.revision, at + 2)
      t.equal((await get(crew.port, '/')).status, 200)
    })
  }
})

t.test('a worker that does not answer in time refuses, and nobody is ended', async (t) => {
  const crew = await asBefore(steady)
  const before = crew.supervisor.threads
  crew.order('order-1-at-prepare', 'ignore')
  t.match(await change(crew), { ok: false, why: /^worker 1 was not ready within 1\.5 seconds$/ })
  t.ok(allServe(crew, OLD_HASH)(), 'all stay')
  t.equal((await change(crew)).ok, true, 'and the next attempt starts anew')
  t.ok(allServe(crew, NEW_HASH)())
  t.strictSame(crew.supervisor.threads, before)
  t.strictSame(crew.notes, [])
})

t.test('one worker makes ready after the other, and all go over at the same time', async (t) => {
  const crew = await asBefore(patient)
  const [first, second] = crew.supervisor.threads
  const { revision } = crew.rollout.terms
  for (const id of [0, 1]) crew.order(`order-${id}-at-prepare`, 'hold')
  const changed = change(crew)
  t.ok(first?.isCompiling)
  t.notOk(second?.isCompiling, 'the second is not asked yet')
  crew.order('let-go', 'now')
  await eventually('the first is ready', () => first?.prepared === revision + 1)
  await eventually('the second is asked', () => second?.isCompiling === true)
  t.strictSame([first?.revision, second?.revision], [revision, revision], 'nobody has gone over')
  crew.order('let-go', 'now')
  t.match(await changed, { ok: true, isWhole: true })
  t.ok(allServe(crew, NEW_HASH)())
})

t.test('an answer that comes too late means nothing', async (t) => {
  const crew = await asBefore(steady)
  const before = crew.supervisor.threads
  const { revision } = crew.rollout.terms
  crew.order('order-1-at-prepare', 'hold')
  t.equal((await change(crew)).ok, false)
  crew.order('let-go', 'now')
  await eventually('it answers', () => before.some(({ prepared }) => prepared === revision + 1))
  t.ok(allServe(crew, OLD_HASH)(), 'all stay')
  t.equal((await change(crew)).ok, true)
  t.ok(allServe(crew, NEW_HASH)())
  t.strictSame(crew.supervisor.threads, before)
})

t.test('from the question to its answer a worker may be silent for longer', async (t) => {
  const crew = await asBefore(patient)
  const before = crew.supervisor.threads
  for (const id of [0, 1]) crew.order(`order-${id}-at-prepare`, 'compile for long')
  t.equal((await change(crew)).ok, true)
  t.strictSame(crew.supervisor.threads, before, 'nobody was ended')
  t.strictSame(crew.notes, [])
})

t.test('one that hangs while it prepares is ended after that, and born again', async (t) => {
  const pace = { compileMs: 3_000 }
  const crew = await startCrew(t, { workers: 2, text: OLD, pace, rolloutPace: PACE })
  crew.order('order-1-at-prepare', 'spin')
  t.equal((await change(crew)).ok, false)
  await eventually('it is ended', () => crew.notesThat(/died: it was silent for 3 seconds/) === 1)
  await eventually('all serve by the old one', allServe(crew, OLD_HASH))
})

t.test('one that is told later may be silent for as long while it takes it up', async (t) => {
  const crew = await asBefore(patient)
  const before = crew.supervisor.threads
  crew.order('order-1-at-commit', 'ignore')
  crew.order('order-1-at-adopt', 'compile for long')
  t.match(await change(crew), { ok: true, isWhole: true })
  t.strictSame(crew.supervisor.threads, before, 'nobody was ended')
})

t.test('a change that is not in force everywhere is not said to be', async (t) => {
  const crew = await startPair(t)
  crew.order('order-1-at-commit', 'exit')
  crew.order('order-at-birth', 'exit')
  const rolledOut = await change(crew)
  const workers = [
    { id: 0, hash: NEW_HASH },
    { id: 1, hash: null },
  ]
  t.strictSame(rolledOut, { ok: true, isWhole: false, workers })
  crew.order('order-at-birth', '')
  await eventually('all serve by the new one', allServe(crew, NEW_HASH))
})

t.test('who serves by what is told', async (t) => {
  const crew = await asBefore(steady)
  const workers = [0, 1].map((id) => ({ id, hash: NEW_HASH }))
  t.strictSame(await change(crew), { ok: true, isWhole: true, workers })
})

t.test('where one refuses nobody goes over, and the next attempt starts anew', async (t) => {
  const crew = await asBefore(steady)
  crew.order('order-1-at-prepare', 'refuse')
  t.strictSame(await change(crew), { ok: false, why: 'ordered to refuse' })
  t.ok(allServe(crew, OLD_HASH)(), 'all stay')
  t.equal(crew.notesThat(/died/), 0)
  t.equal((await change(crew)).ok, true)
  t.ok(allServe(crew, NEW_HASH)())
  t.equal(crew.notesThat(/died/), 0, 'who refused once has not refused what is in force')
})

t.test('a worker that cannot serve by what is in force is ended', async (t) => {
  const crew = await startPair(t)
  crew.order('order-1-at-commit', 'ignore')
  crew.order('order-1-at-adopt', 'ignore')
  t.equal((await change(crew)).ok, true)
  await eventually('all serve by the new one', allServe(crew, NEW_HASH))
})

t.test('a worker that is born while the terms change comes up to date', async (t) => {
  const crew = await startPair(t)
  const present = (): unknown => crew.supervisor.seats[1]?.current ?? null
  const first = present()
  crew.order('order-1', 'exit')
  await eventually('another is born', () => present() !== null && present() !== first)
  t.equal((await change(crew)).ok, true)
  await eventually('all serve by the new one', allServe(crew, NEW_HASH))
})

t.test('a worker that finishes goes over as well', async (t) => {
  const crew = await startPair(t)
  const restarted = crew.supervisor.restart(0, { abrupt: false })
  t.equal((await change(crew)).ok, true)
  await restarted
  await eventually('all serve by the new one', allServe(crew, NEW_HASH))
  t.notOk(crew.supervisor.threads.some(({ hash }) => hash === OLD_HASH))
})
