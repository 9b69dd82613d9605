import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { get, request } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { startSplitter } from '../support/splitter.ts'
import { type KeyedGate, startGateOn, startTwoGates } from '../support/two-gates.ts'
import {
  NAVIGATION,
  SCRIPT,
  passIn,
  anyProofFor,
  sendProof,
  silentTokenIn,
  slowTokenIn,
} from '../support/visitor.ts'

const origin = await startOrigin({
  respond: () =>
    answer({ status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>In</h1>' }),
})
t.teardown(origin.close)

function logOf({ folder }: KeyedGate): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}

const tokenFor = async ({ port }: KeyedGate): Promise<string> =>
  silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? ''

t.test(
  'a challenge of another gate is told from one that is too old, and a fresh one opens',
  async (t) => {
    const { a, b, keys, folder } = await startTwoGates(t, origin.port)
    const proof = await anyProofFor(await tokenFor(a))
    const refused = await sendProof(b.port, proof)
    t.equal(refused.status, 409)
    t.match(JSON.parse(refused.text), { detail: /^This challenge was given by another gate/ })
    await eventually('the log says so', () =>
      logOf(b).includes('"reason":"gate: proof other-gate"'),
    )
    const fresh = await request(b.port, { path: '/.paart/challenge', headers: SCRIPT })
    const { token } = JSON.parse(fresh.text) as { token: string }
    const passed = await sendProof(b.port, await anyProofFor(token))
    t.equal(passed.status, 204)
    t.equal(
      (await sendProof(a.port, proof)).status,
      204,
      'where it was given it is as good as it was',
    )
    t.equal((await get(a.port, '/', { ...NAVIGATION, Cookie: passIn(passed) })).status, 200)

    const slow = slowTokenIn((await get(a.port, '/', NAVIGATION)).text) ?? ''
    const pressed = await request(b.port, {
      method: 'POST',
      path: '/.paart/wait',
      headers: {
        ...NAVIGATION,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
      },
      body: `token=${slow}`,
    })
    t.equal(pressed.status, 409)
    t.match(pressed.text, 'action="/.paart/wait"', 'a new page, whose button works here')
    await eventually('of this too', () => logOf(b).includes('"reason":"gate: wait other-gate"'))

    const former = await anyProofFor(await tokenFor(a))
    a.command.signal('SIGKILL')
    await a.command.ended
    const again = await startGateOn(t, {
      folder: join(folder, 'a'),
      keys,
      backendPort: origin.port,
    })
    t.equal((await sendProof(again.port, former)).status, 409)
    await eventually('of its own former life it says so', () =>
      logOf(again).includes('"reason":"gate: proof stale-token"'),
    )
    t.notMatch(logOf(again), 'other-gate')
  },
)

t.test('a browser between two gates gets through by itself', async (t) => {
  const { a, b } = await startTwoGates(t, origin.port)
  const { port, proofs } = await startSplitter(t, a, b)
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  const visitor = await newVisitor(browser, {})
  const page = await visitor.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  await page.waitForSelector('h1:text-is("In")')
  t.same(proofs, [409, 204])
})
