import t, { type Test } from 'tap'
import { startOrigin } from '../support/recording-origin.ts'
import { type Met, type SwarmStage, startSwarmStage } from '../support/swarm.ts'
import { earnPass } from '../support/visitor.ts'

const origin = await startOrigin({
  respond: () => Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
})
t.teardown(origin.close)

/** A swarm of 5,000 homes and the limits of `preset/browser-forms`, both 250 times smaller. */
const HOMES = 20
const BUDGET = { perMinute: 12, burst: 4 }
const FREE = 20
const SEARCH = `
    challenge: when-suspicious
    limits:
      - { name: network, key: network, rate: 120/min, burst: 60, over: challenge }
      - name: whole route
        key: route
        rate: ${BUDGET.perMinute}/min
        burst: ${BUDGET.burst}
        over: challenge
        freeLooks: { count: ${FREE}, for: 10m }
      - { name: pass, key: pass, rate: 600/min, burst: 120, over: limit }`

/** Each home asks once in ten seconds, for ten minutes. */
const ROUNDS = 60
const ROUND_MS = 10_000

const home = (number: number): string => `198.51.${number}.7`
const citizen = (number: number): string => `203.0.${number}.7`

/** How often each thing was met. */
class Tally {
  readonly met = new Map<Met, number>()

  add(met: Met): void {
    this.met.set(met, this.of(met) + 1)
  }

  of(met: Met): number {
    return this.met.get(met) ?? 0
  }
}

/** Lets the swarm come, round by round, with citizens among it. */
async function besiege(
  { ask, clock }: SwarmStage,
  path: (home: number, round: number) => string,
  citizens: (round: number) => Promise<void> = () => Promise.resolve(),
): Promise<Tally> {
  const swarm = new Tally()
  for (let round = 0; round < ROUNDS; round++) {
    for (let number = 0; number < HOMES; number++) {
      if (number === HOMES / 2) await citizens(round)
      swarm.add(await ask(path(number, round), home(number)))
    }
    clock.advance(ROUND_MS)
  }
  return swarm
}

/** Everybody met these and nothing else. */
function onlyMet(t: Test, { met }: Tally, want: readonly Met[], who: string): void {
  t.same(
    [...met.keys()].filter((one) => !want.includes(one)),
    [],
    who,
  )
}

t.test('a swarm meets the end of a route, and citizens on it do not', async (t) => {
  const stage = await startSwarmStage(t, origin.port, SEARCH)
  const { ask, mint } = stage
  const passes = await Promise.all([mint(), mint(), mint()])
  const [holders, readers, newcomers] = [new Tally(), new Tally(), new Tally()]
  const swarm = await besiege(
    stage,
    (number, round) => `/search?q=${number}-${round}`,
    async (round) => {
      for (const [number, pass] of passes.entries()) {
        holders.add(await ask('/search?q=a', citizen(number), pass))
      }
      // Their homes are in the swarm, and they hold passes.
      holders.add(await ask('/search?q=a', home(1), passes[0]))
      if (round % 3 === 0) readers.add(await ask('/search?q=b', citizen(100)))
      // More than the looks that are free.
      newcomers.add(await ask('/search?q=c', citizen(101)))
      newcomers.add(await ask('/search?q=c', citizen(101)))
    },
  )
  t.same(holders.met, new Map([['pass', 4 * ROUNDS]]), 'holders of passes meet nothing')
  t.same(readers.met, new Map([['pass', FREE]]), 'networks within their free looks meet nothing')
  onlyMet(t, newcomers, ['pass', 'challenge'], 'nobody is refused')
  t.ok(newcomers.of('challenge') > 0, 'newcomers who ask for more meet the check')
  onlyMet(t, swarm, ['pass', 'challenge'], 'nor is the swarm')
  const minutes = (ROUNDS * ROUND_MS) / 60_000
  const most = HOMES * FREE + BUDGET.burst + BUDGET.perMinute * minutes
  t.ok(swarm.of('pass') <= most, `${swarm.of('pass')} of ${HOMES * ROUNDS} came through`)
  t.ok(swarm.of('pass') < (HOMES * ROUNDS) / 2)
})

