import t from 'tap'
import { attachLimits, createSharedMemory, type KeptRoom } from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const KIB = 1024
const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }

function roomOf(seed = 1, lotSeed = 1): KeptRoom {
  const [one, other] = [new Uint8Array(16).fill(seed), new Uint8Array(16).fill(lotSeed)]
  const memory = createSharedMemory({ workers: 1, seed: one, lotSeed: other, ...small })
  return attachLimits(memory, 0).kept
}

t.test('room is reserved up to the caps, and given back', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 250 * KIB }
  t.ok(room.reserve({ place: 1, kib: 100 }, caps, false))
  t.notOk(room.hasRoom({ place: 1, kib: 1 }, caps, false), 'its network has no more')
  t.notOk(room.reserve({ place: 1, kib: 1 }, caps, false))
  t.ok(room.reserve({ place: 2, kib: 100 }, caps, false))
  t.notOk(room.hasRoom({ place: 3, kib: 51 }, caps, false), 'nor is there more in all')
  t.notOk(room.reserve({ place: 3, kib: 51 }, caps, false))
  t.ok(room.hasRoom({ place: 3, kib: 50 }, caps, false))
  t.ok(room.reserve({ place: 3, kib: 50 }, caps, false), 'what was refused is not counted')
  t.equal(room.total(), 250)
  room.release({ place: 1, kib: 100 })
  t.ok(room.reserve({ place: 1, kib: 100 }, caps, false))
})

t.test('half of it is out of reach of what comes from other sites', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 150 * KIB }
  t.notOk(room.reserve({ place: 1, kib: 51 }, caps, true))
  t.ok(room.reserve({ place: 1, kib: 50 }, caps, true))
  t.notOk(room.reserve({ place: 1, kib: 1 }, caps, true), 'of its network')
  t.ok(room.reserve({ place: 1, kib: 24 }, caps, false), 'what is not from there has it')
  t.notOk(room.hasRoom({ place: 2, kib: 2 }, caps, true), 'and in all')
  t.ok(room.hasRoom({ place: 2, kib: 1 }, caps, true))
  t.ok(room.hasRoom({ place: 2, kib: 76 }, caps, false))
})

t.test('what is there already is counted above the caps too', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 100 * KIB }
  room.hold({ place: 1, kib: 500 })
  t.equal(room.total(), 500)
  t.notOk(room.reserve({ place: 2, kib: 1 }, caps, false))
  room.release({ place: 1, kib: 450 })
  t.ok(room.reserve({ place: 1, kib: 50 }, caps, false))
})

t.test('nothing gives back more than there is', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 10 * KIB, networkMax: 10 * KIB, totalMax: 10 * KIB }
  room.release({ place: 1, kib: 5 })
  t.equal(room.total(), 0)
  t.ok(room.reserve({ place: 1, kib: 10 }, caps, false))
  t.notOk(room.reserve({ place: 1, kib: 1 }, caps, false))
})

t.test('a place that is none is one of those that are', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 10 * KIB, networkMax: 10 * KIB, totalMax: 30 * KIB }
  for (const place of [65_536, -1, 1_679_615]) {
    t.ok(room.reserve({ place, kib: 10 }, caps, false))
    t.notOk(room.reserve({ place, kib: 1 }, caps, false))
  }
  for (const place of [0, 65_535, 1_679_615]) room.release({ place, kib: 10 })
  t.equal(room.total(), 0)
})

t.test('networks have the same places after a restart, and others with another key', async (t) => {
  const networks = Array.from({ length: 100 }, (_, i) => `192.0.${i}.0/24`)
  const placesIn = (room: KeptRoom): number[] => networks.map((network) => room.placeOf(network))
  const places = placesIn(roomOf())
  t.same(placesIn(roomOf(2)), places)
  t.notSame(placesIn(roomOf(1, 2)), places)
  t.ok(places.every((place) => place >= 0 && place < 65_536))
  t.ok(new Set(places).size > 95)
  t.not(roomOf().account, roomOf().account, 'each start has a name of its own')
  t.match(roomOf().account, /^[0-9a-f]{12}$/)
})

t.test('any course of reserving and giving back is what plain sums say', async (t) => {
  const random = randomFrom(5)
  const below = (end: number): number => wholeBelow(random, end)
  const room = roomOf()
  const caps = { bytesMax: 300 * KIB, networkMax: 300 * KIB, totalMax: 700 * KIB }
  const held: { place: number; kib: number }[] = []
  const sumOf = (place: number | null): number =>
    held.reduce((sum, each) => sum + (place === null || each.place === place ? each.kib : 0), 0)
  for (let i = 0; i < 5000; i++) {
    const portion = { place: below(4), kib: below(100) }
    if (below(2) === 0) {
      const share = below(3) === 0 ? 2 : 1
      const fits =
        sumOf(portion.place) + portion.kib <= 300 / share &&
        sumOf(null) + portion.kib <= 700 / share
      const isForeign = share === 2
      if (room.hasRoom(portion, caps, isForeign) !== fits)
        throw new Error(`step ${i}: there is room`)
      if (room.reserve(portion, caps, isForeign) !== fits) throw new Error(`step ${i}: it is had`)
      if (fits) held.push(portion)
    } else {
      const [gone] = held.splice(below(held.length), 1)
      if (gone !== undefined) room.release(gone)
    }
    if (room.total() !== sumOf(null)) throw new Error(`step ${i}: the total`)
  }
  t.pass('5,000 steps')
})

t.test('few networks with much leave room for a form of everybody else', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 25 * KIB, networkMax: 250 * KIB, totalMax: 5000 * KIB }
  const keep = (place: number, kib: number): boolean => room.reserve({ place, kib }, caps, false)
  for (let round = 0; round < 20; round++) {
    for (let network = 0; network < 21; network++) keep(network, 25)
  }
  t.ok(room.total() <= 4375, `${room.total()} of 5,000`)
  for (let newcomer = 100; newcomer < 120; newcomer++) t.ok(keep(newcomer, 25), `${newcomer}`)
  t.notOk(keep(1, 1), 'who has much gets no more')
  t.notOk(room.hasRoom({ place: 1, kib: 1 }, caps, false))
})
