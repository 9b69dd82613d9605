import t from 'tap'
import { HealthWatch } from '../../src/backends/index.ts'
import { type ServerStates } from '../../src/limits/index.ts'
import { type Backend, type BackendHealth, type Snapshot } from '../../src/model/index.ts'
import { eventually } from '../support/eventually.ts'
import { backendWith, serverAt } from '../support/servers.ts'

const HEALTH: BackendHealth = {
  path: '/health',
  host: null,
  intervalMs: 1,
  timeoutMs: 1_000,
  healthyAfter: 2,
  unhealthyAfter: 3,
}

const inForce = (...backends: readonly Backend[]): Snapshot => ({ backends }) as Snapshot

/** A watch whose checks come to what the test says, one answer after the other. */
function stage(answers: readonly boolean[]) {
  const rest = [...answers]
  const told: string[] = []
  const failing = new Set<number>()
  const forgotten: number[] = []
  const states = {
    checked(place: number, isWell: boolean): boolean {
      const isNews = failing.has(place) === isWell
      if (isWell) failing.delete(place)
      else failing.add(place)
      return isNews
    },
    forget: (place: number) => void forgotten.push(place),
  } as unknown as ServerStates
  const asked: string[] = []
  const watch = new HealthWatch({
    states,
    nowMs: () => 0,
    onNews: (backend, server, isWell) => told.push(`${backend} ${server} ${isWell}`),
    check({ host }, { path }, done) {
      asked.push(`${host}${path}`)
      const next = rest.shift()
      if (next !== undefined) done(next)
    },
  })
  return { watch, told, asked, failing, forgotten, isDone: () => rest.length === 0 }
}

t.test(
  'a server is left out after three bad checks in a row, and back after two good ones',
  async (t) => {
    const bad = [false, false, true, false, false, false]
    const { watch, told, asked, isDone } = stage([...bad, true, false, true, true, true])
    watch.follow(inForce(backendWith([serverAt('http://one', 4)], { health: HEALTH })))
    await eventually('all is asked', isDone)
    watch.stop()
    t.strictSame(told, ['app http://one false', 'app http://one true'])
    t.equal(new Set(asked).size, 1)
    t.equal(asked[0], 'one/health')
  },
)

t.test('a server whose answer is not there yet is not asked again', async (t) => {
  const { watch, asked } = stage([])
  const other = stage(Array.from({ length: 20 }, () => true))
  watch.follow(inForce(backendWith([serverAt('http://one')], { health: HEALTH })))
  other.watch.follow(inForce(backendWith([serverAt('http://two')], { health: HEALTH })))
  await eventually('time goes by', other.isDone)
  t.equal(asked.length, 1)
  watch.stop()
  other.watch.stop()
})

t.test('a new configuration goes on with what is the same, and forgets the rest', async (t) => {
  const { watch, asked, failing, forgotten } = stage([])
  const one = backendWith([serverAt('http://one', 0)], { health: HEALTH })
  watch.follow(inForce(one))
  watch.follow(inForce({ ...one, inFlightMax: 9 }))
  t.equal(asked.length, 1, 'it goes on')
  t.strictSame(forgotten, [0], 'what another server left at its place')
  watch.follow(inForce({ ...one, health: { ...HEALTH, path: '/other' } }))
  t.strictSame(asked, ['one/health', 'one/other'])
  failing.add(0)
  watch.follow(inForce({ ...one, health: null }))
  t.notOk(failing.has(0), 'without checks nothing they found counts')
  watch.follow(inForce({ ...one, servers: [serverAt('http://two', 0)] }))
  t.strictSame(forgotten, [0, 0])
  t.equal(asked.at(-1), 'two/health')
  watch.stop()
})
