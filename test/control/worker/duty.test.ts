import t from 'tap'
import { newKeyFile } from '../../../src/client/index.ts'
import { type Terms } from '../../../src/control/crew/messages.ts'
import { Duty } from '../../../src/control/worker/duty.ts'
import { blueprintFor, hashFor } from '../../support/crew.ts'
import { configText } from '../../support/gate.ts'

/** Of so many rules that building takes more than a slice. */
function textNumber(number: number): string {
  const rules = Array.from({ length: 4_000 }, (_, i) => {
    return `{ name: r${i}, when: { path: /shut-${i} }, then: deny }`
  })
  const policies = `open: { challenge: never, rules: [${rules.join(', ')}] }`
  return `${configText({ backendPort: 1, policies })}# ${number}\n`
}

const SMALL = configText({ backendPort: 1 })
const keys = newKeyFile(0)
const OTHER = newKeyFile(0)

function termsOf(revision: number, text: string): Terms {
  return structuredClone({ revision, drawn: revision, blueprint: blueprintFor(text), keys })
}

function startDuty(): Duty {
  return new Duty({
    terms: termsOf(1, SMALL),
    orders: { revision: 1, list: [] },
    directories: [],
    figures: new Map(),
  })
}

/** As it is for others while something is made. */
async function turnsUntil(made: Promise<unknown>): Promise<number> {
  const over = new AbortController()
  const ended = made.finally(() => over.abort())
  let turns = 0
  for (; !over.signal.aborted; turns++) {
    await new Promise((resolve) => void setImmediate(resolve))
  }
  await ended
  return turns
}

t.test('nothing changes before the word, and everything else goes on', async (t) => {
  const duty = startDuty()
  const text = textNumber(1)
  const made = duty.prepare(termsOf(2, text))
  t.ok((await turnsUntil(made)) > 2, 'others had their turn')
  t.equal(await made, true)
  t.equal(duty.snapshot.hash, hashFor(SMALL))
  t.equal(duty.commit(3), false, 'something else was made')
  t.equal(duty.commit(2), true)
  t.match(
    { hash: duty.snapshot.hash, revision: duty.revision },
    { hash: hashFor(text), revision: 2 },
  )
})

t.test('what is told twice is made once', async (t) => {
  const duty = startDuty()
  const terms = termsOf(2, textNumber(1))
  const [first, second] = [duty.prepare(terms), duty.prepare(structuredClone(terms))]
  t.equal(first, second)
  t.strictSame(await Promise.all([first, second]), [true, true])
  t.equal(duty.commit(2), true)
})

t.test('who is told something newer gives up the older', async (t) => {
  const duty = startDuty()
  const older = duty.prepare(termsOf(2, textNumber(1)))
  const newer = duty.prepare(termsOf(3, textNumber(2)))
  t.strictSame(await Promise.all([older, newer]), [false, true])
  t.equal(duty.commit(2), false)
  t.equal(duty.commit(3), true)
})

t.test('what is given up is not made', async (t) => {
  const duty = startDuty()
  const made = duty.prepare(termsOf(2, textNumber(1)))
  duty.discard(2)
  t.equal(await made, false)
  t.equal(duty.commit(2), false)
  await duty.prepare(termsOf(3, SMALL))
  duty.discard(3)
  t.equal(duty.commit(3), false)
})

t.test(
  'with other keys alone the snapshot stays the same object, and so do keys otherwise',
  async (t) => {
    const duty = startDuty()
    const { snapshot, ring } = duty
    await duty.prepare({ ...termsOf(2, SMALL), drawn: 1, keys: OTHER })
    t.ok(duty.commit(2))
    t.equal(duty.snapshot, snapshot)
    t.not(duty.ring, ring)
    const { ring: other } = duty
    await duty.prepare({ ...termsOf(3, SMALL), keys: structuredClone(OTHER) })
    t.ok(duty.commit(3))
    t.equal(duty.ring, other)
    t.not(duty.snapshot, snapshot, 'drawn anew, its places may be others')
  },
)
