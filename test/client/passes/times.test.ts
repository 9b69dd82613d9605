import t from 'tap'
import { isDue, passEnd, timeOf } from '../../../src/client/index.ts'
import { type Pass, type PassSettings, type PassTime } from '../../../src/model/index.ts'
import { PASS_SETTINGS } from '../../support/desk.ts'
import { passOf } from '../../support/facts.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

const START = 1_800_000_000
const MINUTE = 60
const HOUR = 3_600
const DAY = 86_400

/** Earned at the start, and issued, or renewed, so long after it. */
function passAfter(seconds: number, settings: PassSettings): Pass {
  const times = { nowSeconds: START + seconds, provedAtSeconds: START }
  return passOf({
    provedAtSeconds: START,
    issuedAtSeconds: times.nowSeconds,
    expiresAtSeconds: passEnd(settings, times),
  })
}

t.test('how a pass stands in time', async (t) => {
  const week = PASS_SETTINGS
  const cases: {
    name: string
    settings?: Partial<PassSettings>
    /** When it was issued, where something else holds now. */
    was?: Partial<PassSettings>
    issued?: number
    at: number
    get: PassTime | null
    post?: PassTime | null
  }[] = [
    { name: 'new', at: 0, get: 'lasting' },
    { name: 'a second before its end, to be renewed', at: DAY - 1, get: 'lasting' },
    { name: 'at its end', at: DAY, get: null, post: 'lapsed' },
    { name: 'in the last second of grace', at: DAY + 15 * MINUTE - 1, get: null, post: 'lapsed' },
    { name: 'after it', at: DAY + 15 * MINUTE, get: null },
    { name: 'without any', settings: { graceSeconds: 0 }, at: DAY, get: null },
    {
      name: 'an hour before its proof is too old',
      issued: 6 * DAY,
      at: 7 * DAY - HOUR,
      get: 'lasting',
    },
    { name: 'a second later', issued: 6 * DAY, at: 7 * DAY - HOUR + 1, get: 'ending' },
    { name: 'a second before the end', issued: 6 * DAY, at: 7 * DAY - 1, get: 'ending' },
    { name: 'beyond the age of a proof', issued: 6 * DAY, at: 7 * DAY, get: null, post: 'lapsed' },
    {
      name: 'half of a short lifetime before the end',
      settings: { lifetimeSeconds: 10 * MINUTE, proofMaxAgeSeconds: 20 * MINUTE },
      issued: 12 * MINUTE,
      at: 15 * MINUTE,
      get: 'lasting',
    },
    {
      name: 'a second later',
      settings: { lifetimeSeconds: 10 * MINUTE, proofMaxAgeSeconds: 20 * MINUTE },
      issued: 12 * MINUTE,
      at: 15 * MINUTE + 1,
      get: 'ending',
    },
    {
      name: 'as short as can be',
      settings: { lifetimeSeconds: 1, proofMaxAgeSeconds: 1, graceSeconds: 0 },
      at: 0,
      get: 'lasting',
    },
    {
      name: 'issued when proofs could be older than now',
      settings: { proofMaxAgeSeconds: DAY },
      was: {},
      issued: 2 * DAY,
      at: 2 * DAY + HOUR,
      get: 'lasting',
    },
  ]
  for (const { name, settings, was = settings, issued = 0, at, get, post = get } of cases) {
    const pass = passAfter(issued, { ...week, ...was })
    const ask = (method: string): PassTime | null =>
      timeOf(pass, { ...week, ...settings }, { nowSeconds: START + at, method })
    t.equal(ask('GET'), get, `${name}: GET`)
    t.equal(ask('POST'), post, `${name}: POST`)
    t.equal(ask('PUT'), get, `${name}: PUT`)
  }
})

/** Whether a pass of the start is to be renewed so long after it. */
function due(given: Partial<PassSettings>, at: number): boolean {
  const settings = { ...PASS_SETTINGS, ...given }
  return isDue(passAfter(0, settings), settings, START + at)
}

t.test('a pass is due by its age, and where it would not last as long as it has to', async (t) => {
  t.strictSame([due({}, 6 * HOUR - 1), due({}, 6 * HOUR)], [false, true])
  const late = { renewAfterSeconds: DAY - 1 }
  t.strictSame([due(late, 23 * HOUR), due(late, 23 * HOUR + 1)], [false, true])
  const short = { lifetimeSeconds: 10 * MINUTE, renewAfterSeconds: 9 * MINUTE }
  t.strictSame([due(short, 5 * MINUTE), due(short, 5 * MINUTE + 1)], [false, true])
})

/** Any settings that a configuration may have; short ones more often, where rounding shows. */
function anySettings(random: () => number): PassSettings {
  const below = (max: number): number =>
    wholeBelow(random, 2 ** wholeBelow(random, Math.log2(max) + 1))
  const proofMaxAgeSeconds = 1 + Math.min(below(8 * DAY), 7 * DAY - 1)
  const lifetimeSeconds = 1 + wholeBelow(random, proofMaxAgeSeconds)
  const renewAfterSeconds = wholeBelow(random, lifetimeSeconds)
  const graceSeconds = below(DAY)
  return {
    ...PASS_SETTINGS,
    proofMaxAgeSeconds,
    lifetimeSeconds,
    renewAfterSeconds,
    graceSeconds,
  }
}

t.test(
  'however short passes are, nobody is checked for ever, and forms have their time',
  async (t) => {
    const random = randomFrom(13)
    for (let round = 0; round < 2_000; round++) {
      const settings = anySettings(random)
      const { lifetimeSeconds, proofMaxAgeSeconds, graceSeconds } = settings
      const assured = Math.min(HOUR, Math.floor(lifetimeSeconds / 2))
      const pace = 1 + wholeBelow(random, lifetimeSeconds)
      const wrong = (what: string): string => `${what}: ${JSON.stringify({ ...settings, pace })}`
      let pass = passAfter(0, settings)
      t.equal(timeOf(pass, settings, { nowSeconds: START, method: 'GET' }), 'lasting', wrong('new'))
      for (let at = 0; at <= proofMaxAgeSeconds; at += pace) {
        const nowSeconds = START + at
        const time = timeOf(pass, settings, { nowSeconds, method: 'GET' })
        if (time !== 'lasting') {
          if (time === 'ending' && at < proofMaxAgeSeconds / 2) t.fail(wrong(`checked after ${at}`))
          break
        }
        if (isDue(pass, settings, nowSeconds)) pass = passAfter(at, settings)
        const sent = {
          nowSeconds: nowSeconds + Math.max(0, assured + graceSeconds - 1),
          method: 'POST',
        }
        if (timeOf(pass, settings, sent) === null) t.fail(wrong(`a form of ${at}`))
      }
    }
  },
)
