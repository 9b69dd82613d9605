import t from 'tap'
import { compileNetworks } from '../../../src/client/index.ts'
import { type Limits, attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { type Pass } from '../../../src/model/index.ts'
import { type Ledger, type Standing } from '../../../src/policies/index.ts'
import { ConductBook } from '../../../src/proxy/bounds/conduct.ts'
import { PageBook } from '../../../src/proxy/bounds/page-book.ts'
import { handedRound, sharedLedger } from '../../../src/proxy/bounds/ledger.ts'
import { type FakeClock, fakeClock } from '../../support/clock.ts'
import { factsOf, passOf } from '../../support/facts.ts'
import { PASS_SETTINGS } from '../../support/desk.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

const { requestsMax, proofMaxAgeSeconds, graceSeconds } = PASS_SETTINGS

/** The ledger of a gate whose table of counts has so many buckets. */
const SETTINGS = { pass: PASS_SETTINGS, crowds: compileNetworks([]) }

function open(tallyBucketsLog2: number): {
  readonly limits: Limits
  readonly ledger: Ledger
  readonly clock: FakeClock
} {
  const clock = fakeClock(1_800_000_000_000)
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), tallyBucketsLog2 })
  const limits = attachLimits(memory, 0)
  const conduct = new ConductBook(limits.tallies, clock)
  return {
    limits,
    clock,
    ledger: sharedLedger(limits, clock, {
      snapshot: () => SETTINGS,
      conduct,
      pages: new PageBook(limits.tallies, clock),
    }),
  }
}

/** How a pass stood when it was used once more. */
function use(ledger: Ledger, pass: Pass, facts = factsOf()): Standing {
  const standing = ledger.standing(pass, facts)
  ledger.usePass(pass)
  return standing
}

const passWith = (id: string, rest: Partial<Pass> = {}): Pass => passOf({ id, ...rest })

t.test('requestsMax requests are good, as many again are forms on their way alone', async (t) => {
  for (const clearance of ['waited', 'worked'] as const) {
    const { ledger } = open(8)
    const max = requestsMax[clearance]
    const pass = passWith('p', { clearance })
    const standings = Array.from({ length: 2 * max + 1 }, () => use(ledger, pass))
    t.same(new Set(standings.slice(0, max)), new Set(['good']), `${clearance}: 1 to ${max}`)
    t.same(new Set(standings.slice(max, 2 * max)), new Set(['recheck']), `to ${2 * max}`)
    t.equal(standings[2 * max], 'spent')
  }
})

t.test('what a pass has served is known as long as it may be shown', async (t) => {
  const { ledger, clock } = open(8)
  const pass = passWith('p')
  for (let i = 0; i < requestsMax.worked; i++) use(ledger, pass)
  clock.advance((proofMaxAgeSeconds + graceSeconds) * 1000 - 1)
  t.equal(use(ledger, pass), 'recheck')
  clock.advance(1)
  t.equal(use(ledger, pass), 'good')
})

t.test(
  'on its fifth network a pass is checked again, on its tenth it counts no more',
  async (t) => {
    const { ledger, clock } = open(8)
    const pass = passWith('p')
    const on = (network: number): string =>
      use(ledger, pass, factsOf({ address: `198.51.${network}.7` }))
    const standings = Array.from({ length: 10 }, (_, network) => on(network))
    t.same(standings, [
      ...Array.from({ length: 4 }, () => 'good'),
      ...Array.from({ length: 5 }, () => 'recheck'),
      'spent',
    ])
    t.equal(on(0), 'spent', 'wherever it is shown then')
    clock.advance(10 * 60_000)
    t.equal(on(0), 'good')
  },
)

t.test('it is handed round then, also where no policy asks about it', async (t) => {
  const { limits, clock, ledger } = open(8)
  const networkBits = { v4: 24, v6: 56 }
  const isHandedRound = handedRound(limits, clock, () => ({ ...SETTINGS, networkBits }))
  const on = (network: number): boolean =>
    isHandedRound(passWith('p'), factsOf({ address: `198.51.${network}.7` }).address)
  t.same([1, 2, 3, 4, 4, 1].map(on), [false, false, false, false, false, false])
  t.equal(on(5), true)
  t.equal(ledger.isKnown(factsOf({ address: '198.51.5.9' })), true, 'a pass was shown there')
  clock.advance(10 * 60_000)
  t.equal(on(1), false)
})

t.test('a full table never makes a pass worse than what it did', async (t) => {
  const random = randomFrom(3)
  for (let round = 0; round < 20; round++) {
    const { ledger, limits, clock } = open(wholeBelow(random, 3))
    const nowMs = clock.steadyMs()
    const strangers = wholeBelow(random, 400)
    for (let i = 0; i < strangers; i++) limits.tallies.add('strangers', `${i}`, 60_000, nowMs)
    const passes = Array.from({ length: 50 }, (_, i) => passWith(`pass ${round} ${i}`))
    for (let step = 0; step < 3_000; step++) {
      const pass = passes[wholeBelow(random, passes.length)] ?? passWith('p')
      if (step % 100 === 0) clock.advance(wholeBelow(random, 2_000))
      // About 60 requests each, on three networks at most.
      const facts = factsOf({ address: `198.51.${wholeBelow(random, 3)}.7` })
      const standing = use(ledger, pass, facts)
      if (standing !== 'good') {
        t.fail(`round ${round}, ${strangers} strangers: ${standing}`)
        return
      }
    }
  }
  t.pass('20 rounds')
})
