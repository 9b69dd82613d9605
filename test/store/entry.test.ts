import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { findFreePort } from '../support/applications/application.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startSentinels } from '../support/applications/sentinels.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { readProjectFile } from '../support/sources.ts'
import { startStoreGate } from '../support/store-gate.ts'

const DATA = new URL('../data/tls/', import.meta.url).pathname

/** What an operator is told to give the gates. */
function aclLine(password: string): string {
  const [line = ''] = /^user paart .*$/m.exec(readProjectFile('docs/several-gates.md')) ?? []
  return line.replace('>PASSWORD', `>${password}`).replace(/([~&])paart:\*/g, '$1test:*')
}

function local(port: number, isSecure = false) {
  return { kind: 'tcp', host: '127.0.0.1', port, isSecure } as const
}

void withPackages(t, ['redis-server'], async () => {
  t.test('the user that the guide describes may do what a gate does, and no more', async (t) => {
    const server = await startStoreServer(t, { lines: ['user default off', aclLine('secret')] })
    const passwordFile = join(server.folder, 'password')
    writeFileSync(passwordFile, 'wrong\n')
    const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
    const gate = startStoreGate(t, { servers, user: 'paart', passwordFile })
    await eventually('it is denied', () => gate.faults.some(({ kind }) => kind === 'denied'))
    t.notMatch(gate.faults[0]?.message, /wrong/)
    writeFileSync(passwordFile, 'secret\n')
    await eventually('the right one is read by itself', () => gate.store.peers.length === 1)
    gate.takes('client')
    await eventually('it was told', () => gate.store.keysTold === 1)
    const other = startStoreGate(t, { servers, user: 'paart', passwordFile }, 'b')
    other.store.asks.on('greeting', (text) => Promise.resolve(`${text} yourself`))
    const question = { to: 'all', topic: 'greeting', text: 'hello', deadlineMs: 500 } as const
    await eventually('it may ask another, and be asked', async () => {
      return (await gate.store.asks.ask(question)).answers[0]?.text === 'hello yourself'
    })
    const terms = { activeMax: 1, forMs: 1_000 }
    const replica = gate.limits.waitingRooms.replica(0)
    await gate.store.rooms.turn({ name: 'room', terms, replica })
    t.ok(gate.calls.some(({ what }) => what === 'confer'))
    t.ok(gate.calls.every(({ fault }) => fault === null))
  })

  t.test('a user of before gates asked each other shares limits all the same', async (t) => {
    const line = aclLine('secret').replace('&test:* ', '').replace('+publish +subscribe ', '')
    const server = await startStoreServer(t, { lines: ['user default off', line] })
    const passwordFile = join(server.folder, 'password')
    writeFileSync(passwordFile, 'secret\n')
    const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
    const gate = startStoreGate(t, { servers, user: 'paart', passwordFile })
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    await eventually('it is denied', () => gate.deaf.some(({ kind }) => kind === 'denied'))
    gate.takes('client')
    await eventually('it was told', () => gate.store.keysTold === 1)
    t.strictSame(gate.faults, [])
  })

  t.test('a server is spoken to by TLS, and nobody else in its place', async (t) => {
    const port = await findFreePort()
    const pem = (name: string): string => `${DATA}${name}.pem`
    await startStoreServer(t, {
      lines: [
        `tls-port ${port}`,
        `tls-cert-file ${pem('server')}`,
        `tls-key-file ${pem('server-key')}`,
        `tls-ca-cert-file ${pem('ca')}`,
        'tls-auth-clients yes',
      ],
    })
    const tls = {
      ca: pem('ca'),
      certificate: pem('client'),
      key: pem('client-key'),
      serverName: 'backend.test',
    }
    const servers = [local(port, true)]
    const gate = startStoreGate(t, { servers, tls })
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    const wrong = startStoreGate(t, { servers, tls: { ...tls, ca: pem('other-ca') } })
    await eventually('another authority has signed', () => wrong.faults.length > 0)
    t.match(wrong.faults[0], { kind: 'unreachable' })
    t.match(wrong.faults[0]?.message, /certificate/)
    const unknown = startStoreGate(t, { servers, tls: { ...tls, ca: join(DATA, 'none.pem') } })
    await eventually('a file is missing', () => unknown.faults.length > 0)
    t.match(unknown.faults[0]?.message, /^a file for it cannot be read: ENOENT/)
  })

  t.test('where the primary fails, Sentinels say who is it now', async (t) => {
    const { primary, replica, port } = await startSentinels(t)
    const nobody = await findFreePort()
    const gate = startStoreGate(t, {
      servers: [local(nobody), local(port)],
      sentinel: 'gates',
    })
    await eventually('it is greeted', () => gate.store.peers.length === 1)
    t.match(await primary.say('EXISTS', 'test:gates'), ':1')
    await primary.kill()
    gate.takes('client')
    await eventually('the new one was told', () => gate.store.keysTold === 1)
    t.match(await replica.say('ROLE'), /master/)
    t.match(await replica.say('KEYS', 'test:limit:*'), /test:limit/)
    t.ok(gate.faults.length > 0)
  })

  t.test('who is no primary, or knows none, is told', async (t) => {
    const first = await findFreePort()
    const server = await startStoreServer(t, { lines: [`replicaof 127.0.0.1 ${first}`] })
    const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
    const gate = startStoreGate(t, { servers })
    await eventually('it is a replica', () => gate.faults.length > 0)
    t.match(gate.faults[0], { kind: 'replica' })
    const asking = startStoreGate(t, { servers, sentinel: 'gates' })
    await eventually('it is no Sentinel', () => asking.faults.length > 0)
    t.match(asking.faults[0]?.message, /^no Sentinel names the primary \(\S+: .*unknown command/)
  })
})
