import t, { type Test } from 'tap'
import { keyRing, newCode, newKeyFile } from '../../../src/client/index.ts'
import {
  burnPlace,
  CHALLENGE_TOPIC,
  CODE_TOPIC,
  USE_CODE_TOPIC,
} from '../../../src/limits/index.ts'
import { type GateAnswers, type GateQuestion } from '../../../src/model/index.ts'
import { fakeClock } from '../../support/clock.ts'
import { type ClockedGate, startClockedGate } from '../../support/clocked-gate.ts'
import { type RawAnswer, get, request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { smallLimits } from '../../support/small-limits.ts'
import {
  codeTokenIn,
  NAVIGATION,
  anyProofFor,
  sendCode,
  sendProof,
  silentTokenIn,
  slowTokenIn,
} from '../../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const CONFIG = `version: 1
listen: [{ address: 127.0.0.1:0 }]
trustedProxies: [127.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:${origin.port}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: all, policy: checked }] }]
policies: { checked: { challenge: always, keepSubmission: false } }
store: { kind: valkey, urls: ["unix:nobody"] }
`

const NOBODY: GateAnswers = { answers: [], unanswered: 1 }

/** Two gates of one ring, and how a question of the second comes to the first. */
async function startPair(
  t: Test,
  ask: (question: GateQuestion, first: ClockedGate) => Promise<GateAnswers>,
): Promise<{ first: ClockedGate; second: ClockedGate; asked: GateQuestion[] }> {
  const clock = fakeClock(1_800_014_400_000)
  const ring = keyRing(newKeyFile(1_800_014_400))
  const asked: GateQuestion[] = []
  const first = await startClockedGate(t, CONFIG, {
    beside: { clock, ring, limits: smallLimits() },
  })
  const second = await startClockedGate(t, CONFIG, {
    beside: { clock, ring, limits: smallLimits() },
    others: {
      ask(question) {
        asked.push(question)
        return ask(question, first)
      },
      tell: () => undefined,
    },
  })
  return { first, second, asked }
}

function saying(text: string | null): GateAnswers {
  if (text === null) return { answers: [], unanswered: 0 }
  return { answers: [{ from: { id: 'a', name: 'a', gate: 1 }, text }], unanswered: 0 }
}

/** As the gate answers that issued a challenge. */
const honest = ({ text }: GateQuestion, { limits }: ClockedGate): GateAnswers =>
  saying(burnPlace(text, limits.spent))

async function tokenAt({ port }: ClockedGate): Promise<string> {
  return silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? ''
}

const from = (network: number) => ({ 'X-Forwarded-For': `198.51.${network}.7` })

function press({ port }: ClockedGate, token: string | undefined): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ token: token ?? '' }).toString(),
  })
}

t.test('what another gate has issued it uses up itself, once', async (t) => {
  const { first, second, asked } = await startPair(t, (question, gate) =>
    Promise.resolve(honest(question, gate)),
  )
  const proof = await anyProofFor(await tokenAt(first))
  t.equal((await sendProof(second.port, proof)).status, 204)
  t.match(asked, [{ topic: CHALLENGE_TOPIC, to: first.limits.spent.run >>> 16, deadlineMs: 300 }])
  t.equal((await sendProof(second.port, proof)).status, 409)
  t.equal((await sendProof(first.port, proof)).status, 409)
  t.equal((await sendProof(second.port, await anyProofFor(await tokenAt(second)))).status, 204)
  t.equal(asked.length, 2, 'nobody is asked about its own')
})

t.test('nothing but a plain yes of whoever issued it opens anything', async (t) => {
  let said: GateAnswers = NOBODY
  const { first, second } = await startPair(t, () => Promise.resolve(said))
  const proof = await anyProofFor(await tokenAt(first))
  const lies = [NOBODY, ...[null, '', 'spent', 'lapsed', 'Burnt', 'burnt ', 'yes'].map(saying)]
  for (const lie of lies) {
    said = lie
    t.equal((await sendProof(second.port, proof)).status, 409, JSON.stringify(lie))
  }
})

t.test('an answer that comes too late opens nothing', async (t) => {
  const late: (() => void)[] = []
  const { first, second } = await startPair(t, (question, gate) => {
    // It is used up there, and here nobody hears of it in time.
    late.push(() => honest(question, gate))
    return Promise.resolve(NOBODY)
  })
  const proof = await anyProofFor(await tokenAt(first))
  t.equal((await sendProof(second.port, proof)).status, 409)
  for (const arrive of late) arrive()
  t.equal((await sendProof(second.port, proof)).status, 409)
  t.equal((await sendProof(first.port, proof)).status, 409)
})

t.test('nobody is asked about what does not deserve it', async (t) => {
  const { first, second, asked } = await startPair(t, (question, gate) =>
    Promise.resolve(honest(question, gate)),
  )
  const token = await tokenAt(first)
  const proof = await anyProofFor(token)
  const forged = Buffer.from(proof)
  forged[20] = (forged[20] ?? 0) ^ 1
  t.equal((await sendProof(second.port, forged)).status, 400, 'forged')
  const foreign = { 'Sec-Fetch-Site': 'cross-site' }
  t.equal((await sendProof(second.port, proof, foreign)).status, 403, 'from somebody else')
  const other = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36' }
  t.equal((await sendProof(second.port, proof, other)).status, 400, 'of another browser')
  t.equal((await sendProof(second.port, proof.subarray(0, -2))).status, 400, 'too short')
  second.clock.advance(3_600_000)
  t.equal((await sendProof(second.port, proof)).status, 409, 'too old')
  t.strictSame(asked, [])
})

t.test('one network has so many questions under way, and another is asked for', async (t) => {
  const held = Promise.withResolvers<void>()
  const { first, second, asked } = await startPair(t, async (question, gate) => {
    await held.promise
    return honest(question, gate)
  })
  const proof = await anyProofFor(await tokenAt(first))
  const sent = Array.from({ length: 20 }, () => sendProof(second.port, proof, from(1)))
  const refused = new Promise<void>((resolve) => {
    let count = 0
    for (const each of sent) void each.then(() => ++count === 12 && resolve())
  })
  await refused
  t.equal(asked.length, 8)
  const neighbour = sendProof(second.port, await anyProofFor(await tokenAt(first)), from(2))
  const waiting = sent.map(async (each) => (await each).status)
  while (asked.length < 9) await new Promise((resolve) => setImmediate(resolve))
  held.resolve()
  t.equal((await neighbour).status, 204)
  const statuses = await Promise.all(waiting)
  t.equal(statuses.filter((status) => status === 204).length, 1)
})

t.test('who is to press again at another gate presses for the same wait', async (t) => {
  const { first, second } = await startPair(t, (question, gate) =>
    Promise.resolve(honest(question, gate)),
  )
  const issued = slowTokenIn((await get(first.port, '/', NAVIGATION)).text)
  // What its network may earn at this door is earned.
  const { clock } = second
  const filled: (string | undefined)[] = []
  for (let i = 0; i < 400; i++) {
    filled.push(slowTokenIn((await get(second.port, '/', NAVIGATION)).text))
  }
  clock.advance(11_000)
  let isFull = false
  for (const token of filled) isFull ||= (await press(second, token)).status === 429
  t.ok(isFull, 'its network has earned what it may')
  const again = await press(second, issued)
  t.equal(again.status, 429)
  const token = slowTokenIn(again.text)
  t.not(token, issued)
  t.equal((await press(first, issued)).status, 303, 'the other gate knows of a wait')
  clock.advance(600_000 - 60_000)
  t.equal((await press(second, token)).status, 409, 'which opens once')
})

t.test('a code is used up only while there is time left to hear of it', async (t) => {
  let tookMs = 0
  const { first, second, asked } = await startPair(t, ({ topic }, gate) => {
    if (topic === CODE_TOPIC) gate.clock.advance(tookMs)
    return Promise.resolve(saying('yes'))
  })
  t.equal(first.clock, second.clock)
  const token = codeTokenIn((await get(second.port, '/.paart/code', NAVIGATION)).text)
  for (const [ms, status, topics] of [
    [150, 303, [CODE_TOPIC, USE_CODE_TOPIC]],
    [280, 409, [CODE_TOPIC]],
    [1_000, 409, [CODE_TOPIC]],
  ] as const) {
    tookMs = ms
    asked.length = 0
    t.equal((await sendCode(second.port, { token, code: newCode() })).status, status, `${ms} ms`)
    t.strictSame(
      asked.map(({ topic }) => topic),
      topics,
    )
  }
})
