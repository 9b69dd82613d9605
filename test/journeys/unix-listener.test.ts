import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { listenAtPath } from '../../src/control/listening/unix-socket.ts'
import { startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-unix-'))
const origin = await startOrigin()
t.teardown(async () => {
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A group of this machine that the tests may give a file to, with its name. */
function ownGroup(): { readonly name: string; readonly gid: number } {
  const ids = new Set([...(process.getgroups?.() ?? []), process.getegid?.() ?? 0])
  const groups = readFileSync('/etc/group', 'utf8').trim().split('\n')
  const [name = '', id = ''] = groups
    .map((line) => line.split(':'))
    .map(([group, , gid]) => [group, gid])
    .findLast(([, gid]) => process.geteuid?.() === 0 || ids.has(Number(gid))) ?? ['', '']
  return { name, gid: Number(id) }
}

function configOf(listen: string): string {
  return `
version: 1
listen: [${listen}]
workers: 2
contact: { phone: "1", hours: "8-18", email: help@example.lu, address: "1, rue X" }
log: { to: access.log }
backends: { app: { servers: ["{backend}"] } }
sites: [{ name: site, hosts: ["*"], backend: app, routes: [{ name: everything, policy: open }] }]
policies: { open: { challenge: never } }
`
}

t.test('a socket has the mode and the group that are written', async (t) => {
  const { name, gid } = ownGroup()
  const cases = [
    { written: 'mode: "0660"', mode: 0o660, gid: process.getegid?.() },
    { written: 'mode: "600"', mode: 0o600, gid: process.getegid?.() },
    { written: `group: ${name}`, mode: 0o660, gid },
    { written: `mode: "0620", group: ${name}`, mode: 0o620, gid },
  ]
  for (const { written, mode, gid: want } of cases) {
    const text = configOf(`{ address: "unix:http.sock", ${written} }`)
    const gate = await startTestGate({ backendPort: origin.port, text, folder })
    const path = join(folder, 'http.sock')
    const { mode: got, gid: given } = statSync(path)
    t.strictSame([got & 0o777, given], [mode, want], written)
    t.equal((await get(path, '/')).status, 200)
    await gate.stop(0)
    t.throws(() => statSync(path), 'it is taken away')
  }
})

t.test('it is nobody else’s for as long as it has neither', async (t) => {
  const path = join(folder, 'made.sock')
  const server = createServer()
  let modes: readonly number[] = []
  server.once('listening', () => {
    const made = `${path}.0`
    modes = [statSync(made).mode & 0o777, statSync(dirname(made)).mode & 0o777]
    t.throws(() => statSync(path), 'and it is not there yet')
  })
  await listenAtPath(server, path, { name: '0', access: { mode: 0o666, gid: null } })
  t.equal(modes[0], 0o700)
  t.equal(statSync(path).mode & 0o777, 0o666)
  t.throws(() => statSync(`${path}.0`), 'nothing is left beside it')
  await new Promise((resolve) => server.close(resolve))
})

t.test('what a killed gate left beside it is in nobody’s way', async (t) => {
  const path = join(folder, 'left.sock')
  writeFileSync(`${path}.0`, 'left')
  const server = createServer()
  await listenAtPath(server, path, { name: '0', access: { mode: 0o600, gid: null } })
  t.ok(statSync(path).isSocket())
  await new Promise((resolve) => server.close(resolve))
})

t.test('a group that does not exist is told, and nothing starts', async (t) => {
  const text = configOf('{ address: "unix:http.sock", group: nobody-has-this-group }')
  const starting = startTestGate({ backendPort: origin.port, text, folder })
  await t.rejects(starting, {
    name: 'StartError',
    message: `unix:${folder}/http.sock: there is no group "nobody-has-this-group" on this machine`,
  })
  t.throws(() => statSync(join(folder, 'http.sock')))
})

t.test('so it is by the command, and a change of either takes a restart', async (t) => {
  const config = join(folder, 'paart.yaml')
  const write = (listen: string): void => {
    const text = configOf(`{ address: "unix:http.sock", ${listen} }`)
    const backend = `http://127.0.0.1:${origin.port}`
    const admin = 'admin: { socket: admin.sock, address: none }'
    writeFileSync(config, `${text.replace('{backend}', backend)}\n${admin}\n`)
  }
  const paart = (...argv: string[]) => startCommand([...argv, '--config', config], { cwd: folder })
  write('group: nobody-has-this-group')
  const failed = paart('run')
  t.equal(await failed.ended, 1)
  t.match(failed.err(), 'there is no group "nobody-has-this-group" on this machine')
  write('mode: "0600"')
  const running = paart('run')
  await running.says(/http\.sock/)
  await eventually('it is there', () => statSync(join(folder, 'http.sock')).isSocket())
  write('mode: "0666"')
  const reload = paart('reload')
  t.equal(await reload.ended, 7)
  t.match(reload.err() + reload.out(), /a change of listen needs a restart/)
  t.equal(statSync(join(folder, 'http.sock')).mode & 0o777, 0o600)
  running.signal('SIGTERM')
  await running.ended
})
