import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parseKeyFile } from '../../src/client/index.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { startOrigin } from '../support/recording-origin.ts'
import {
  type RingGate,
  SECRET,
  allHeard,
  keyOf,
  startRingGate,
  startTwoRingGates,
  statusOf,
} from '../support/ring-stage.ts'
import { earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const FOREIGN = /(?:does|do) not have the ring secret of this one: keys are not shared with it/

async function isEverywhere(gates: readonly RingGate[], id: string): Promise<void> {
  for (const gate of gates) {
    await eventually(`${id} signs`, async () => (await gate.signing()) === id)
  }
}

void withPackages(t, ['redis-server'], async () => {
  t.test('no store that is empty, old or written to brings a revoked key back', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoRingGates(t, server.url, origin.port)
    const stolen = await earnPass(a.port, '/')
    const oldKeys = readFileSync(join(b.folder, 'run/keys.json'))
    await eventually('the store has the key', async () => {
      return (await server.say('HLEN', 'paart:ring:text')) === ':1\r\n'
    })
    await server.say('SAVE')
    copyFileSync(join(server.folder, 'dump.rdb'), join(server.folder, 'old.rdb'))
    const before = await server.say('HVALS', 'paart:ring:text')
    t.equal((await a.ask('POST', `/keys/${keyOf(stolen)}/revoke`)).status, 200)
    const isGone = async (what: string, gates: readonly RingGate[] = [a, b]): Promise<void> => {
      for (const gate of gates) t.equal(await statusOf(gate, stolen), 403, what)
    }
    const isFilled = async (): Promise<void> => {
      await eventually('it is filled again', async () => {
        return (await server.say('HLEN', 'paart:ring:text')) === ':2\r\n'
      })
    }
    await isFilled()
    await isGone('revoked')
    await server.say('FLUSHALL')
    await isFilled()
    await isGone('an empty store')
    await server.kill()
    copyFileSync(join(server.folder, 'old.rdb'), join(server.folder, 'dump.rdb'))
    await server.start()
    await isFilled()
    await isGone('an old one')
    await putBack(server, before)
    await isGone('the old key put back by hand')
    await eventually('it is told again that it is revoked', async () => {
      return !(await server.say('HVALS', 'paart:ring:text')).includes(textIn(before))
    })

    b.command.signal('SIGTERM')
    await b.command.ended
    writeFileSync(join(b.folder, 'run/keys.json'), oldKeys)
    const options = { url: server.url, backendPort: origin.port, secret: SECRET }
    const back = await startRingGate(t, { ...options, folder: b.folder })
    await isGone('a gate that comes back with an old key file', [a, back])
    const revoked = parseKeyFile(readFileSync(join(b.folder, 'run/keys.json'), 'utf8')).revoked
    t.match(revoked, [{ id: keyOf(stolen) }])
    await isGone('a new gate', [await startRingGate(t, options)])
  })

  t.test('a gate with another secret is told of, and has its own ring', async (t) => {
    const server = await startStoreServer(t)
    const [a, b] = await startTwoRingGates(t, server.url, origin.port)
    const secret = 'another'.repeat(9)
    const wrong = await startRingGate(t, { url: server.url, backendPort: origin.port, secret })
    for (const gate of [a, b, wrong]) await gate.command.says(FOREIGN)
    t.match(await wrong.text('/status'), FOREIGN)
    t.not(await wrong.signing(), await a.signing())
    const pass = await earnPass(wrong.port, '/')
    t.equal(await statusOf(wrong, pass), 200)
    t.equal(await statusOf(a, pass), 403)
    t.match(await a.ask('POST', '/keys/rotate'), { status: 200 }, 'nobody waits for it')
    await isEverywhere([b], await a.signing())
    writeFileSync(join(wrong.folder, 'ring.secret'), SECRET)
    t.equal((await wrong.ask('POST', '/reload')).status, 200)
    await isEverywhere([wrong], await a.signing())
    t.equal(await statusOf(a, pass), 200, 'its ring was joined')
    writeFileSync(join(wrong.folder, 'ring.secret'), 'short')
    t.match(await wrong.ask('POST', '/reload'), { status: 422 })
    t.match(await a.ask('POST', '/keys/rotate'), { status: 200 })
    await isEverywhere([b, wrong], await a.signing())
    t.match(await wrong.text('/status'), /^ {2}the ring secret .* the one read before stays/m)
  })

  t.test('gates that begin without the store join when it is there', async (t) => {
    const server = await startStoreServer(t)
    await server.kill()
    const options = { url: server.url, backendPort: origin.port, secret: SECRET }
    const a = await startRingGate(t, options)
    const b = await startRingGate(t, options)
    await a.command.says(
      /the store does not say which keys the ring has, the gate begins with a key of/,
    )
    const passes = [await earnPass(a.port, '/'), await earnPass(b.port, '/')]
    t.not(await a.signing(), await b.signing())
    const first = await a.signing()
    const waiting = await a.ask('POST', '/keys/rotate')
    t.match(waiting, {
      status: 500,
      report: { why: /does not sign yet: the store does not answer/ },
    })
    t.equal(await a.signing(), first)
    await server.start()
    await allHeard([a, b])
    await isEverywhere([a, b], String(waiting.report['next']))
    for (const pass of passes) for (const gate of [a, b]) t.equal(await statusOf(gate, pass), 200)
    const kept = [a, b].map(({ folder }) => {
      return parseKeyFile(readFileSync(join(folder, 'run/keys.json'), 'utf8'))
    })
    t.same(kept[0]?.keys, kept[1]?.keys)
    t.equal(kept[0]?.keys.filter(({ verifyUntil }) => verifyUntil === undefined).length, 1)
    await server.say('HSET', 'paart:ring:text', 'x', '9:garbage')
    await server.say('ZADD', 'paart:ring:version', '1000', 'x')
    await server.say('HSET', 'paart:ring', 'version', '1000')
    t.equal((await a.ask('POST', '/keys/rotate')).status, 200, 'garbage is read as none')
    await isEverywhere([b], await a.signing())
  })
})

type StoreServer = Awaited<ReturnType<typeof startStoreServer>>

/** The sealed text of the one value that `HVALS` has given. */
function textIn(values: string): string {
  return /\d+:(\S+)/.exec(values)?.[1] ?? ''
}

/** Writes the old text behind the newest version, as whoever has the store's password can. */
async function putBack(server: StoreServer, values: string): Promise<void> {
  const names = (await server.say('HKEYS', 'paart:ring:text')).match(/^[\w-]{22}/gm) ?? []
  for (const name of names) {
    const value = await server.say('HGET', 'paart:ring:text', name)
    // Of a key that is revoked the store has no secret, so it is shorter.
    if (value.length > values.length - 50) continue
    await server.say('HSET', 'paart:ring:text', name, `1:${textIn(values)}`)
    await server.say('ZADD', 'paart:ring:version', '100', name)
    await server.say('HSET', 'paart:ring', 'version', '100')
  }
}
