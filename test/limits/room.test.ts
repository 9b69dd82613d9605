import t from 'tap'
import {
  attachLimits,
  createSharedMemory,
  type KeptRoom,
  type Portion,
} from '../../src/limits/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

const KIB = 1024
const small = { rateBucketsLog2: 0, tallyBucketsLog2: 0, markBucketsLog2: 0, spentPlacesLog2: 10 }

function roomOf(seed = 1, lotSeed = 1): KeptRoom {
  const [one, other] = [new Uint8Array(16).fill(seed), new Uint8Array(16).fill(lotSeed)]
  const memory = createSharedMemory({ workers: 1, seed: one, lotSeed: other, ...small })
  return attachLimits(memory, 0).kept
}

const OWN = { isForeign: false, isSettled: true }
const FOREIGN = { isForeign: true, isSettled: true }
const NEW = { isForeign: false, isSettled: false }

function at(place: number, kib: number, ...around: readonly number[]): Portion {
  return { place, around, kib }
}

t.test('room is reserved up to the caps, and given back', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 250 * KIB }
  t.ok(room.reserve(at(1, 100), caps, OWN))
  t.notOk(room.hasRoom(at(1, 1), caps, OWN), 'its network has no more')
  t.notOk(room.reserve(at(1, 1), caps, OWN))
  t.ok(room.reserve(at(2, 100), caps, OWN))
  t.notOk(room.hasRoom(at(3, 51), caps, OWN), 'nor is there more in all')
  t.notOk(room.reserve(at(3, 51), caps, OWN))
  t.ok(room.hasRoom(at(3, 50), caps, OWN))
  t.ok(room.reserve(at(3, 50), caps, OWN), 'what was refused is not counted')
  t.equal(room.total(), 250)
  room.release(at(1, 100))
  t.ok(room.reserve(at(1, 100), caps, OWN))
})

t.test('half of it is out of reach of what comes from other sites', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 150 * KIB }
  t.notOk(room.reserve(at(1, 51), caps, FOREIGN))
  t.ok(room.reserve(at(1, 50), caps, FOREIGN))
  t.notOk(room.reserve(at(1, 1), caps, FOREIGN), 'of its network')
  t.ok(room.reserve(at(1, 24), caps, OWN), 'what is not from there has it')
  t.notOk(room.hasRoom(at(2, 2), caps, FOREIGN), 'and in all')
  t.ok(room.hasRoom(at(2, 1), caps, FOREIGN))
  t.ok(room.hasRoom(at(2, 76), caps, OWN))
})

t.test('what is there already is counted above the caps too', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 100 * KIB, networkMax: 100 * KIB, totalMax: 100 * KIB }
  room.hold(at(1, 500))
  t.equal(room.total(), 500)
  t.notOk(room.reserve(at(2, 1), caps, OWN))
  room.release(at(1, 450))
  t.ok(room.reserve(at(1, 50), caps, OWN))
})

t.test('nothing gives back more than there is', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 10 * KIB, networkMax: 10 * KIB, totalMax: 10 * KIB }
  room.release(at(1, 5))
  t.equal(room.total(), 0)
  t.ok(room.reserve(at(1, 10), caps, OWN))
  t.notOk(room.reserve(at(1, 1), caps, OWN))
})

t.test('a place that is none is one of those that are', async (t) => {
  const room = roomOf()
  const caps = { bytesMax: 10 * KIB, networkMax: 10 * KIB, totalMax: 30 * KIB }
  for (const place of [65_536, -1, 1_679_615]) {
    t.ok(room.reserve(at(place, 10), caps, OWN))
    t.notOk(room.reserve(at(place, 1), caps, OWN))
  }
  for (const place of [0, 65_535, 1_679_615]) room.release(at(place, 10))
  t.equal(room.total(), 0)
})

