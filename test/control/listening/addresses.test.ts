import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type Server, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import {
  claimAddress,
  claimAddresses,
  spellAddress,
} from '../../../src/control/listening/addresses.ts'
import { type ListenAddress } from '../../../src/model/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-addresses-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const unix = (name: string): { kind: 'unix'; path: string } => {
  return { kind: 'unix', path: join(folder, name) }
}
const tcp = (port: number, host = '127.0.0.1'): ListenAddress => ({ kind: 'tcp', host, port })
const ANY_PORT = tcp(0)

/** Another program that listens. */
async function listenOn(at: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.destroy())
  server.listen(at)
  await once(server, 'listening')
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

t.test('addresses are spelled as an operator writes them', (t) => {
  t.equal(spellAddress(tcp(8080)), '127.0.0.1:8080')
  t.equal(spellAddress(tcp(80, '::1')), '[::1]:80')
  t.equal(spellAddress({ kind: 'unix', path: '/run/a.sock' }), 'unix:/run/a.sock')
  t.end()
})

t.test('port 0 becomes a free port, another one each time', async (t) => {
  const claims = await claimAddresses([ANY_PORT, ANY_PORT])
  const ports = claims.map(({ address }) => (address.kind === 'tcp' ? address.port : 0))
  t.not(ports[0], ports[1])
  t.notOk(ports.includes(0))
  for (const claim of claims) claim.release()
})

t.test('what another program has is refused and named', async (t) => {
  const other = await listenOn({ port: 0, host: '127.0.0.1' })
  const port = portOf(other)
  await t.rejects(claimAddress(tcp(port)), {
    name: 'StartError',
    message: `127.0.0.1:${port} is in use by another program or another gate`,
  })
  other.close()
  const claim = await claimAddress(tcp(port))
  t.strictSame(claim.address, tcp(port), 'and can be claimed once it is free, failure or not')
  claim.release()
})

t.test('what another gate has claimed is refused until it lets go', async (t) => {
  for (const address of [ANY_PORT, unix('claimed.sock')]) {
    const first = await claimAddress(address)
    const spelled = spellAddress(first.address)
    await t.rejects(claimAddress(first.address), {
      message: `${spelled} is in use by another gate`,
    })
    first.release()
    const second = await claimAddress(first.address)
    second.release()
  }
})

t.test('of many gates that claim at the same moment one gets the address', async (t) => {
  const free = await claimAddress(ANY_PORT)
  free.release()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => claimAddress(free.address)),
  )
  const won = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  t.equal(won.length, 1)
  for (const { value } of won) value.release()
})

t.test('one address that cannot be had releases the others', async (t) => {
  const other = await listenOn({ port: 0, host: '127.0.0.1' })
  t.teardown(() => other.close())
  const socket = unix('first.sock')
  await t.rejects(claimAddresses([socket, tcp(portOf(other))]))
  const claim = await claimAddress(socket)
  claim.release()
})

t.test('an address that is not of this machine, and one that is none', async (t) => {
  await t.rejects(claimAddress(tcp(8080, '192.0.2.1')), {
    message: '192.0.2.1:8080 is not an address of this machine',
  })
  const tooLong = unix('a'.repeat(120))
  await t.rejects(claimAddress(tooLong), {
    message: `unix:${tooLong.path} is longer than the 100 bytes a socket's path may have`,
  })
})

t.test('an address this user may not use', async (t) => {
  const closed = join(folder, 'closed')
  mkdirSync(closed)
  chmodSync(closed, 0o500)
  chmodSync(folder, 0o755)
  // Nothing is closed to root, so root becomes somebody else for a moment.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  const claiming = claimAddress(unix('closed/a.sock'))
  await t.rejects(claiming, {
    message: `unix:${closed}/a.sock may not be used by this user, or its folder is missing`,
  })
  if (isRoot) process.seteuid?.(0)
})

t.test('a socket in a folder that is missing', async (t) => {
  const message = `unix:${folder}/none/a.sock may not be used by this user, or its folder is missing`
  await t.rejects(claimAddress(unix('none/a.sock')), { message })
})

t.test('the socket a killed gate left behind is removed', async (t) => {
  const { path } = unix('stale.sock')
  const program = `require('net').createServer().listen(${JSON.stringify(path)},()=>console.log())`
  const killed = spawn(process.execPath, ['-e', program])
  await once(killed.stdout, 'data')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  t.ok(existsSync(path), 'it lies there')
  const claim = await claimAddress({ kind: 'unix', path })
  t.notOk(existsSync(path))
  claim.release()
})

t.test('a socket somebody listens on is refused and stays', async (t) => {
  const { path } = unix('live.sock')
  const other = await listenOn({ path })
  t.teardown(() => other.close())
  await t.rejects(claimAddress({ kind: 'unix', path }), {
    message: `unix:${path} is in use by another program or another gate`,
  })
  t.ok(existsSync(path))
})

t.test('a file that is no socket is never removed', async (t) => {
  const { path } = unix('letter.txt')
  writeFileSync(path, 'dear reader')
  const message = `unix:${path} is a file, not a socket`
  await t.rejects(claimAddress({ kind: 'unix', path }), { message })
  t.equal(readFileSync(path, 'utf8'), 'dear reader')
})
