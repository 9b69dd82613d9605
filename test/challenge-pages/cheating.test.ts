import t from 'tap'
import {
  type ProofKey,
  createAuditor,
  openToken,
  sealToken,
  nameTagOf,
} from '../../src/challenge-pages/index.ts'
import { randomFrom, wholeBelow } from '../support/random.ts'

/** Each cheat is tried on so many tokens: sigma is below one in a hundred. */
const TRIES = 4_000

const SHARES = [0.1, 0.25, 0.5, 0.9]

const KEY: ProofKey = {
  tag: 1,
  token: new Uint8Array(32).fill(0x33),
  audit: new Uint8Array(32).fill(0x44),
}

/** Units whose tag is 0, each: what they cost is of no interest here, which of them are looked at is. */
const auditor = createAuditor({
  unit: (_seed, _index, output) => output.fill(0),
  derivation: () => 0,
})

/** What a cheater leaves out of so many units; one or several choices, taken by turns. */
type Cheat = (units: number, left: number, random: () => number) => readonly (readonly number[])[]

const count = (end: number): number[] => Array.from({ length: end }, (_, i) => i)

const CHEATS: Readonly<Record<string, Cheat>> = {
  'units at random': (units, left, random) =>
    count(16).map(() => {
      const skipped = new Set<number>()
      while (skipped.size < left) skipped.add(wholeBelow(random, units))
      return Array.from(skipped)
    }),
  'the first units': (_units, left) => [count(left)],
  'units at even distances': (units, left) => [
    count(left).map((i) => Math.floor((i * units) / left)),
  ],
}

const NOTHING = new Uint8Array(0)

/** Right tags for all units but those left out. */
function tagsWithout(skipped: readonly number[], units: number): Uint8Array {
  const tags = new Uint8Array(2 * units)
  for (const index of skipped) tags[2 * index] = 0xff
  return tags
}

/** How many of the tokens a cheater passes with. */
function passes(choices: readonly Uint8Array[]): number {
  let passed = 0
  for (let serial = 0; serial < TRIES; serial++) {
    const bytes = sealToken(
      {
        kind: 'silent',
        risk: 1,
        clearance: 'worked',
        issuedAtSeconds: 1_800_000_000,
        run: 7,
        serial,
        familyTag: 1,
        platformTag: 2,
        siteTag: nameTagOf('procedures'),
        order: null,
        stepsBack: 0,
        wayBack: '/',
      },
      KEY,
    )
    const token = openToken(bytes, () => KEY)
    if (token === null) throw new Error('the token does not open')
    const tags = choices[serial % choices.length] ?? NOTHING
    if (auditor.verify(bytes, token, tags, KEY)) passed++
  }
  return passed
}

for (const [algorithm, units] of [
  ['the first algorithm', 2048],
  ['the second algorithm', 6144],
] as const) {
  for (const [cheat, choose] of Object.entries(CHEATS)) {
    t.test(`${algorithm}: leaving out ${cheat} passes as rarely as the formula says`, async (t) => {
      const random = randomFrom(7)
      for (const share of SHARES) {
        const choices = choose(units, Math.round(share * units), random)
        const passed = passes(choices.map((skipped) => tagsWithout(skipped, units)))
        const chance = (1 - share) ** 2
        const sigma = Math.sqrt(TRIES * chance * (1 - chance))
        const told = `${share * 100} %: ${passed} of ${TRIES}, ${(TRIES * chance).toFixed(0)} expected`
        t.ok(Math.abs(passed - TRIES * chance) <= 3 * sigma, told)
        t.ok(((1 - share) * TRIES) / passed >= 1, 'a pass costs no less work than an honest one')
      }
    })
  }
  t.test(`${algorithm}: all of the work always passes`, async (t) => {
    t.equal(passes([tagsWithout([], units)]), TRIES)
  })
}