t.test('networks have the same places after a restart, and others with another key', async (t) => {
  const networks = Array.from({ length: 100 }, (_, i) => `192.0.${i}.0/24`)
  const placesIn = (room: KeptRoom): number[] =>
    networks.map((network) => room.placesOf({ network, around: [] }).place)
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
  const held: Portion[] = []
  const sumOf = (place: number | null): number =>
    held.reduce((sum, each) => sum + (place === null || each.place === place ? each.kib : 0), 0)
  for (let i = 0; i < 5000; i++) {
    const portion = at(below(4), below(100))
    if (below(2) === 0) {
      const share = below(3) === 0 ? 2 : 1
      const fits =
        sumOf(portion.place) + portion.kib <= 300 / share &&
        sumOf(null) + portion.kib <= 700 / share
      const asked = share === 2 ? FOREIGN : OWN
      if (room.hasRoom(portion, caps, asked) !== fits) throw new Error(`step ${i}: there is room`)
      if (room.reserve(portion, caps, asked) !== fits) throw new Error(`step ${i}: it is had`)
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
  const keep = (place: number, kib: number): boolean => room.reserve(at(place, kib), caps, OWN)
  for (let round = 0; round < 20; round++) {
    for (let network = 0; network < 21; network++) keep(network, 25)
  }
  t.ok(room.total() <= 4375, `${room.total()} of 5,000`)
  for (let newcomer = 100; newcomer < 120; newcomer++) t.ok(keep(newcomer, 25), `${newcomer}`)
  t.notOk(keep(1, 1), 'who has much gets no more')
  t.notOk(room.hasRoom(at(1, 1), caps, OWN))
})

t.test(
  'the networks around are bound as well: four times and eight times what one may have',
  (t) => {
    const room = roomOf()
    const caps = { bytesMax: KIB, networkMax: 1000 * KIB, totalMax: 1000 * KIB }
    /** So much of it somebody gets, of as many networks as he likes. */
    const takenBy = (around: readonly number[]): number => {
      let place = 0
      while (room.reserve(at(place++, 1, ...around), caps, NEW));
      return room.total()
    }
    t.equal(takenBy([7]), 584, 'of 7/8 two thirds: twice what is free')
    t.equal(takenBy([8, 9]), 584 + 194, 'of what is left as much')
    t.ok(room.reserve(at(5000, 1, 10, 9), caps, NEW), 'a third /48 of that provider')
    t.ok(room.reserve(at(9000, 1), caps, OWN), 'who holds a pass is bound by his network alone')
    room.release(at(1, 1, 7))
    t.equal(room.total(), 584 + 194 + 2 - 1)
    t.end()
  },
)

t.test('an IPv6 /32 has four times what is free, whatever its /48 are', (t) => {
  const room = roomOf()
  const caps = { bytesMax: KIB, networkMax: 1000 * KIB, totalMax: 1000 * KIB }
  let place = 0
  while (room.reserve(at(place, 1, place, 9), caps, NEW)) place++
  t.equal(room.total(), 700, '4/5 of 7/8')
  t.ok(room.reserve(at(1, 1, 1, 10), caps, NEW), 'another provider')
  t.end()
})

t.test('half of the reserve is for old passes', (t) => {
  const room = roomOf()
  const caps = { bytesMax: KIB, networkMax: 1000 * KIB, totalMax: 160 * KIB }
  let place = 0
  while (room.reserve(at(place, 1), caps, NEW)) place++
  t.equal(room.total(), 150)
  t.notOk(room.hasRoom(at(1, 1), caps, OWN), 'who has something gets none of it')
  for (let i = 0; i < 10; i++) t.ok(room.reserve(at(1000 + i, 1), caps, OWN))
  t.equal(room.total(), 160)
  t.end()
})

t.test('a place is none of those of the networks around, whatever its number', (t) => {
  const room = roomOf()
  const caps = { bytesMax: 10 * KIB, networkMax: 10 * KIB, totalMax: 1000 * KIB }
  const same = at(5, 10, 5, 5)
  t.ok(room.reserve(same, caps, NEW))
  t.notOk(room.reserve(at(5, 1), caps, OWN))
  room.release(same)
  t.ok(room.reserve(same, caps, NEW))
  t.equal(room.total(), 10)
  t.end()
})
