import { hash } from 'node:crypto'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { loadPause, startLoad } from '../support/load.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

/** It takes as long as clients pause, so that at every moment some requests are under way. */
const origin = await startOrigin({
  async respond() {
    await loadPause()
    return answer({ status: 200, body: 'backend' })
  },
})
t.teardown(origin.close)

const CLIENTS = { fresh: 3, keeping: 3 }

/** A configuration of its own for each number: another path is shut. */
function textNumber(number: number): string {
  const rule = `{ name: shut, when: { path: /shut-${number} }, then: deny }`
  const policies = `open: { challenge: never, rules: [${rule}] }`
  return configText({ backendPort: origin.port, workers: 2, policies })
}

const hashOf = (text: string): string => hash('sha256', text).slice(0, 12)

t.test('twenty reloads under load lose no request', async (t) => {
  const gate = await startFileGate(t, textNumber(0))
  const load = startLoad(t, { port: gate.port, ...CLIENTS })
  for (let number = 1; number <= 20; number++) {
    const before = load.answered()
    await eventually('requests are answered', () => load.answered() >= before + 10)
    const text = textNumber(number)
    // Every other time there is a mistake in it first.
    if (number % 2 === 0) {
      gate.write(text.replace('then: deny', 'then: dney'))
      t.equal((await gate.ask('POST', '/reload')).status, 422)
    }
    gate.write(text)
    t.equal((await gate.ask('POST', '/reload')).status, 200)
    const { workers } = (await gate.ask('GET', '/status')).report
    t.match(workers, [{ hash: hashOf(text) }, { hash: hashOf(text) }], 'every worker confirms')
    t.equal((await get(gate.port, `/shut-${number}`)).status, 403)
    t.equal((await get(gate.port, `/shut-${number - 1}`)).status, 200)
  }
  await load.stop()
  t.strictSame(load.failures, [])
})

/** As many as fit in a file: every worker compiles for seconds. */
const RULES = 9_900

/** A configuration of as many rules, the last of which shuts a path of its own. */
function largeText(number: number): string {
  const rules = Array.from({ length: RULES }, (_, i) => {
    return `{ name: r${i}, when: { path: /shut-${number}-${i} }, then: deny }`
  })
  const policies = `open: { challenge: never, rules: [${rules.join(', ')}] }`
  return configText({ backendPort: origin.port, workers: 2, policies })
}

t.test('a reload that takes long loses no request and ends no worker', async (t) => {
  const gate = await startFileGate(t, textNumber(0))
  const load = startLoad(t, { port: gate.port, ...CLIENTS })
  const text = largeText(1)
  gate.write(text)
  t.equal((await gate.ask('POST', '/reload')).status, 200)
  const { workers } = (await gate.ask('GET', '/status')).report
  const served = { hash: hashOf(text), restarts: 0 }
  t.match(workers, [served, served])
  t.equal((await get(gate.port, `/shut-1-${RULES - 1}`)).status, 403)
  await load.stop()
  t.strictSame(load.failures, [])
})

t.test(
  'workers that are replaced one after the other lose nothing they have accepted',
  async (t) => {
    const gate = await startFileGate(t, textNumber(0))
    const load = startLoad(t, { port: gate.port, ...CLIENTS })
    for (const id of [0, 1, 0, 1]) {
      const before = load.answered()
      await eventually('requests are answered', () => load.answered() >= before + 10)
      t.equal((await gate.ask('POST', `/workers/${id}/restart`)).status, 200)
    }
    await load.stop()
    // The system itself resets a connection that comes in the very moment in which a socket is closed.
    t.ok(load.failures.length <= 1, load.failures.join('\n'))
    t.ok(load.failures.every((failure) => failure.includes('ECONNRESET')))
  },
)

t.test('ten workers that are ended at once lose what they had under way, no more', async (t) => {
  const gate = await startFileGate(t, textNumber(0))
  const load = startLoad(t, { port: gate.port, ...CLIENTS })
  for (let restarts = 0; restarts < 10; restarts++) {
    const before = load.answered()
    await eventually('requests are answered', () => load.answered() >= before + 10)
    const failed = load.failures.length
    t.equal((await gate.ask('POST', `/workers/${restarts % 2}/restart?abrupt`)).status, 200)
    const lost = load.failures.length - failed
    t.ok(lost <= CLIENTS.fresh + CLIENTS.keeping, `each client has one at most: ${lost}`)
  }
  const before = load.answered()
  await eventually('requests are answered', () => load.answered() >= before + 100)
  await load.stop()
  t.notMatch(load.failures.join('\n'), /status/, 'nobody was told that anything is wrong')
  t.match((await gate.ask('GET', '/status')).report, {
    workers: [{ restarts: 5 }, { restarts: 5 }],
  })
})
