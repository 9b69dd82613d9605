import t from 'tap'
import { keyRing, markOfCode, newCode, newKeyFile } from '../../src/client/index.ts'
import { type AnsweringTools, answerOthers } from '../../src/control/answering.ts'
import { spellMarks, spellPlace } from '../../src/limits/index.ts'
import { type Handler } from '../../src/store/index.ts'
import { fakeClock } from '../support/clock.ts'
import { smallLimits } from '../support/small-limits.ts'

const explain: AnsweringTools['explain'] = (reference) =>
  reference === 'K7QF-2M9T' ? { ending: 'done', report: { reference }, text: 'it was so\n' } : null

function startAnswering() {
  const limits = smallLimits()
  const clock = fakeClock(1_800_000_000_000)
  const handlers = new Map<string, Handler>()
  answerOthers(
    { on: (topic, handler) => void handlers.set(topic, handler) },
    { limits, clock, explain },
  )
  const ask = (topic: string, text: string): Promise<string | null> =>
    handlers.get(topic)?.(text) ?? Promise.reject(new Error(topic))
  return { limits, clock, ask }
}

t.test('of challenges a gate says what became of its own run, and nothing of others', async (t) => {
  const { limits, ask } = startAnswering()
  const { run } = limits.spent
  const serial = limits.spent.issue()
  t.equal(await ask('challenge', spellPlace(run, serial)), 'burnt')
  t.equal(await ask('challenge', spellPlace(run, serial)), 'spent')
  t.equal(await ask('challenge', spellPlace(run, serial + 1)), 'lapsed', 'it was never issued')
  const other = limits.spent.issue()
  // A gate of the same number, or a former life of this one.
  const namesake = ((run & 0xffff_0000) | ((run + 1) & 0xffff)) >>> 0
  t.ok(limits.spent.isOfThisGate(namesake))
  t.equal(await ask('challenge', spellPlace(namesake, other)), null)
  for (const text of ['', `${run}`, `${run} `, `${run} -1`, `${run} 1 1`, `${run} 1e3`, ' ']) {
    t.equal(await ask('challenge', text), null, text)
  }
  t.equal(limits.spent.burn(other), 'burnt', 'nothing was used up by that')
  const last = limits.spent.issue()
  limits.seal.shut()
  t.equal(await ask('challenge', spellPlace(run, last)), 'lapsed', 'its successor may have it')
})

t.test('a code is asked for as often as one likes, and used up once', async (t) => {
  const { limits, clock, ask } = startAnswering()
  const { signing } = keyRing(newKeyFile(1_800_000_000))
  const nowSeconds = (): number => Math.floor(clock.wallMs() / 1000)
  const issued = Array.from({ length: 3 }, () => {
    const mark = markOfCode(signing, 'site', newCode())
    limits.codes.add(mark, nowSeconds() + 1_800, nowSeconds())
    return mark
  })
  const [mark, lapsing, sealed] = issued
  if (mark === undefined || lapsing === undefined || sealed === undefined) return
  const marks = spellMarks([markOfCode(signing, '', '0000000000'), mark])
  for (let i = 0; i < 3; i++) t.equal(await ask('code', marks), 'yes')
  t.equal(await ask('code use', marks), 'yes')
  for (const topic of ['code', 'code use']) t.equal(await ask(topic, marks), null)
  for (const text of ['', 'x', `${marks} ?`, Array.from({ length: 65 }, () => marks).join(' ')]) {
    t.equal(await ask('code', text), null)
  }
  limits.seal.shut()
  t.equal(await ask('code', spellMarks([sealed])), 'yes')
  await t.rejects(ask('code use', spellMarks([sealed])), 'its successor has it')
  limits.seal.open()
  clock.advance(1_801_000)
  t.equal(await ask('code', spellMarks([lapsing])), null, 'too old')
})

t.test('of references it says what it knows', async (t) => {
  const { ask } = startAnswering()
  t.strictSame(JSON.parse((await ask('explain', 'K7QF-2M9T')) ?? ''), {
    report: { reference: 'K7QF-2M9T' },
    text: 'it was so\n',
  })
  t.equal(await ask('explain', '0000-0000'), null)
})
