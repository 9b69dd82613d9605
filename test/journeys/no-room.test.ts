import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { keyRing, newKeyFile } from '../../src/client/index.ts'
import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'
import { Buckets } from '../../src/limits/buckets.ts'
import { PURCHASE_LAYOUT } from '../../src/limits/purchases.ts'
import { fakeClock } from '../support/clock.ts'
import { type ClockedGate, startClockedGate } from '../support/clocked-gate.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { receives, startOrigin } from '../support/recording-origin.ts'
import { Sender, claimIn, formTokenIn } from '../support/sender.ts'
import { classOf } from '../support/price-stage.ts'
import { anyProofFor, silentTokenIn } from '../support/visitor.ts'

/*
 * The table of what was bought is full, for one pass or for all: nobody makes a proof for nothing, and nobody is led
 * round in a circle.
 */

const NOON_MS = 1_800_014_400_000
const SEED = Uint8Array.from({ length: 16 }, (_, i) => 5 * i + 1)
const COUNTER = 'site\0open\0forms'
const TEN_MINUTES = { count: 5, forMs: 600_000 }

const policies = `open:
  challenge: always
  signals: { headers: off, behaviour: off }
  limits: [{ name: forms, key: pass, methods: [POST], rate: 1/h, burst: 1, over: prove }]`

const origin = await startOrigin({ respond: receives })
t.teardown(origin.close)

interface Stage extends ClockedGate {
  /** Fills up the places of one key. */
  readonly fillFor: (key: string) => void
  readonly fillAll: () => void
}

async function startStage(t: Test): Promise<Stage> {
  const memory = createSharedMemory({ workers: 1, seed: SEED, waitingRooms: 0 })
  const beside = {
    clock: fakeClock(NOON_MS),
    limits: attachLimits(memory, 0),
    ring: keyRing(newKeyFile(NOON_MS / 1000)),
  }
  const rest = 'doors: { slow: { wait: 1s } }'
  const gate = await startClockedGate(t, configText({ backendPort: origin.port, policies, rest }), {
    beside,
    kept: await keptIn(t, beside),
  })
  const { purchases } = beside.limits
  const nowMs = (): number => beside.clock.steadyMs()
  const buckets = new Buckets(memory.purchases, PURCHASE_LAYOUT, { seed: SEED, worker: 1 })
  const bucketOf = (key: string): number => {
    buckets.select(COUNTER, key)
    return buckets.bucket
  }
  return {
    ...gate,
    fillFor(key) {
      const wanted = bucketOf(key)
      for (let at = 0; purchases.hasRoom(COUNTER, key, nowMs()); at++) {
        if (bucketOf(`other ${at}`) !== wanted) continue
        purchases.buy(COUNTER, `other ${at}`, TEN_MINUTES, nowMs())
      }
    },
    fillAll() {
      for (let at = 0; at < 200_000; at++) {
        purchases.buy(COUNTER, `all ${at}`, TEN_MINUTES, nowMs())
      }
    },
  }
}

async function keptIn(t: Test, { clock, limits }: Pick<ClockedGate, 'clock' | 'limits'>) {
  const folder = mkdtempSync(join(tmpdir(), 'paart-no-room-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const keep = { folder, bytesMax: 1e6, networkMax: 1e7, totalMax: 1e8, forMs: 1_800_000 }
  const options = { settings: () => keep, room: limits.kept, clock, onFault: (): void => undefined }
  const caretaker = await openCaretaker(options)
  t.teardown(() => caretaker.close())
  return openKeptStore(options)
}

async function holderAt({ port }: Stage): Promise<{ sender: Sender; passId: string }> {
  const sender = new Sender(port)
  await sender.prove(await sender.get('/'))
  t.equal((await sender.post('/', { body: 'a=1' })).status, 200, 'one is free')
  return { sender, passId: passIdOf(sender) }
}

function passIdOf({ cookies }: Sender): string {
  const [, claims = ''] = (cookies.get('paart') ?? '').split('.')
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string }).jti
}

t.test('who finds no room for what he buys earns a pass that has some', async (t) => {
  const stage = await startStage(t)
  const { sender, passId } = await holderAt(stage)
  stage.fillFor(passId)
  const page = await sender.post('/', { body: 'a=2' })
  t.equal(page.status, 403)
  t.match(page.text, /data-order="\?limit=[0-9a-f]{16}&amp;pass=0"/)
  await sender.prove(page)
  t.not(passIdOf(sender), passId)
  t.equal((await sender.claim('/', claimIn(page.text))).text, 'received 3', 'once')
  for (let sent = 0; sent < 4; sent++) {
    t.equal((await sender.post('/', { body: `more=${sent}` })).status, 200, 'and sends')
  }
})

t.test('so does who finds none when the proof is done', async (t) => {
  const stage = await startStage(t)
  const { sender, passId } = await holderAt(stage)
  const page = await sender.post('/', { body: 'a=2' })
  t.match(page.text, /&amp;pass=1"/)
  const proof = await anyProofFor(silentTokenIn(page.text) ?? formTokenIn(page.text) ?? '')
  stage.fillFor(passId)
  const early = await sender.hand(proof)
  t.equal(early.status, 429, 'it stays as good as it is')
  t.equal(early.headers.get('retry-after'), '10')
  const fresh = await sender.get(
    `/.paart/challenge${/data-order="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? ''}`,
  )
  const { token } = JSON.parse(fresh.text) as { token: string }
  t.equal((await sender.hand(await anyProofFor(token))).status, 204)
  t.not(passIdOf(sender), passId)
  t.equal((await sender.post('/', { body: 'a=2' })).status, 200)
})

t.test('and who finds none when he has waited', async (t) => {
  const stage = await startStage(t)
  const { sender, passId } = await holderAt(stage)
  const page = await sender.post('/', { body: 'a=2' })
  const token = formTokenIn(page.text) ?? ''
  const pressed = sender.claim('/', claimIn(page.text), 'slow', { token })
  await eventually('the answer is held', () => stage.limits.gauges.heldTotal() === 1)
  stage.fillFor(passId)
  t.equal((await pressed).text, 'received 3', 'by a pass that has room')
  t.not(passIdOf(sender), passId)
})

t.test('where nobody has room it is said before, and nothing is to be computed', async (t) => {
  const stage = await startStage(t)
  const { sender } = await holderAt(stage)
  const stranger = new Sender(stage.port)
  stage.fillAll()
  const page = await sender.post('/', { body: 'a=2' })
  t.equal(page.status, 429)
  t.equal(page.headers.get('retry-after'), '10')
  t.equal(silentTokenIn(page.text), undefined)
  t.match(page.text, 'Your form arrived here')
  t.equal(classOf(await stranger.get('/')), 1, 'a pass is earned all the same')
  stage.clock.advance(601_000)
  const later = await sender.claim('/', claimIn(page.text))
  t.equal(later.status, 403, 'the form that was kept is there')
  await sender.prove(later)
  t.equal((await sender.claim('/', claimIn(later.text))).text, 'received 3')
})
