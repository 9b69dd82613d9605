import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { loadPause } from '../support/load.ts'
import { startOrigin } from '../support/recording-origin.ts'
import {
  type RingGate,
  SECRET,
  allHeard,
  keyOf,
  newFolder,
  startRingGate,
  startTwoRingGates,
  statusOf,
} from '../support/ring-stage.ts'
import { earnPass } from '../support/visitor.ts'

/** Some are earned at each moment of a change of keys; those that are there are shown more often. */
const EARNED_EVERY_MS = 50

const origin = await startOrigin()
t.teardown(origin.close)

/**
 * Shows passes at gates again and again, and those that it earns there meanwhile, until it is told to end; gives by which
 * keys some were refused, and how many were shown.
 */
function showing(
  gates: readonly RingGate[],
  passes: readonly string[],
): {
  readonly end: () => Promise<{ readonly refused: readonly string[]; readonly tried: number }>
} {
  const over = new AbortController()
  const held = [...passes]
  const refused: string[] = []
  let tried = 0
  const showAt = async (gate: RingGate): Promise<void> => {
    for (let i = 0; !over.signal.aborted; i = (i + 1) % held.length) {
      tried++
      const pass = held[i] ?? ''
      if ((await statusOf(gate, pass)) !== 200) refused.push(keyOf(pass))
      await loadPause()
    }
  }
  const earnAt = async ({ port }: RingGate): Promise<void> => {
    while (!over.signal.aborted) {
      held.push(await earnPass(port, '/'))
      await sleep(EARNED_EVERY_MS)
    }
  }
  const all = Promise.all(gates.flatMap((gate) => [showAt(gate), earnAt(gate)]))
  return {
    async end() {
      over.abort()
      await all
      return { refused, tried }
    },
  }
}

void withPackages(t, ['redis-server'], async () => {
  // Of the first tests, one after the other: each begins with whatever keys those before it have left.
  const server = await startStoreServer(t)
  const [a, b] = await startTwoRingGates(t, server.url, origin.port)

  t.test('two that begin at once have one ring, and one rotates for both', async (t) => {
    const [first, other] = [await a.keys(), await b.keys()]
    t.equal(first.keys.length, 1, a.command.err() + b.command.err())
    t.equal(other.keys[0]?.id, first.keys[0]?.id)
    const passes = [await earnPass(a.port, '/'), await earnPass(b.port, '/')]
    for (const pass of passes) for (const gate of [a, b]) t.equal(await statusOf(gate, pass), 200)
    const visits = showing([a, b], passes)
    const rotated = await a.ask('POST', '/keys/rotate')
    t.match(rotated, { status: 200, report: { ok: true, from: first.keys[0]?.id } })
    const to = String(rotated.report['to'])
    await eventually('b signs with it as well', async () => (await b.signing()) === to)
    const { refused, tried } = await visits.end()
    t.same(refused, [], `of ${tried}`)
    t.ok(tried > 20, `${tried} were shown`)
    t.comment(`${tried} passes were shown while it was rotated`)
    await eventually('b says so', async () => {
      return new RegExp(`${to} .* 1 of 1 +signs; 1 of 1 others sign`).test(await b.text('/keys'))
    })
    await eventually('status of a as well', async () => {
      const line = new RegExp(`^keys: shared by secret [0-9a-f]{8}, ${to} signs$`, 'm')
      return line.test(await a.text('/status'))
    })

    const sinceMs = performance.now()
    t.match(await a.ask('POST', `/keys/${first.keys[0]?.id}/revoke`), {
      status: 200,
      report: { ok: true, stillAt: [] },
    })
    for (const gate of [a, b]) t.equal(await statusOf(gate, passes[0] ?? ''), 403)
    t.comment(`revoked at both ${Math.round(performance.now() - sinceMs)} ms after it was ordered`)
    const signing = await a.signing()
    t.match(await b.ask('POST', `/keys/${signing}/revoke`), { status: 200 }, 'also one that signs')
    const next = await b.signing()
    t.not(next, signing)
    await eventually('a signs with the next', async () => (await a.signing()) === next)
    const fresh = await earnPass(b.port, '/')
    t.equal(await statusOf(a, fresh), 200)
    const stored = await server.say('HVALS', 'paart:ring:text')
    t.notMatch(stored, new RegExp(`${next}|secret|createdAt`), 'the store reads none of it')
  })

  t.test('nobody signs before a gate that hangs has the key, unless it is gone', async (t) => {
    const first = await a.signing()
    await a.ask('POST', '/keys/rotate')
    const second = await a.signing()
    t.not(second, first)
    await eventually('b signs with it', async () => (await b.signing()) === second)
    const before = (await a.keys()).keys.length
    b.command.signal('SIGSTOP')
    const rotating = a.ask('POST', '/keys/rotate')
    await eventually('the next is accepted at a', async () => {
      return (await a.keys()).keys.length > before
    })
    const next = (await a.keys()).keys.at(-1)?.id ?? ''
    const untilMs = performance.now() + 3_000
    while (performance.now() < untilMs) {
      if ((await a.signing()) !== second) t.fail('it signs with a key that b does not know')
      await loadPause()
    }
    b.command.signal('SIGCONT')
    t.match(await rotating, { status: 200, report: { to: next } })
    await eventually('b signs with it', async () => (await b.signing()) === next)
    b.command.signal('SIGSTOP')
    const gone = await a.ask('POST', '/keys/rotate')
    t.match(gone, { status: 200, report: { from: next } }, 'ten seconds of silence')
    const pass = await earnPass(a.port, '/')
    b.command.signal('SIGCONT')
    await eventually('it takes it up at its return', async () => {
      return (await b.signing()) === gone.report['to']
    })
    t.equal(await statusOf(b, pass), 200)
  })

  t.test('a gate that was away has it all before its first request', async (t) => {
    const old = await earnPass(b.port, '/')
    b.command.signal('SIGTERM')
    t.equal(await b.command.ended, 0)
    await a.ask('POST', `/keys/${keyOf(old)}/revoke`)
    const fresh = await earnPass(a.port, '/')
    const options = { url: server.url, backendPort: origin.port, secret: SECRET }
    const again = await startRingGate(t, { ...options, folder: b.folder })
    t.equal(await statusOf(again, old), 403)
    t.equal(await statusOf(again, fresh), 200)
    t.equal(await again.signing(), await a.signing())
  })

  t.test('gates on one key file share a ring with a third that has its own', async (t) => {
    const server = await startStoreServer(t)
    const options = { url: server.url, backendPort: origin.port, secret: SECRET }
    const keysFile = join(newFolder(t), 'keys.json')
    const a = await startRingGate(t, { ...options, keysFile })
    const gates = [
      a,
      await startRingGate(t, { ...options, keysFile }),
      await startRingGate(t, options),
    ]
    await allHeard(gates)
    const pass = await earnPass(a.port, '/')
    const rotated = await Promise.all(gates.map((gate) => gate.ask('POST', '/keys/rotate')))
    t.same(
      rotated.map(({ status }) => status),
      [200, 200, 200],
      'all at once',
    )
    await eventually('all sign with one', async () => {
      return new Set(await Promise.all(gates.map((gate) => gate.signing()))).size === 1
    })
    for (const gate of gates) t.equal(await statusOf(gate, pass), 200)
    const fresh = await earnPass(gates[2]?.port ?? 0, '/')
    for (const gate of gates) t.equal(await statusOf(gate, fresh), 200)
    t.equal((await a.ask('POST', `/keys/${keyOf(pass)}/revoke`)).status, 200)
    for (const gate of gates) t.equal(await statusOf(gate, pass), 403)
  })
})
