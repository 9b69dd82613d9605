import { existsSync } from 'node:fs'
import t from 'tap'
import { type Pace } from '../../src/control/crew/pace.ts'
import { type Crew, startCrew as startAnyCrew } from '../support/crew.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get, openConnection } from '../support/http.ts'
import { startWaitingOrigin } from '../support/waiting-origin.ts'

const origin = await startWaitingOrigin(t)
const { letGo } = origin

function startCrew(
  t: { readonly teardown: (end: () => unknown) => void },
  workers: number,
  pace: Partial<Pace> = {},
): Promise<Crew> {
  // A request is under way for as long as the test wants it, however long births take meanwhile.
  const text = configText({ backendPort: origin.port, workers, backend: 'headersTimeout: 1h' })
  return startAnyCrew(t, { workers, text, pace })
}

t.test('a successor serves before the worker stops, which finishes what it has', async (t) => {
  const { supervisor, port, socket, limits, notes } = await startCrew(t, 1)
  const [seat] = supervisor.seats
  const old = seat?.current
  const slow = await openConnection(port)
  slow.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  const idle = await openConnection(port)
  t.equal((await get(idle, '/')).status, 200)
  await eventually('the request is in flight', () => letGo.length === 1)

  await supervisor.restart(0, { abrupt: false })
  t.not(seat?.current, old)
  t.equal(supervisor.listening, 1)
  t.equal(seat?.threads.length, 2, 'the old one is still there')
  t.not(seat?.current?.slot, old?.slot, 'and counts by itself')
  // Whom the old one had not accepted when it stopped is reset (docs/decisions/worker-threads.md).
  const asked = (): Promise<{ status: number } | null> => get(port, '/new').catch(() => null)
  await eventually('at the port the new one answers', async () => (await asked())?.status === 200)
  t.equal((await get(socket, '/new')).status, 200, 'on the Unix socket as well')
  const last = await get(idle, '/last')
  t.match(last, { status: 200, text: '/last' })
  t.equal(last.headers.get('connection'), 'close', 'a kept connection is used up, not cut')

  for (const go of letGo.splice(0)) go()
  t.match(await slow.receive(), { status: 200, text: '/slow', complete: true })
  await eventually('the old one ends', () => seat?.threads.length === 1)
  t.equal(limits.gauges.backendTotal(0), 0)
  t.ok(existsSync(socket), 'it has not taken the socket with it')
  t.equal((await get(socket, '/new')).status, 200)
  t.equal(seat?.restarts, 1)
  t.strictSame(notes, [], 'nobody died')
})

t.test('an abrupt restart cuts off what is under way, and nothing else', async (t) => {
  const { supervisor, port, limits, notes } = await startCrew(t, 1)
  const cut = get(port, '/slow').catch((error: unknown) => error)
  await eventually('the request is in flight', () => letGo.length === 1)
  await supervisor.restart(0, { abrupt: true })
  t.type(await cut, Error)
  t.equal(limits.gauges.backendTotal(0), 0, 'what it had in flight is forgotten')
  t.equal((await get(port, '/')).status, 200)
  t.equal(supervisor.seats[0]?.restarts, 1)
  t.strictSame(notes, [], 'what an operator does is no death')
  letGo.splice(0)
})

t.test('a worker that has ended is followed at once, not when somebody looks', async (t) => {
  const { supervisor, port } = await startCrew(t, 1, { lookMs: 24 * 3_600_000 })
  await supervisor.restart(0, { abrupt: true })
  t.equal((await get(port, '/')).status, 200)
})

t.test('who cannot be replaced is told', async (t) => {
  const crew = await startCrew(t, 1)
  const { supervisor, port, order } = crew
  await t.rejects(supervisor.restart(1, { abrupt: false }), {
    name: 'NotFound',
    message: 'there is no worker 1: they count from 0 to 0',
  })

  const first = supervisor.restart(0, { abrupt: false })
  const refused = { name: 'Refused', message: 'worker 0 is being replaced already' }
  await t.rejects(supervisor.restart(0, { abrupt: false }), refused)
  await t.rejects(supervisor.restart(0, { abrupt: true }), refused)
  await first

  order('order-at-birth', 'throw')
  await t.rejects(supervisor.restart(0, { abrupt: false }), {
    message: 'its replacement could not start: ordered to throw',
  })
  t.equal((await get(port, '/')).status, 200, 'the old one goes on')
  t.equal(supervisor.seats[0]?.restarts, 1)
})

t.test('so many may finish at once, and no more', async (t) => {
  const { supervisor, socket } = await startCrew(t, 1)
  for (let restarts = 0; restarts < 4; restarts++) {
    // At the port the worker before takes new connections for a moment as well; this is the newest one's.
    const slow = await openConnection(socket)
    t.teardown(slow.close)
    slow.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
    await eventually('the request is in flight', () => letGo.length > restarts)
    await supervisor.restart(0, { abrupt: false })
  }
  await t.rejects(supervisor.restart(0, { abrupt: false }), {
    name: 'Refused',
    message: '4 workers are finishing what they have under way',
  })
  for (const go of letGo.splice(0)) go()
  await eventually('they end', () => supervisor.threads.length === 1)
  await supervisor.restart(0, { abrupt: false })
})

t.test('a worker that dies while its successor is born is succeeded all the same', async (t) => {
  const { supervisor, port, notes, order } = await startCrew(t, 1)
  const slot = supervisor.seats[0]?.current?.slot ?? 0
  const restarted = supervisor.restart(0, { abrupt: false })
  order(`order-slot-${slot}`, 'exit')
  await restarted
  await eventually('one is left', () => supervisor.threads.length === 1)
  await eventually('it listens', () => supervisor.listening === 1)
  t.equal((await get(port, '/')).status, 200)
  t.ok(notes.length <= 2, 'it died before or after it was succeeded')
})
