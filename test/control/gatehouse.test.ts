import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { passNameOf } from '../../src/client/index.ts'
import { Gatehouse } from '../../src/control/gatehouse.ts'
import { FigureDesk } from '../../src/control/figures/figure-desk.ts'
import { PassNetworks } from '../../src/control/operators/pass-networks.ts'
import { standingOrders } from '../../src/control/standing-orders.ts'
import { type Clock } from '../../src/model/index.ts'
import { attachRing } from '../../src/record/index.ts'
import { fakeClock } from '../support/clock.ts'
import { type Cradle, makeCradle } from '../support/crew.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({ backendPort: origin.port, workers: 1 })

interface Housed extends Cradle {
  readonly gatehouse: Gatehouse
  readonly clock: Clock
  readonly notes: readonly string[]
  /** What stands in the file now. */
  readonly write: (text: string) => void
}

async function startGatehouse(t: {
  readonly teardown: (end: () => unknown) => void
}): Promise<Housed> {
  const cradle = await makeCradle({ workers: 1, text: TEXT })
  const notes: string[] = []
  const clock = fakeClock(1_800_000_000_000)
  let written = TEXT
  const gatehouse = new Gatehouse({
    ...cradle,
    written: { text: TEXT, files: new Map() },
    source: {
      text: TEXT,
      file: 'paart.yaml',
      folder: cradle.folder,
      readAgain: () => Promise.resolve(written),
    },
    cores: 1,
    ring: attachRing(cradle.ring),
    clock,
    caretaker: null,
    networks: new PassNetworks(clock.steadyMs),
    upgrades: { isUnderWay: false, upgraded: null, run: () => Promise.reject(new Error('never')) },
    revokedKeys: [],
    roomsInUse: new Set(),
    figures: new FigureDesk({
      file: join(cradle.folder, 'figures.json'),
      clock,
      onNote: () => undefined,
    }),
    orders: standingOrders(join(cradle.folder, 'keys.json'), clock.wallMs(), () => undefined),
    onNote: (line) => void (line.startsWith('backend ') || notes.push(line)),
  })
  t.teardown(async () => {
    await gatehouse.drain(0)
    cradle.clear()
  })
  return { ...cradle, gatehouse, clock, notes, write: (text) => (written = text) }
}

t.test('status says what a gate is about', async (t) => {
  const { gatehouse } = await startGatehouse(t)
  const said = async (): Promise<string> => {
    const { report, text } = await gatehouse.status()
    const { phase } = JSON.parse(JSON.stringify(report)) as { phase: string }
    return `${phase}: ${text.split('\n', 1)[0]?.replace(/^.*?, [0-9a-z ]*, /, '')}`
  }
  const since = new Date(1_800_000_000_000).toISOString()
  t.equal(await said(), `starting: starting since ${since}: 0 of 1 workers serve`)
  t.match((await gatehouse.status()).text, /^0 +starting +0/m)
  await gatehouse.start()
  t.equal(await said(), `serving: up since ${since}`)
  const drained = gatehouse.drain(0)
  t.equal(await said(), `draining: up since ${since} and draining: nothing new is taken`)
  await drained
})

t.test('nothing is changed before the gate serves, and while it ends', async (t) => {
  const { gatehouse } = await startGatehouse(t)
  t.equal(gatehouse.unreadiness(), 'starting')
  await t.rejects(gatehouse.changes.reload(), { name: 'Refused', message: 'the gate is starting' })
  await gatehouse.start()
  t.equal(gatehouse.unreadiness(), null)
  t.equal((await gatehouse.changes.reload()).ending, 'done')
  const drained = gatehouse.drain(0)
  t.equal(gatehouse.unreadiness(), 'draining')
  await t.rejects(gatehouse.changes.rotateKeys(), { message: 'the gate is draining' })
  await drained
})

