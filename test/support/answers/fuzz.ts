/**
 * `npm run fuzz -- [COUNT] [SEED]`: reads spoiled answers by the gate's reader and by llhttp; prints what came of them, and
 * ends with 1 where they differ.
 */
import { readFileSync } from 'node:fs'
import { answersOf } from './corpus.ts'
import { compareSpoiled } from './differential.ts'

const [count = '200000', seed = '1'] = process.argv.slice(2)
const answers = answersOf(readFileSync).map(({ answer }) => answer)
const { cases, outcomes, faults } = compareSpoiled(answers, {
  seed: Number(seed),
  count: Number(count),
})
const rows = [...outcomes].toSorted(([, one], [, other]) => other - one)
const lines = rows.map(([outcome, times]) => `${String(times).padStart(8)}  ${outcome}`)
process.stdout.write(`${[`${cases} answers, seed ${seed}`, ...lines].join('\n')}\n`)
process.stderr.write(faults.map((fault) => `${fault}\n`).join(''))
process.exitCode = faults.length > 0 ? 1 : 0
