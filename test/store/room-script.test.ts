import t from 'tap'
import { openConnection } from '../../src/store/connection.ts'
import { type RoomSaid, type SealedPlace } from '../../src/store/engine.ts'
import { ValkeyEngine } from '../../src/store/valkey.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'
import { RoomEngine } from '../support/room-engine.ts'

const STAGES = [0, 0, 1, 2, 3, 4, 2 ** 18, 2 ** 18]
const LONG_MS = 1_000_000

/** What gates might say, at random: people of whom much and little is told, called, let in and gone. */
class Talk {
  readonly #pick: (end: number) => number
  readonly #read = new Map<string, RoomSaid['read']>()
  #texts = 0

  constructor(seed: number) {
    const random = randomFrom(seed)
    this.#pick = (end) => wholeBelow(random, end)
  }

  #place(): SealedPlace {
    const stage = STAGES[this.#pick(STAGES.length)] ?? 0
    const seen = 1_790_000_000 + this.#pick(4)
    const isAsked = stage % 3 === 1 && this.#pick(2) === 0
    const isGone = !isAsked && this.#pick(8) === 0
    return {
      name: `person ${this.#pick(30)}`,
      order: (stage * 2 ** 32 + seen) * 2 + (isGone ? 1 : 0),
      isAsked,
      placeMs: LONG_MS,
      allMs: LONG_MS,
      sealed: `k.${this.#texts++}`,
    }
  }

  next(): { readonly gate: string; readonly said: RoomSaid } {
    const gate = `gate ${this.#pick(3)}`
    const said = {
      room: 'room',
      read: this.#read.get(gate) ?? { epoch: '', version: 0 },
      activeMax: 8,
      credit: this.#pick(3),
      wants: this.#pick(2) === 0,
      gates: 3,
      rate: this.#pick(2) === 0 ? null : { aheadMs: 0, intervalMs: LONG_MS, burst: 2 },
      places: Array.from({ length: this.#pick(4) }, () => this.#place()),
    }
    return { gate, said }
  }

  heard(gate: string, read: RoomSaid['read']): void {
    this.#read.set(gate, read)
  }
}

t.test('a clock that no server has is not believed', async (t) => {
  for (const nowMs of [2 ** 52, 2 ** 32 * 1_000, -1, Number.NaN, '1790000000000']) {
    const ask = (): Promise<unknown> => Promise.resolve(['epoch', 1, [], nowMs, 0, 0])
    const engine = new ValkeyEngine({ ask }, { prefix: 'test', gate: 'a' })
    const read = { epoch: '', version: 0 }
    const said = { room: 'room', read, activeMax: 1, credit: 0, gates: 1, rate: null }
    const heard = engine.confer({ ...said, wants: true, places: [] })
    await t.rejects(heard, { kind: 'unexpected', message: /not with a waiting room/ })
  }
})

void withPackages(t, ['redis-server'], async () => {
  t.test('the script does what it is simulated as', async (t) => {
    const server = await startStoreServer(t)
    const path = server.url.slice('unix:'.length)
    const connection = await openConnection({ kind: 'unix', path }, { credentials: null, tls: {} })
    t.teardown(() => connection.end())
    for (let seed = 1; seed <= 5; seed++) {
      await server.say('FLUSHALL')
      const simulated = new RoomEngine(() => Date.now())
      const [real, other] = [new Talk(seed), new Talk(seed)]
      for (let call = 0; call < 200; call++) {
        const { gate, said } = real.next()
        const engine = new ValkeyEngine(connection, { prefix: 'test', gate })
        const heard = await engine.confer(said)
        real.heard(gate, heard.read)
        const { gate: asker, said: same } = other.next()
        const wanted = await simulated.of(asker).confer(same)
        other.heard(asker, wanted.read)
        t.ok(Math.abs(heard.nowMs - Date.now()) < 1_000)
        t.ok(Math.abs(heard.aheadMs - wanted.aheadMs) < 5_000)
        const plain = ({ read: { version }, sealed, isWhole, credit }: typeof heard): unknown => {
          return { version, sealed, isWhole, credit }
        }
        if (!t.strictSame(plain(heard), plain(wanted), `seed ${seed}, call ${call}`)) return
      }
    }
  })

  t.test('who is told of no more ends by himself, and a room that nobody speaks of', async (t) => {
    const server = await startStoreServer(t)
    const path = server.url.slice('unix:'.length)
    const connection = await openConnection({ kind: 'unix', path }, { credentials: null, tls: {} })
    t.teardown(() => connection.end())
    const engine = new ValkeyEngine(connection, { prefix: 'test', gate: 'a' })
    const read = { epoch: '', version: 0 }
    const said = { room: 'room', read, activeMax: 1, credit: 0, gates: 1, rate: null }
    const order = 2 ** 18 * 2 ** 33
    const person = { name: 'one', order, isAsked: false, allMs: 150, sealed: 'k.one' }
    await engine.confer({ ...said, wants: false, places: [{ ...person, placeMs: 100 }] })
    t.equal((await engine.confer({ ...said, wants: true, places: [] })).credit, 0)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const heard = await engine.confer({ ...said, wants: true, places: [] })
    t.equal(heard.credit, 1)
    t.strictSame(heard.sealed, [])
    const names = (await server.say('KEYS', 'test:room:*')).match(/test:\S+/g) ?? []
    for (const name of names) {
      const left = Number(/-?\d+/.exec(await server.say('PTTL', name))?.[0])
      t.ok(left > 0 && left <= 86_400_000, `${name} ends in ${left} ms`)
    }
  })

  t.test('a rate that lies further ahead than gates can have made it is none', async (t) => {
    const server = await startStoreServer(t)
    const path = server.url.slice('unix:'.length)
    const connection = await openConnection({ kind: 'unix', path }, { credentials: null, tls: {} })
    t.teardown(() => connection.end())
    const engine = new ValkeyEngine(connection, { prefix: 'test', gate: 'a' })
    const read = { epoch: '', version: 0 }
    const rate = { aheadMs: 0, intervalMs: 1_000, burst: 5 }
    const said = { room: 'room', read, activeMax: 1, credit: 0, gates: 2, rate }
    for (const written of ['9e15', 'nan', 'inf', 'none']) {
      await connection.ask(['HSET', 'test:room:room', 'rate', written])
      const { aheadMs } = await engine.confer({ ...said, wants: false, places: [] })
      t.ok(aheadMs <= 15_000, `${written}: ${aheadMs} ms`)
    }
  })
})
