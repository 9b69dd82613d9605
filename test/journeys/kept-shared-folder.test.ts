import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { type KeptGate, newGatesFolder, roundRobin, startKeptGate } from '../support/kept-gates.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { claimIn, Sender } from '../support/sender.ts'

/** Several gates start, some more than once. */
t.setTimeout(240_000)

/** Resolved when the application may answer at a path. */
const held = new Map<string, Promise<undefined>>()

const origin = await startOrigin({
  async respond({ target, body }) {
    await held.get(target)
    return answer({ status: 200, body: `received ${body.length}` })
  },
})
t.teardown(origin.close)

const root = newGatesFolder(t)
const kept = join(root, 'kept')
const shared = { root, kept, backendPort: origin.port }
const a = await startKeptGate(t, { ...shared, name: 'a' })
const b = await startKeptGate(t, { ...shared, name: 'b' })

const first = new Sender(a.port)
await first.prove(await first.get('/'))
const pass = first.cookies.get('paart') ?? ''

const BODY = Buffer.alloc(150_000, 'form=text&')

function posts(path: string): number {
  return origin.requests.filter((one) => one.method === 'POST' && one.target === path).length
}

/** The application answers nothing at a path until what is given back is called. */
function hold(path: string): () => void {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  held.set(path, promise)
  return () => resolve(undefined)
}

/** A form that lies in the folder, and its browser, which has the pass by now. */
async function keptAt(
  gate: KeptGate,
  path: string,
): Promise<{ readonly at: (other: KeptGate) => Sender; readonly claim: string | undefined }> {
  const sender = new Sender(gate.port)
  const page = await sender.post(path, { body: BODY })
  if (page.status !== 403) throw new Error(`not kept: ${page.status}`)
  sender.cookies.set('paart', pass)
  return {
    claim: claimIn(page.text),
    at(other) {
      const elsewhere = new Sender(other.port)
      for (const [name, value] of sender.cookies) elsewhere.cookies.set(name, value)
      return elsewhere
    },
  }
}

t.test('a form is claimed at any gate that shares the folder, and delivered once', async (t) => {
  const { at, claim } = await keptAt(a, '/any')
  const told = await at(b).claim('/any', claim)
  t.equal(told.text, `received ${BODY.length}`)
  t.equal((await at(a).claim('/any', claim)).text, told.text, 'the answer is there at both')
  t.equal(posts('/any'), 1)
})

t.test('twenty claims at once at both deliver it once', async (t) => {
  const { at, claim } = await keptAt(b, '/twenty')
  const next = roundRobin([a, b])
  const all = await Promise.all(
    Array.from({ length: 20 }, () => at(next()).claim('/twenty', claim)),
  )
  t.strictSame(new Set(all.map(({ text }) => text)), new Set([`received ${BODY.length}`]))
  t.equal(posts('/twenty'), 1)
})

t.test('a gate that starts leaves what another one delivers alone', async (t) => {
  const { at, claim } = await keptAt(a, '/long')
  const goOn = hold('/long')
  const claimed = at(b).claim('/long', claim)
  await eventually('it is on its way', () => posts('/long') === 1)
  await a.kill()
  await a.start()
  // It sweeps before it says how many there are.
  t.match(await a.status(), { kept: { unknown: { number: 0 } } })
  const again = at(a).claim('/long', claim)
  goOn()
  t.equal((await claimed).text, `received ${BODY.length}`)
  t.equal((await again).text, `received ${BODY.length}`, 'who asks at the other waited for it')
  t.equal(posts('/long'), 1)
})

t.test('what a gate had on its way when it was killed is told at the other at once', async (t) => {
  const { at, claim } = await keptAt(b, '/cut')
  const waiting = await keptAt(a, '/waits')
  const goOn = hold('/cut')
  const claimed = at(a).claim('/cut', claim)
  claimed.catch(() => undefined)
  await eventually('it is on its way', () => posts('/cut') === 1)
  await a.kill()
  await t.rejects(claimed)
  const told = await at(b).claim('/cut', claim)
  t.equal(told.status, 409)
  t.match(told.text, /cannot tell/)
  goOn()
  t.equal(posts('/cut'), 1, 'nobody sends it again by himself')
  t.equal((await at(b).claim('/cut', claim, 'again')).text, `received ${BODY.length}`)
  t.equal((await waiting.at(b).claim('/waits', waiting.claim)).status, 200, 'what waited is there')
  t.equal(posts('/waits'), 1)
  t.match(await b.status(), { kept: { delivering: { number: 0 }, unknown: { number: 0 } } })
  await a.start()
})
