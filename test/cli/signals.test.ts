import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { processTerminal } from '../../src/cli/terminal.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { portsOf, withstands } from '../support/process-state.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

interface Running {
  readonly command: RunningCommand
  readonly log: string
}

/** Starts a gate by its launcher, with a log in a folder of its own. */
function launch(t: { readonly teardown: (end: () => unknown) => void }): Running {
  const folder = mkdtempSync(join(tmpdir(), 'paart-signals-'))
  const text = configText({ backendPort: origin.port, workers: 2 })
  writeFileSync(join(folder, 'gate.yaml'), text.replace('127.0.0.1:0 }', 'none }'))
  const command = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
    rmSync(folder, { recursive: true, force: true })
  })
  return { command, log: join(folder, 'access.log') }
}

const LISTENS = /listening on http:\/\/127\.0\.0\.1:(\d+)/

/** Sends SIGUSR1 in every turn of the event loop until `isOver`; gives all ports that were open. */
async function pelt(command: RunningCommand, isOver: () => boolean): Promise<Set<number>> {
  const ports = new Set<number>()
  await eventually('it was signalled for long enough', async () => {
    for (let i = 0; i < 20 && !isOver(); i++) {
      command.signal('SIGUSR1')
      await new Promise(setImmediate)
    }
    for (const port of portsOf(command.pid)) ports.add(port)
    return isOver()
  })
  return ports
}

t.test('SIGUSR1 ends nothing and opens no debugger, from the launcher on', async (t) => {
  const { command, log } = launch(t)
  await eventually('the launcher has begun', () => withstands(command.pid, 'SIGUSR1'))
  const before = await pelt(command, () => LISTENS.test(command.err()) || !command.isAlive())
  const port = Number(await command.says(LISTENS))
  let signals = 0
  const after = await pelt(command, () => signals++ > 200)
  t.strictSame(new Set([...before, ...after]), new Set([port]), 'no other port was ever open')
  t.notMatch(command.err(), /debugger/i)
  t.equal((await get(port, '/before')).status, 200)

  renameSync(log, `${log}.1`)
  command.signal('SIGUSR1')
  await eventually('the log is there anew', () => existsSync(log))
  t.equal((await get(port, '/after')).status, 200)
  await eventually('what comes is written to it', () => /after/.test(readFileSync(log, 'utf8')))
  t.match(readFileSync(`${log}.1`, 'utf8'), /"path":"\/before"/, 'what was held to the old one')

  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
})

t.test('SIGHUP while a gate starts ends nothing, and reloads when it serves', async (t) => {
  const { command } = launch(t)
  await eventually('it hears', () => withstands(command.pid, 'SIGHUP', ['Cgt']))
  t.notMatch(command.err(), LISTENS, 'before it serves')
  command.signal('SIGHUP')
  await command.says(/reload done: \w+ is in force already/)
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
})

t.test('a hangup ends commands that serve nobody', async (t) => {
  const heard = process.listenerCount('SIGHUP')
  const terminal = processTerminal(['--config', 'a.yaml', 'check'])
  t.equal(process.listenerCount('SIGHUP'), heard)
  const off = terminal.onSignal('SIGHUP', () => undefined)
  t.equal(process.listenerCount('SIGHUP'), heard + 1)
  off()
  t.equal(process.listenerCount('SIGHUP'), heard)
})

t.test('what came before anybody listened is told once to who listens then', async (t) => {
  const terminal = processTerminal(['run'])
  t.teardown(() => process.removeAllListeners('SIGHUP').removeAllListeners('SIGUSR1'))
  process.emit('SIGUSR1')
  process.emit('SIGUSR1')
  const heard: string[] = []
  const off = terminal.onSignal('SIGUSR1', () => heard.push('first'))
  await eventually('it is told', () => heard.length === 1)
  off()
  terminal.onSignal('SIGUSR1', () => heard.push('second'))()
  terminal.onSignal('SIGHUP', () => heard.push('hangup'))()
  await new Promise(setImmediate)
  t.strictSame(heard, ['first'])
})
