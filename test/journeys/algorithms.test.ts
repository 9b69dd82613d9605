import t from 'tap'
import { type Browser, type Page, launchBrowser, newVisitor } from '../support/browser.ts'
import { startTestGate } from '../support/gate.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { get } from '../support/http.ts'
import { NAVIGATION, passIn, proofFor, sendProof, silentTokenIn } from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  routes: '- { name: all, policy: always }',
  policies: 'always: { challenge: always }',
})
const browsers: Browser[] = []
t.teardown(async () => {
  for (const browser of browsers) await browser.close()
  await gate.stop()
  await origin.close()
})
t.setTimeout(120_000)

/** The tags of a proof for a way back of one character: 2048 and 6144 of two bytes. */
const TOKEN_BYTES = 61
const TAGS = { first: 2 * 2048, second: 2 * 6144 }

/** What runs in the browser: its globals are not in the types of Node. */
function compiles(): boolean {
  const { Module } = Reflect.get(globalThis, 'WebAssembly') ?? {}
  try {
    return Boolean(new Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)))
  } catch {
    return false
  }
}

interface Course {
  readonly status: number
  readonly tagBytes: number
  /** Whether each worker could compile WebAssembly; null where it had done its work before it was asked. */
  readonly workers: readonly (boolean | null)[]
}

async function pass(browser: Browser, prepare: (tab: Page) => Promise<unknown>): Promise<Course> {
  browsers.push(browser)
  const visitor = await newVisitor(browser)
  const tab = await visitor.newPage()
  const workers: Promise<boolean | null>[] = []
  tab.on('worker', (worker) => void workers.push(worker.evaluate(compiles).catch(() => null)))
  await prepare(tab)
  const answered = tab.waitForResponse(/\/\.paart\/proof$/, { timeout: 90_000 })
  await tab.goto(`http://127.0.0.1:${gate.port}/`)
  const answer = await answered
  const sent = answer.request().postDataBuffer()?.length ?? 0
  return {
    status: answer.status(),
    tagBytes: sent - TOKEN_BYTES,
    workers: await Promise.all(workers),
  }
}

const ready = (): Promise<void> => Promise.resolve()

t.test('the policies of page and script allow WebAssembly in workers', async (t) => {
  const course = await pass(await launchBrowser(), ready)
  t.match(course, { status: 204, tagBytes: TAGS.first })
  t.equal(course.workers.length, 2)
  t.notOk(course.workers.includes(false))
})

t.test('a browser that refuses WebAssembly does the same in plain JavaScript', async (t) => {
  const course = await pass(await launchBrowser(), (tab) =>
    tab.route('**/*.js', async (route) => {
      const response = await route.fetch()
      const headers = { ...response.headers(), 'content-security-policy': "default-src 'none'" }
      await route.fulfill({ response, headers })
    }),
  )
  t.match(course, { status: 204, tagBytes: TAGS.first })
  t.equal(course.workers.length, 2)
  t.notOk(course.workers.includes(true))
})

t.test('a browser that compiles nothing passes by PBKDF2', async (t) => {
  const jitless = await launchBrowser({ args: ['--js-flags=--jitless'] })
  const course = await pass(jitless, ready)
  t.match(course, { status: 204, tagBytes: TAGS.second })
  t.equal(course.workers.length, 2)
  t.notOk(course.workers.includes(true))
})

t.test('a proof by PBKDF2 earns what any other does, and is audited', async (t) => {
  const page = await get(gate.port, '/', NAVIGATION)
  const proof = await proofFor(silentTokenIn(page.text) ?? '', 'derived')
  t.equal(proof.length, TOKEN_BYTES + TAGS.second)
  const answer = await sendProof(gate.port, proof)
  t.equal(answer.status, 204)
  const passed = await get(gate.port, '/', { ...NAVIGATION, Cookie: passIn(answer) })
  t.equal(passed.status, 200)
  t.equal((await sendProof(gate.port, proof)).status, 409, 'once')

  const next = await get(gate.port, '/', NAVIGATION)
  const wrong = await proofFor(silentTokenIn(next.text) ?? '', 'derived')
  for (let at = TOKEN_BYTES; at < wrong.length; at++) wrong[at] = (wrong[at] ?? 0) ^ 1
  t.equal((await sendProof(gate.port, wrong)).status, 400)
})