t.test(
  'a pass is known as long as it may be shown: its key, and that it was revoked',
  async (t) => {
    const { gatehouse, clock, limits, rollout } = await startGatehouse(t)
    await gatehouse.start()
    await gatehouse.changes.rotateKeys()
    const [old] = rollout.terms.keys.keys
    // A lifetime, its grace, and the time that workers take.
    t.equal(old?.verifyUntil, 1_800_000_000 + 86_400 + 900 + 60)
    t.ok(gatehouse.revokePass('p'))
    const isRevoked = (seconds: number): boolean =>
      limits.marks.isMarked('revoked', passNameOf('p'), clock.steadyMs() + 1_000 * seconds)
    const longest = 7 * 86_400 + 900
    t.strictSame([isRevoked(longest - 1), isRevoked(longest)], [true, false])
  },
)

t.test('deaths are told, counted, and made good', async (t) => {
  const { gatehouse, notes, order, port } = await startGatehouse(t)
  await gatehouse.start()
  order('order-0', 'exit')
  await eventually('it is back', () => notes.length === 2)
  t.strictSame(notes, ['worker 0 died: it ended by itself; it is replaced', 'worker 0 is back'])
  t.match(gatehouse.metrics(), /\npaart_worker_restarts_total 1\n/)
  t.match((await gatehouse.status()).report, { workers: [{ restarts: 1 }] })
  t.equal((await get(port, '/')).status, 200)
})

t.test('a worker that refuses a configuration keeps it from all', async (t) => {
  const { gatehouse, notes, order, write, rollout } = await startGatehouse(t)
  await gatehouse.start()
  write(`${TEXT}# another\n`)
  order('order-0-at-prepare', 'refuse')
  const { ending, text } = await gatehouse.changes.reload()
  t.equal(ending, 'failed')
  const why = `a worker refused it: ordered to refuse; ${rollout.terms.blueprint.hash} stays in force`
  t.equal(text, `${why}\n`)
  t.strictSame(notes, [`reload failed: ${why}`])
  t.match(gatehouse.metrics(), /paart_config_reloads_total\{result="failed"\} 1\n/)
})

t.test('what backends did last is told', async (t) => {
  const { gatehouse, port, write } = await startGatehouse(t)
  await gatehouse.start()
  const servers = async (): Promise<unknown> => {
    const { backends } = JSON.parse(JSON.stringify((await gatehouse.status()).report)) as {
      backends: readonly { servers: readonly { healthy: boolean }[] }[]
    }
    return backends[0]?.servers[0]?.healthy
  }
  t.equal(await servers(), true, 'nothing is known')
  write(TEXT.replace(`:${origin.port}"`, ':1"'))
  t.equal((await gatehouse.changes.reload()).ending, 'done')
  t.equal((await get(port, '/')).status, 502)
  await eventually('it is failing', async () => (await servers()) === false)
  t.match((await gatehouse.status()).text, /failing\n/)
  write(TEXT)
  await gatehouse.changes.reload()
  t.equal((await get(port, '/')).status, 200)
  await eventually('it is healthy', async () => (await servers()) === true)
})

t.test('a log that cannot be moved stays where it is', async (t) => {
  const { gatehouse, folder, port, write, order } = await startGatehouse(t)
  await gatehouse.start()
  write(TEXT.replace('to: access.log', 'to: file/access.log'))
  order('order-0-at-prepare', 'hold')
  const reloaded = gatehouse.changes.reload()
  const place = join(folder, 'file')
  await eventually('it is found in order', () => existsSync(join(place, 'access.log')))
  rmSync(place, { recursive: true })
  writeFileSync(place, '')
  order('let-go', 'now')
  t.equal((await reloaded).ending, 'done')
  t.equal((await get(port, '/')).status, 200)
  const log = join(folder, 'access.log')
  const isTold = (): boolean => readFileSync(log, 'utf8').includes('the log cannot be opened')
  await eventually('it is told where it stays', isTold)
})
