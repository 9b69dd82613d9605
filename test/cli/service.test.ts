import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { Service } from '../../src/cli/service.ts'
import { STRIPPED, ownEnvironment, startCommand } from '../support/command.ts'
import { listenForDatagrams } from '../support/datagrams.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-service-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const VALID = configText({ backendPort: 1 })

function launch(
  t: { readonly teardown: (end: () => unknown) => void },
  env: Readonly<Record<string, string>>,
) {
  writeFileSync(join(folder, 'gate.yaml'), VALID)
  const command = startCommand(['--config', 'gate.yaml', 'run'], {
    cwd: folder,
    env: ownEnvironment(env),
  })
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
  })
  return command
}

t.test('a service manager hears how the gate fares, from its start to its end', async (t) => {
  const socket = join(folder, 'notify')
  const manager = listenForDatagrams(socket)
  t.teardown(manager.close)
  const heard = (): readonly string[] => manager.received().filter((text) => text !== 'WATCHDOG=1')
  const command = launch(t, { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '20000' })

  await eventually('it is ready', () => heard().length === 1)
  t.match(heard()[0], /^READY=1\nSTATUS=listening on http:\/\/127\.0\.0\.1:\d+ \(gate\.yaml\)$/)
  await eventually('it is alive', () => manager.received().includes('WATCHDOG=1'))

  writeFileSync(join(folder, 'gate.yaml'), `${VALID}\nsights: []\n`)
  const reload = startCommand(['--config', 'gate.yaml', 'reload'], { cwd: folder })
  t.equal(await reload.ended, 3, 'the command that systemd runs fails, as the reload does')
  await eventually('it says what is wrong', () => heard().length === 3)
  t.match(heard()[1], /^RELOADING=1\nMONOTONIC_USEC=\d+$/)
  t.match(
    heard()[2],
    /^READY=1\nSTATUS=reload invalid: gate\.yaml:\d+:1: error: unknown key "sights"/,
  )

  writeFileSync(join(folder, 'gate.yaml'), VALID)
  command.signal('SIGHUP')
  await eventually('it is well again', () => heard().length === 5)
  t.equal(heard()[4], heard()[0])

  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
  t.equal(heard()[5], 'STOPPING=1\nSTATUS=finishing what is under way')
  t.notMatch(command.err(), /Experimental/, 'nothing is said of how it is told')
})

t.test('where Node cannot tell it, the program of systemd does', async (t) => {
  const told = join(folder, 'told')
  const program = join(folder, 'systemd-notify')
  writeFileSync(program, `#!/bin/sh\nfor line; do echo "$line"; done >> '${told}'\n`)
  chmodSync(program, 0o755)
  const command = launch(t, {
    NOTIFY_SOCKET: join(folder, 'unused'),
    NODE_OPTIONS: `${STRIPPED.NODE_OPTIONS} --no-experimental-ffi`,
    PATH: `${folder}${delimiter}${process.env['PATH']}`,
  })
  // A signal is the whole group's here, the program's too.
  await eventually(
    'it is told',
    () => existsSync(told) && /STATUS=.*\n/.test(readFileSync(told, 'utf8')),
  )
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
  const lines = readFileSync(told, 'utf8').trimEnd().split('\n')
  t.match(lines, [
    `--pid=${command.pid}`,
    'READY=1',
    /^STATUS=listening on /,
    `--pid=${command.pid}`,
    'STOPPING=1',
    'STATUS=finishing what is under way',
  ])
})

function nothing(): void {}

t.test('a gate none of whose workers listens is not called alive', async (t) => {
  let listening = 0
  let alive = 0
  const service = new Service({
    serving: nothing,
    reloading: nothing,
    stopping: nothing,
    succeeded: nothing,
    alive: () => (alive += 1),
    aliveMs: 1,
  })
  t.teardown(service.ended.bind(service))
  let looks = 0
  service.serves({ listening: () => ((looks += 1), listening) }, '')
  await eventually('it has looked', () => looks > 2)
  t.equal(alive, 0)
  listening = 1
  await eventually('one listens again', () => alive > 0)
  listening = 0
  service.stops()
  const before = alive
  await eventually('whoever finishes what is under way is alive', () => alive > before)
})
