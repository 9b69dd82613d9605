import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer, type StoreServer } from '../support/applications/store-server.ts'
import { launchBrowser, newVisitor } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { startAskingGates } from '../support/ring-gates.ts'
import { startSplitter } from '../support/splitter.ts'
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

function textOf({ url }: StoreServer): string {
  return configText({
    backendPort: origin.port,
    policies: 'open: { challenge: always, keepSubmission: false }',
    rest: `doors: { slow: { wait: 1s } }\nstore: { kind: valkey, urls: ["${url}"] }`,
  })
}

async function tokenAt({ port }: FileGate): Promise<string> {
  return silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? ''
}

function press({ port }: FileGate, token: string): Promise<RawAnswer> {
  return request(port, {
    method: 'POST',
    path: '/.paart/wait',
    headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams({ token }).toString(),
  })
}

function logOf({ folder }: FileGate): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}

function countsOf(answers: readonly RawAnswer[]): Readonly<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** What 50 at once are answered; once more where the one that was used up was answered too late on a machine that is busy. */
async function submitted(
  issuer: FileGate,
  doors: readonly FileGate[],
): Promise<{ readonly proof: Buffer; readonly answers: readonly RawAnswer[] }> {
  for (let left = 5; ; left--) {
    const proof = await anyProofFor(await tokenAt(issuer))
    const sent = Array.from({ length: 50 }, (_, i) => {
      return sendProof(doors[i % doors.length]?.port ?? 0, proof)
    })
    const answers = await Promise.all(sent)
    if (left === 1 || answers.some(({ status }) => status === 204)) return { proof, answers }
  }
}

void withPackages(t, ['redis-server'], async () => {
  const server = await startStoreServer(t)
  const gates = await startAskingGates(t, { text: textOf(server), server, count: 4 })
  const [a, b] = gates
  if (a === undefined || b === undefined) return

  t.test('50 submissions of one proof at once over four gates: one pass', async (t) => {
    for (const doors of [gates, gates.slice(1)]) {
      const { proof, answers } = await submitted(a, doors)
      const counts = countsOf(answers)
      t.equal(counts[204], 1, JSON.stringify(counts))
      t.strictSame(Object.keys(counts), ['204', '409'])
      const passed = answers.find(({ status }) => status === 204)
      const Cookie = passed === undefined ? '' : passIn(passed)
      for (const { port } of gates) {
        t.equal((await get(port, '/', { ...NAVIGATION, Cookie })).status, 200)
      }
      for (const { port } of gates) t.equal((await sendProof(port, proof)).status, 409, 'used')
    }
  })

  t.test('a browser whose page is of one gate and whose proof goes to another', async (t) => {
    const { port, proofs } = await startSplitter(t, a, b)
    const browser = await launchBrowser()
    t.teardown(() => browser.close())
    const visitor = await newVisitor(browser, {})
    const page = await visitor.newPage()
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.waitForSelector('h1:text-is("In")')
    t.same(proofs.at(-1), 204)
    t.comment(`proofs were answered with ${proofs.join(', ')}`)
  })

  t.test('a wrong proof is used up as well, and a token of nobody asks nobody', async (t) => {
    const token = await tokenAt(a)
    const proof = await anyProofFor(token)
    const wrong = Buffer.from(proof).fill(0, Buffer.from(token, 'base64url').length)
    t.equal((await sendProof(b.port, wrong)).status, 400)
    t.equal((await sendProof(a.port, proof)).status, 409)
    const asked = async (): Promise<string> => {
      const { text } = await get(b.adminPort, '/metrics')
      return /paart_store_questions_total\{topic="challenge",result="answered"\} \d+/.exec(text)![0]
    }
    const before = await asked()
    const forged = Buffer.from(proof)
    forged[20] = (forged[20] ?? 0) ^ 1
    t.equal((await sendProof(b.port, forged)).status, 400)
    t.equal(await asked(), before)
  })

  t.test('the wait of one gate counts at another, once', async (t) => {
    const page = await get(a.port, '/', NAVIGATION)
    const token = slowTokenIn(page.text) ?? ''
    const pressed = await Promise.all([1, 2, 3, 4].map((i) => press(i % 2 === 0 ? a : b, token)))
    const counts = countsOf(pressed)
    t.strictSame(counts, { 303: 1, 409: 3 })
    t.equal((await press(a, token)).status, 409)
    const pass = passIn(pressed.find(({ status }) => status === 303) ?? page)
    t.equal((await get(b.port, '/', { ...NAVIGATION, Cookie: pass })).status, 200)
  })

  t.test('while the store hangs or is gone: a fresh challenge, which opens here', async (t) => {
    const proofs = [await anyProofFor(await tokenAt(a)), await anyProofFor(await tokenAt(a))]
    const [first, second] = proofs
    if (first === undefined || second === undefined) return
    server.signal('SIGSTOP')
    const beforeMs = performance.now()
    const refused = await sendProof(b.port, first)
    const tookMs = performance.now() - beforeMs
    t.equal(refused.status, 409)
    t.match(JSON.parse(refused.text), { detail: /^This challenge was given by another gate/ })
    t.comment(`refused after ${Math.round(tookMs)} ms`)
    t.ok(tookMs < 2_000, `${tookMs} ms`)
    const fresh = await request(b.port, { path: '/.paart/challenge', headers: SCRIPT })
    const { token } = JSON.parse(fresh.text) as { token: string }
    const passed = await sendProof(b.port, await anyProofFor(token))
    t.equal(passed.status, 204)
    t.equal((await get(b.port, '/', { ...NAVIGATION, Cookie: passIn(passed) })).status, 200)
    server.signal('SIGCONT')
    await eventually('the log says so', () =>
      logOf(b).includes('"reason":"gate: proof other-gate"'),
    )
    const later = countsOf([await sendProof(a.port, first), await sendProof(b.port, first)])
    t.ok((later[204] ?? 0) <= 1, 'what was asked meanwhile may be used up, and is not twice')
    await server.kill()
    t.equal((await sendProof(b.port, second)).status, 409)
    t.equal((await sendProof(a.port, second)).status, 204, 'where it was given it is as good')
  })

  t.test('a wait that is shown where its gate cannot be asked begins anew', async (t) => {
    const other = slowTokenIn((await get(a.port, '/', NAVIGATION)).text) ?? ''
    const refused = await press(b, other)
    t.equal(refused.status, 409)
    t.match(refused.text, 'action="/.paart/wait"', 'a new page, whose button works here')
    await eventually('the log says so', () => logOf(b).includes('"reason":"gate: wait other-gate"'))
    t.equal((await press(a, other)).status, 303)
    t.equal((await press(b, slowTokenIn(refused.text) ?? '')).status, 303)
  })
})
