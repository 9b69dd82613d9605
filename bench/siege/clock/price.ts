import { randomFrom, wholeBelow } from '../../../test/support/random.ts'
import { type Pass } from '../../../src/model/index.ts'
import { type Row, cpuSecondsOf, lostWhere, paidText } from '../row.ts'
import { PriceScene } from './price-scene.ts'

const HOUR_MS = 3_600_000
const STEP_MS = 1_000

/** What an hour of a rented core costs. */
const EUROS_PER_CORE_HOUR = 0.012

/** Passes that are tried for the next form, each in its turn: of all that a farm has the cheapest are not missed by much. */
const TRIED = 8

/** Purchases within a second: more than a core makes. */
const BOUGHT_MAX = 30

interface Farm {
  readonly name: string
  readonly networks: number
  /** Addresses of each. */
  readonly addresses: number
  /** Core-milliseconds of a pass. */
  readonly passMs: number
}

/** What a farm sent within an hour, and what it paid for it. */
interface Haul {
  readonly forms: number
  readonly cpuSeconds: number
}

/**
 * A farm sends forms by all rules for an hour, one core in each network: whatever is cheapest next, a new pass or a
 * proof. Its networks have nothing to do with each other, so one is played and counted as often as there are.
 */
export function priceRow({ name, networks, addresses, passMs }: Farm): Row {
  const started = process.cpuUsage()
  const [before, now] = [false, true].map((isPriced) => play({ addresses, passMs }, isPriced))
  if (before === undefined || now === undefined) throw new Error('two farms')
  return {
    name: `forms for the price, from ${name}, for an hour`,
    lost: lostWhere({ 'a form costs no more than before': priceOf(now) >= priceOf(before) }),
    attacker: [`without a price ${haulText(before, networks)}`, `at it ${haulText(now, networks)}`],
    citizens: [],
    gate: `${cpuSecondsOf(process.cpuUsage(started)).toFixed(1)} CPU s of the gate's policies, no sockets`,
  }
}

function priceOf({ forms, cpuSeconds }: Haul): number {
  return cpuSeconds / forms
}

function haulText({ forms, cpuSeconds }: Haul, networks: number): string {
  const euros = ((cpuSeconds / 3600) * EUROS_PER_CORE_HOUR * 1000) / forms
  return `${forms * networks} forms, ${paidText(cpuSeconds * networks, forms * networks)}, ${(euros * 1000).toFixed(3)} thousandths of a euro`
}

interface Owned {
  readonly pass: Pass
  readonly address: string
}

/** What is to be paid next: for a pass that is there, or for a new one. */
interface Offer {
  readonly owned: Owned | null
  readonly risk: number
}

function play({ addresses, passMs }: Pick<Farm, 'addresses' | 'passMs'>, isPriced: boolean): Haul {
  const scene = new PriceScene({ isPriced })
  const passes: Owned[] = []
  let forms = 0
  let paidMs = 0
  let turn = 0
  const sendWith = (owned: Owned): Offer | null => {
    for (;;) {
      const sent = scene.send(owned.address, owned.pass)
      if (sent !== 'through') {
        return sent === null || sent.waitMs > 0 ? null : { owned, risk: sent.risk }
      }
      forms++
    }
  }
  for (let atMs = 0; atMs < HOUR_MS; atMs += STEP_MS) {
    scene.moveTo(atMs)
    for (let bought = 0; bought < BOUGHT_MAX; bought++) {
      const address = `203.0.113.${passes.length % addresses}`
      let best: Offer = { owned: null, risk: scene.priceOfPass(address) ?? Infinity }
      for (let tried = 0; tried < Math.min(TRIED, passes.length); tried++) {
        const owned = passes[turn++ % passes.length]
        const offer = owned === undefined ? null : sendWith(owned)
        if (offer !== null && offer.risk <= best.risk) best = offer
      }
      // One core in each network: what it has not done by now comes later.
      if (best.risk === Infinity || paidMs + best.risk * passMs > atMs + STEP_MS) break
      paidMs += best.risk * passMs
      if (best.owned === null) passes.push({ pass: scene.earn(address), address })
      else scene.buy(best.owned.address, best.owned.pass)
    }
  }
  return { forms, cpuSeconds: paidMs / 1000 }
}

interface Crowd {
  readonly name: string
  readonly people: number
  /** Within which they all come. */
  readonly withinMs: number
  readonly formsEach: number
  readonly addressOf: (index: number) => string
}

/** People who send a form each: how many of them make a second proof, and how dear. */
export function crowdRow({ name, people, withinMs, formsEach, addressOf }: Crowd): Row {
  const started = process.cpuUsage()
  const scene = new PriceScene({ isPriced: true })
  const random = randomFrom(20)
  const visits = Array.from({ length: people }, (_, index) => ({
    index,
    atMs: wholeBelow(random, withinMs),
  }))
  const proofs = new Map<number, number>()
  let refused = 0
  for (const { index, atMs } of visits.toSorted((a, b) => a.atMs - b.atMs)) {
    scene.moveTo(atMs)
    const address = addressOf(index)
    const pass = scene.earn(address)
    for (let form = 0; form < formsEach; form++) {
      const sent = scene.send(address, pass)
      if (sent === 'through') continue
      if (sent === null || sent.waitMs > 0) {
        refused++
        continue
      }
      proofs.set(sent.risk, (proofs.get(sent.risk) ?? 0) + 1)
      scene.buy(address, pass)
      if (scene.send(address, pass) !== 'through') refused++
    }
  }
  const made = [...proofs].toSorted(([a], [b]) => a - b)
  const told = made.map(([risk, count]) => `${count} at ${risk}x`).join(', ') || 'none'
  return {
    name: `${name}, ${formsEach} form${formsEach === 1 ? '' : 's'} each`,
    lost: lostWhere({ 'a citizen was refused': refused === 0 }),
    attacker: ['none'],
    citizens: [`${people} people, ${refused} refused, second proofs: ${told}`],
    gate: `${cpuSecondsOf(process.cpuUsage(started)).toFixed(1)} CPU s of the gate's policies, no sockets`,
  }
}

/** All rows for the price, by their names. */
export function priceRows(passMs: number, citizens: number): Readonly<Record<string, () => Row>> {
  const farm = (name: string, networks: number, addresses: number) => (): Row =>
    priceRow({ name, networks, addresses, passMs })
  return {
    'price-address': farm('one address', 1, 1),
    'price-network': farm('one /24', 1, 250),
    'price-hundred': farm('100 networks', 100, 1),
    'price-homes': farm('5,000 networks', 5_000, 1),
    'price-class': () =>
      crowdRow({
        name: 'a class of 30 in front of one form',
        people: 30,
        withinMs: 300_000,
        formsEach: 1,
        addressOf: () => '203.0.113.7',
      }),
    'price-office': () =>
      crowdRow({
        name: 'an office of 300 behind one address, within an hour',
        people: 300,
        withinMs: HOUR_MS,
        formsEach: 2,
        addressOf: () => '203.0.113.7',
      }),
    'price-deadline': () =>
      crowdRow({
        name: `${citizens} citizens of 64 networks on a deadline day, within an hour`,
        people: citizens,
        withinMs: HOUR_MS,
        formsEach: 1,
        addressOf: (index) => `198.51.${96 + (index % 64)}.${(index >> 6) % 250}`,
      }),
  }
}