t.test('a newcomer in the swarm’s own network is let in by the check', async (t) => {
  const stage = await startSwarmStage(t, origin.port, SEARCH)
  const { ask, port } = stage
  for (let look = 0; look < FREE + BUDGET.burst; look++) await ask('/search', home(3))
  const from = { 'X-Forwarded-For': home(3) }
  const pass = await earnPass(port, '/search', from)
  for (let page = 0; page < 50; page++) t.equal(await ask('/search', home(3), pass), 'pass')
  t.equal(await ask('/search', home(3)), 'pass', 'others there by the part for known networks')
  t.equal(await ask('/search', home(3)), 'challenge', 'and no more')
})

t.test('a home where somebody has shown a pass is asked after strangers', async (t) => {
  const stage = await startSwarmStage(t, origin.port, SEARCH.replace(`count: ${FREE}`, 'count: 1'))
  const { ask, mint, clock } = stage
  await ask('/search', citizen(1), await mint())
  for (let number = 0; number < HOMES; number++) {
    for (let look = 0; look < 2; look++) await ask('/search', home(number))
  }
  t.equal(await ask('/search', home(HOMES - 1)), 'challenge')
  t.equal(await ask('/search', citizen(2)), 'pass', 'a stranger has a look')
  t.equal(await ask('/search', citizen(2)), 'challenge', 'and no more')
  t.equal(await ask('/search', citizen(1)), 'pass', 'of the part that strangers left')
  t.equal(await ask('/search', citizen(1)), 'pass', 'and its look')
  t.equal(await ask('/search', citizen(1)), 'challenge')
  clock.advance(60_000)
  t.equal(await ask('/search', home(HOMES - 1)), 'pass', 'when the swarm is gone nobody is asked')
})

t.test('whoever has a /48 has not the free looks of all its networks', async (t) => {
  const { ask } = await startSwarmStage(t, origin.port, SEARCH)
  const swarm = new Tally()
  for (let look = 0; look < 4; look++) {
    for (let number = 16; number < 76; number++) {
      swarm.add(await ask('/search', `2001:db8:7:${number}00::1`))
    }
  }
  t.ok(swarm.of('pass') <= 4 * FREE + BUDGET.burst, `${swarm.of('pass')} of 240 came through`)
  t.equal(await ask('/search', '2001:db8:8::1'), 'pass', 'a customer of the same provider')
  t.equal(await ask('/search', citizen(1)), 'pass')
})

const FACETS = `
    challenge: when-suspicious
    limits:
      - { name: kind of search, key: [route, query-shape], rate: 6/min, burst: 40, over: challenge }`

t.test('a swarm that counts through facets is told from people by what it asks', async (t) => {
  const stage = await startSwarmStage(t, origin.port, FACETS)
  const people = new Tally()
  const swarm = await besiege(
    stage,
    (number, round) =>
      `/search?${['f[0]', 'f[1]', 'f[2]', 'f[3]'].map((name, i) => `${name}=${(number * round) % (7 + i)}`).join('&')}&page=${round}`,
    async (round) => {
      if (round % 10 === 0) people.add(await stage.ask(`/search?q=${round}`, citizen(1)))
    },
  )
  onlyMet(t, people, ['pass'], 'people who search for words')
  onlyMet(t, swarm, ['pass', 'challenge'], 'the swarm')
  t.ok(swarm.of('pass') <= 40 + 6 * 10, `${swarm.of('pass')} came through`)
})

t.test(
  'names that a swarm makes up are counted as one, but for a few of each network',
  async (t) => {
    const stage = await startSwarmStage(
      t,
      origin.port,
      FACETS.replace('burst: 40', 'burst: 1').replace('6/min', '1/d'),
    )
    const met = new Tally()
    for (let request = 0; request < 200; request++) {
      met.add(
        await stage.ask(
          `/search?${'x'.repeat(request % 20)}${'y'.repeat(request / 20)}z=1`,
          home(1),
        ),
      )
    }
    t.equal(met.of('pass'), 17, '16 that count by themselves, and the first of all others')
    t.equal(met.of('challenge'), 183)
    t.equal(await stage.ask('/search?q=1', citizen(1)), 'pass', 'another network')
  },
)
