import { readFileSync } from 'node:fs'
import t from 'tap'
import { type Differences, compareOne, compareSpoiled } from '../../support/answers/differential.ts'
import { everyCut } from '../../support/answers/reading.ts'
import { answersOf } from '../../support/answers/corpus.ts'

const SPOILED = 20_000

/** As much as a failure's text is read of. */
const TOLD_MAX = 10

t.setTimeout(180_000)

t.test(
  'llhttp reads its own answers, and crooked ones in their plain spelling, as the gate does',
  async (t) => {
    const found: Differences = { cases: 0, outcomes: new Map(), faults: [] }
    for (const [number, { answer, method }] of answersOf(readFileSync).entries()) {
      const splits = [...everyCut(answer).map((cut) => [cut]), everyCut(answer)]
      compareOne(answer, { method, splits, number }, found)
    }
    t.ok(found.cases > 90, `${found.cases} answers`)
    t.strictSame(found.faults.slice(0, TOLD_MAX), [])
    t.strictSame(found.outcomes.get('read otherwise'), undefined)
  },
)

t.test(
  'so it does with answers that were spoiled, and no request gets another one’s',
  async (t) => {
    const answers = answersOf(readFileSync).map(({ answer }) => answer)
    const seed = Number(process.env['PAART_ANSWERS_SEED'] ?? 1)
    const { cases, outcomes, faults } = compareSpoiled(answers, { seed, count: SPOILED })
    t.equal(cases, SPOILED)
    t.strictSame(faults.slice(0, TOLD_MAX), [])
    for (const [outcome, count] of outcomes) t.comment(`${count} ${outcome}`)
    t.ok((outcomes.get('read alike') ?? 0) > SPOILED / 10, 'many of them are still read')
  },
)
