import t from 'tap'
import { type Crew, startCrew as startAnyCrew } from '../../support/crew.ts'
import { eventually } from '../../support/eventually.ts'
import { configText } from '../../support/gate.ts'
import { get, openConnection } from '../../support/http.ts'
import { startWaitingOrigin } from '../../support/waiting-origin.ts'

const origin = await startWaitingOrigin(t)
const { letGo } = origin

function startCrew(
  t: { readonly teardown: (end: () => unknown) => void },
  workers: number,
  orderAtBirth?: string,
): Promise<Crew> {
  const text = configText({ backendPort: origin.port, workers })
  return startAnyCrew(t, {
    workers,
    text,
    ...(orderAtBirth === undefined ? {} : { orderAtBirth }),
  })
}

const deaths = [
  { order: 'throw', want: 'worker 0 died: ordered to throw' },
  { order: 'exit', want: 'worker 0 died: it ended by itself' },
  { order: 'spin', want: 'worker 0 died: it was silent for 2.5 seconds' },
]

t.test('a worker that dies is replaced, while the others go on serving', async (t) => {
  const crew = await startCrew(t, 2)
  t.equal(crew.supervisor.listening, 2)
  for (const [before, { order, want }] of deaths.entries()) {
    crew.order('order-0', order)
    await eventually('the death is noted', () => crew.notesThat(/died/) > before)
    t.equal(crew.supervisor.listening, 1, order)
    const got = await Promise.all(Array.from({ length: 8 }, () => get(crew.port, '/')))
    t.ok(got.every(({ status }) => status === 200))
    await eventually('it is back', () => crew.supervisor.listening === 2)
    t.strictSame(crew.notes.slice(-2), [want, 'worker 0 is back'])
    t.equal((await get(crew.socket, '/')).status, 200, 'on the Unix socket it served alone, too')
  }
})

t.test('a worker that dies at every birth is tried again more and more seldom', async (t) => {
  const crew = await startCrew(t, 1)
  crew.order('order-at-birth', 'throw')
  crew.order('order-0', 'throw')
  const diedAtMs: number[] = []
  while (diedAtMs.length < 4) {
    await eventually('it dies again', () => crew.notesThat(/died/) > diedAtMs.length)
    diedAtMs.push(performance.now())
  }
  const pausesMs = diedAtMs.map((atMs, i) => atMs - (diedAtMs[i - 1] ?? atMs))
  const tooShort = pausesMs.slice(1).filter((pauseMs, i) => pauseMs < 90 * 2 ** i)
  t.strictSame(tooShort, [], 'each pause is at least twice the one before: 100, 200, 400 ms')
  t.equal(crew.notesThat(/back/), 0)
  crew.order('order-at-birth', '')
  await eventually('it lives in the end', () => crew.supervisor.listening === 1)

  await t.test('what a dead worker had in flight is forgotten', async (t) => {
    const cut = get(crew.port, '/slow').catch((error: unknown) => error)
    await eventually('the request is in flight', () => crew.limits.gauges.backendTotal(0) === 1)
    crew.order('order-0', 'exit')
    t.type(await cut, Error)
    await eventually('the death is noted', () => crew.notesThat(/died/) === 5)
    t.equal(crew.limits.gauges.backendTotal(0), 0)
    letGo.splice(0)
  })
})

t.test('a crew of which one cannot start does not start', async (t) => {
  await t.rejects(startCrew(t, 2, 'throw'), { message: 'ordered to throw' })
})

t.test('draining finishes what is under way and lets nobody in', async (t) => {
  const crew = await startCrew(t, 1)
  const slow = await openConnection(crew.port)
  slow.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  const idle = await openConnection(crew.port)
  t.equal((await get(idle, '/')).status, 200)
  const unused = await openConnection(crew.port)
  await eventually('the slow request is in flight', () => letGo.length > 0)
  const drained = crew.supervisor.drain(20_000)
  const startedMs = performance.now()
  t.equal((await idle.reader.readToEnd()).length, 0, 'the idle connection is closed')
  t.equal((await unused.reader.readToEnd()).length, 0, 'one that never asked as well')
  await t.rejects(get(crew.port, '/'), { code: 'ECONNREFUSED' })
  for (const go of letGo.splice(0)) go()
  const got = await slow.receive()
  t.match(got, { status: 200, text: '/slow', complete: true })
  await drained
  t.ok(performance.now() - startedMs < 15_000, 'nothing was waited for that had ended')
  t.equal(crew.supervisor.listening, 0)
})

t.test('what hangs is cut when the grace is over', async (t) => {
  const crew = await startCrew(t, 1)
  const hanging = await openConnection(crew.port)
  hanging.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  await eventually('the request is in flight', () => letGo.length > 0)
  await crew.supervisor.drain(50)
  await t.rejects(hanging.receive(), { message: 'the connection ended without an answer' })
  t.strictSame(crew.notes, [], 'an end in good order is no death')
})

t.test('a worker that spins is ended by force when it is to drain', async (t) => {
  const crew = await startCrew(t, 1)
  crew.order('order-0', 'spin')
  await crew.supervisor.drain(0)
  t.equal(crew.supervisor.listening, 0)
  await t.rejects(get(crew.port, '/'), { code: 'ECONNREFUSED' })
})
