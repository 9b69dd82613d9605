import t from 'tap'
import { collectedAttacks, framingAttacks, type Attack } from '../support/smuggling/attacks.ts'
import { newSecret, startMarkingGate } from '../support/smuggling/oracle.ts'
import { caughtOf, fireAll, foreignOf } from '../support/smuggling/volley.ts'
import { startByteGate, startStockGate } from '../support/smuggling/weak-gates.ts'
import {
  startNodeWitness,
  startSloppyWitness,
  startStrictWitness,
} from '../support/smuggling/witness.ts'

/** CI sends all to every backend; elsewhere a backend gets some, and together they get all. */
const SHARES = ['', '0', 'false'].includes(process.env['CI'] ?? '') ? 4 : 1

/** A weak gate waits for bytes that never come more often, and only a part of it is awaited. */
const WEAK_PATIENCE_MS = 150

const collected = collectedAttacks()
const framings = framingAttacks()
const attacks = [...collected, ...framings]

const WITNESSES = [
  startNodeWitness,
  startStrictWitness,
  () => startSloppyWitness('length'),
  () => startSloppyWitness('coding'),
]

t.test('no request reaches a backend that the gate did not send', async (t) => {
  for (const [share, start] of WITNESSES.entries()) {
    const some = attacks.filter((_, i) => (i + share) % SHARES === 0)
    const secret = newSecret()
    const witness = await start()
    const gate = await startMarkingGate(witness.port, secret)
    const answers = await fireAll(gate.port, some)
    const foreign = foreignOf(witness, secret)
    t.comment(`${witness.name}: ${some.length} attacks, ${foreign.length} foreign requests of`)
    t.comment(`${witness.seen().length} seen; answered ${JSON.stringify(answers)}`)
    t.strictSame(foreign.slice(0, 5), [], witness.name)
    t.ok(witness.seen().length > some.length / 10, 'the backend was asked')
    t.strictSame(gate.notes, [])
    await gate.stop()
    await witness.stop()
  }
})

t.test('the same attacks are caught in a gate that passes bytes on', async (t) => {
  const caught = new Set<Attack>()
  for (const [ofGate, ofBackend] of [
    ['length', 'coding'],
    ['coding', 'length'],
  ] as const) {
    const client = newSecret()
    const witness = await startSloppyWitness(ofBackend)
    const weak = await startByteGate(ofGate, { backendPort: witness.port, client })
    await fireAll(weak.port, attacks, WEAK_PATIENCE_MS)
    const here = caughtOf(attacks, foreignOf(witness, client))
    t.comment(`${weak.name} before ${witness.name}: ${here.size} of ${attacks.length}`)
    for (const attack of here) caught.add(attack)
    weak.stop()
    await witness.stop()
  }
  const ofCollected = collected.filter((attack) => caught.has(attack)).length
  t.comment(`caught in all: ${ofCollected} of ${collected.length} collected payloads`)
  t.ok(ofCollected > 0.9 * collected.length, 'nearly all')
  t.ok(caught.size - ofCollected > 50, 'and some framings')
})

t.test('framings are caught in a gate of stock parts', async (t) => {
  const client = newSecret()
  const witness = await startNodeWitness()
  const weak = await startStockGate({ backendPort: witness.port, client })
  await fireAll(weak.port, framings, WEAK_PATIENCE_MS)
  const caught = [...caughtOf(framings, foreignOf(witness, client))]
  t.comment(`${weak.name} before ${witness.name}: ${caught.length} of ${framings.length}`)
  t.ok(caught.some(({ name }) => name.startsWith('DELETE')))
  t.ok(caught.some(({ name }) => name.startsWith('OPTIONS')))
  weak.stop()
  await witness.stop()
})
