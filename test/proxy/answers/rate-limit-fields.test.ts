import t from 'tap'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import { rateLimitFields } from '../../../src/proxy/answers/rate-limit-fields.ts'
import { limitOf, policyOf, ruleOf } from '../../support/facts.ts'
import { judged } from '../../support/judged.ts'

const bound = { kind: 'rate', intervalMs: 500, burst: 60 } as const

t.test('who is over a limit is told which, how much it is, and when there is more', async (t) => {
  const policy = policyOf({ limits: [limitOf({ name: 'per network', bound })] })
  t.same(rateLimitFields(judged(policy, {}, { waitsMs: { 'per network': 1500 } })), [
    'RateLimit-Policy',
    '"per network";q=60;w=30',
    'RateLimit',
    '"per network";r=0;t=2',
  ])
})

t.test('nothing is told where no rate was the reason', async (t) => {
  // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
  const slow = ruleOf({ then: { kind: 'limit' } })
  t.same(rateLimitFields(judged(policyOf({ rules: [slow] }))), [])
  const full = limitOf({ bound: { kind: 'concurrency', max: 0 } })
  t.same(rateLimitFields(judged(policyOf({ limits: [full] }))), [])
  t.same(rateLimitFields(judged(policyOf())), [])
})

t.test('the time that is told is true to the second', async (t) => {
  const rate = { intervalMs: 7300, burst: 3 }
  const memory = createSharedMemory({ workers: 1, seed: new Uint8Array(16), rateBucketsLog2: 4 })
  for (const elapsedMs of [0, 1, 299, 301, 5000, 7299]) {
    const { rates } = attachLimits(memory, 0)
    const key = `after ${elapsedMs}`
    for (let i = 0; i < 3; i++) rates.take('c', key, rate, 0)
    const seconds = Math.ceil(rates.take('c', key, rate, elapsedMs) / 1000)
    t.ok(rates.look('c', key, rate, elapsedMs + (seconds - 1) * 1000) > 0, `${key}: not before`)
    t.equal(rates.look('c', key, rate, elapsedMs + seconds * 1000), 0, `${key}: but then`)
  }
})
