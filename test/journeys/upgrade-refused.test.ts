import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { version } from '../../src/control/index.ts'
import { LAUNCHER } from '../support/command.ts'
import { listenForDatagrams } from '../support/datagrams.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get, request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { type Upgradable, ended, startUpgradable } from '../support/upgrading.ts'
import { NAVIGATION, anyProofFor, sendProof, silentTokenIn } from '../support/visitor.ts'

// Programs start one after the other, on machines that are busy.
t.setTimeout(400_000)

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({
  backendPort: origin.port,
  routes: '- { name: checked, path: /checked, policy: check }\n- { name: rest, policy: open }',
  policies: 'check: { challenge: always }\nopen: { challenge: never }',
}).replace('  - address: 127.0.0.1:0', '  - address: 127.0.0.1:0\n  - address: unix:web.sock')

const MORTAL = new URL('../support/mortal-successor.ts', import.meta.url).pathname

async function proofFrom(port: number): Promise<Buffer> {
  return anyProofFor(silentTokenIn((await get(port, '/checked', NAVIGATION)).text) ?? '')
}

/** Whether it serves as if nothing had been. */
async function servesOn({ port, folder }: Upgradable): Promise<boolean> {
  const statuses = [
    (await get(port, '/')).status,
    (await get(join(folder, 'web.sock'), '/')).status,
    (await sendProof(port, await proofFrom(port))).status,
    (await request(join(folder, 'admin.sock'), { method: 'POST', path: '/reload' })).status,
  ]
  return statuses.join(' ') === '200 200 204 200'
}

t.test('a gate whose successor does not come goes on as if nothing had been', async (t) => {
  const gate = await startUpgradable(t, TEXT)
  const { paart, write, install, command } = gate
  const open = await proofFrom(gate.port)

  write(`${TEXT}\nsights: []\n`)
  const invalid = await paart('upgrade')
  t.equal(invalid.code, 3)
  t.match(invalid.err, /^gate\.yaml:\d+:1: error: unknown key "sights"[^]*\n\S+ goes on\n$/)
  write(TEXT)
  t.ok(await servesOn(gate), 'after mistakes in the configuration')

  write(TEXT.replace('unix:web.sock', 'unix:/nowhere/web.sock'))
  const unusable = await paart('upgrade')
  t.equal(unusable.code, 1)
  t.match(unusable.err, /^the new gate does not start: .*\n\S+ goes on\n$/)
  write(TEXT)
  t.ok(await servesOn(gate), 'after an address that cannot be used')

  install('exit 9')
  const dead = await paart('upgrade')
  t.equal(dead.code, 1)
  t.match(dead.err, /^the new gate did not come: it has ended \(exit code 9\); \S+ goes on\n$/)
  t.ok(await servesOn(gate), 'after a program that ends')

  for (const how of ['other-tongue', 'dies-ready', 'dies-listening']) {
    install(`exec ${process.execPath} ${MORTAL} ${how} ${join(gate.folder, 'web.sock')}`)
    t.match(await paart('upgrade'), { code: 1, err: /^the new gate did not come/ })
    t.ok(await servesOn(gate), `after a program that comes no further: ${how}`)
  }
  install(null)
  t.equal((await sendProof(gate.port, open)).status, 204, 'no challenge was lost by it')
  t.ok(await gate.upgrade(), 'and the next one comes')
  await ended(command.pid)
  t.ok(await servesOn(gate))
})

t.test('nothing else is changed meanwhile, and whoever asks is told why', async (t) => {
  const gate = await startUpgradable(t, TEXT)
  const { paart, install, folder, command } = gate
  install(`while [ ! -e go ]; do sleep 0.05; done; exec ${LAUNCHER} "$@"`)
  const upgraded = paart('upgrade')
  await eventually('it is under way', async () =>
    (await paart('rollback')).err.includes('upgraded'),
  )
  const refused = { code: 7, err: 'the gate is being upgraded\n' }
  for (const argv of [['reload'], ['ban', '198.51.100.7']]) {
    t.match(await paart(...argv), refused, argv.join(' '))
  }
  for (const path of ['/keys/rotate', '/upgrade', '/mode?mode=off&target=all&for=60000']) {
    const answer = await request(join(folder, 'admin.sock'), { method: 'POST', path })
    t.match(answer, { status: 409, text: /the gate is being upgraded/ }, path)
  }
  process.kill(command.pid, 'SIGHUP')
  await command.says(/nothing was reloaded: the gate is being upgraded/)
  t.equal((await paart('status')).code, 0, 'looking is free')
  t.equal((await get(gate.port, '/')).status, 200)
  writeFileSync(join(folder, 'go'), '')
  t.equal((await upgraded).code, 0)
  t.equal((await paart('keys', 'rotate')).code, 0)
})

t.test('a gate that is told to end takes its successor with it', async (t) => {
  const { paart, install, command } = await startUpgradable(t, TEXT)
  install('exec sleep 600')
  const asked = paart('upgrade')
  await eventually('it is under way', async () =>
    (await paart('rollback')).err.includes('upgraded'),
  )
  process.kill(command.pid, 'SIGTERM')
  t.equal(await command.ended, 0)
  t.not((await asked).code, 0)
})

t.test('a service manager hears which process is the gate', async (t) => {
  const address = `@paart-upgrade-${process.pid}`
  const manager = listenForDatagrams(address)
  t.teardown(manager.close)
  const heard = (): readonly string[] => manager.received().filter((text) => text !== 'WATCHDOG=1')
  const env = { NOTIFY_SOCKET: address, WATCHDOG_USEC: '4000000' }
  const { upgrade, command } = await startUpgradable(t, TEXT, { ...env, WATCHDOG_PID: '1' })
  await eventually('it is ready', () => heard().length === 1)
  const [ready = ''] = heard()
  const pid = await upgrade()
  await eventually('it is ready again', () => heard().length === 3)
  t.equal(heard()[1], `MAINPID=${pid}\nREADY=1`)
  t.equal(heard()[2], ready)
  await ended(command.pid)
  t.equal(heard().length, 3, 'the old one says nothing of its end')
  await eventually('the new one is alive', () => manager.received().at(-1) === 'WATCHDOG=1')
  process.kill(pid, 'SIGTERM')
  await eventually('it stops', () => heard().length === 4)
  t.match(heard()[3], 'STOPPING=1')
  t.match(command.err(), `upgrade: ${version()} -> ${version()}`)
})
