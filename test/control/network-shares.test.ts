import t, { type Test } from 'tap'
import { NetworkShares } from '../../src/control/network-shares.ts'
import {
  attachLimits,
  type Claimant,
  createSharedMemory,
  type Limits,
} from '../../src/limits/index.ts'
import { type Snapshot } from '../../src/model/index.ts'
import { eventually } from '../support/eventually.ts'

const MAX = 128
/** 7/16: what one network gets of an empty backend. */
const ALONE = 56

/** All gates of a ring have the same. */
const RING = new Uint8Array(16).fill(7)

type Handler = (text: string) => unknown

interface Gate {
  readonly limits: Limits
  /** How many more requests a network gets in flight, to one backend. */
  readonly enter: (network: string, backend?: number) => number
  readonly leaveAll: () => void
  /** It tells and hears nothing any more. */
  readonly die: () => void
}

/** Gates that hear each other. */
function newRing(t: Test): {
  readonly join: (name?: string, ring?: Uint8Array<ArrayBuffer>) => Gate
} {
  const heard = new Map<object, Handler>()
  const join = (name = 'app', lotSeed = RING): Gate => {
    const seed = crypto.getRandomValues(new Uint8Array(16))
    const memory = createSharedMemory({ workers: 2, seed, lotSeed })
    const worker = attachLimits(memory, 0)
    const limits = attachLimits(memory, 2)
    const self = {}
    const shares = new NetworkShares({
      limits,
      clock: { steadyMs: () => performance.now() },
      asks: {
        on: (_topic, handler) => void heard.set(self, handler),
        tell({ text }) {
          for (const [other, hear] of heard) if (other !== self) void hear(text)
          return true
        },
      },
    })
    const sites = [{ backend: { index: 0, name } }]
    shares.follow({ store: { kind: 'valkey' }, sites } as unknown as Snapshot)
    const die = (): void => {
      heard.delete(self)
      shares.stop()
    }
    t.teardown(die)
    const entered: (() => void)[] = []
    return {
      limits: worker,
      die,
      enter(network, backend = 0) {
        const who: Claimant = {
          network: worker.hashOf(network),
          wider: 0,
          provider: 0,
          isSettled: true,
        }
        let count = 0
        while (worker.gauges.enterBackend(backend, MAX, who)) {
          entered.push(() => worker.gauges.leaveBackend(backend, who))
          count++
        }
        return count
      },
      leaveAll: () => entered.splice(0).forEach((leave) => leave()),
    }
  }
  return { join }
}

/** Whether a gate has heard what a network holds elsewhere. */
function mayHave({ limits }: Gate, network: string, max: number): boolean {
  const who = { network: limits.hashOf(network), wider: 0, provider: 0, isSettled: true }
  return limits.gauges.mayEnterBackend(0, max, who)
}

t.test(
  'what a network holds at one gate counts at the other, and takes nothing from neighbours',
  async (t) => {
    const { join } = newRing(t)
    const [a, b] = [join(), join()]
    t.equal(a.enter('192.0.2.0/24'), ALONE)
    await eventually('it is told', () => !mayHave(b, '192.0.2.0/24', 60))
    t.equal(b.enter('192.0.2.0/24'), 28, 'the rest')
    t.equal(b.enter('192.0.2.0/24', 1), ALONE, 'of another backend as ever')
    t.equal(b.enter('198.51.100.0/24'), 42, 'half of what is free, as without the other gate')
    t.equal(b.limits.gauges.backendTotal(0), 70, 'nobody is in flight here but those')
    await eventually('b is heard as well', () => !mayHave(a, '198.51.100.0/24', 80))
    t.equal(a.enter('192.0.2.0/24'), 0)
  },
)

t.test('at three gates one network holds no more than one gate has', async (t) => {
  const { join } = newRing(t)
  const gates = [join(), join(), join()]
  let held = 0
  for (const gate of gates) {
    held += gate.enter('192.0.2.0/24')
    for (const other of gates.filter((each) => each !== gate)) {
      await eventually(
        'all have heard',
        () => !mayHave(other, '192.0.2.0/24', Math.ceil((held * 8) / 7)),
      )
    }
  }
  t.ok(held <= (MAX * 7) / 8, `${held} in all`)
  t.ok(held > ALONE)
})

t.test('a gate that is gone, or has nothing under way any more, is forgotten', async (t) => {
  const { join } = newRing(t)
  const [a, b, c] = [join(), join(), join()]
  a.enter('192.0.2.0/24')
  c.enter('198.51.100.0/24')
  await eventually('they are heard', () => {
    return !mayHave(b, '192.0.2.0/24', 60) && !mayHave(b, '198.51.100.0/24', 60)
  })
  c.leaveAll()
  await eventually('one has done', () => mayHave(b, '198.51.100.0/24', 60))
  t.notOk(mayHave(b, '192.0.2.0/24', 60), 'the other goes on')
  a.die()
  await eventually('it is silent', () => mayHave(b, '192.0.2.0/24', 60))
  t.equal(b.enter('192.0.2.0/24'), ALONE)
})

t.test('what other backends or another ring tell counts for nobody', async (t) => {
  const { join } = newRing(t)
  const a = join()
  const strangers = [join('other'), join('app', new Uint8Array(16).fill(8))]
  const witness = join()
  a.enter('192.0.2.0/24')
  await eventually('it is told', () => !mayHave(witness, '192.0.2.0/24', 60))
  for (const stranger of strangers) t.equal(stranger.enter('192.0.2.0/24'), ALONE)
})
