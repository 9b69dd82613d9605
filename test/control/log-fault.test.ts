import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/main.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({ backendPort: origin.port, workers: 2 })
const TEXT_PROBED = TEXT.replace('log: { to: access.log }', 'log: { to: logs/access.log }')

/** Places where no log can be, and what is said of them; `a` is a folder, `b` a file. */
const PLACES = [
  { to: 'a', why: /cannot be opened: it is a folder \[PAART_LOG\]/ },
  { to: 'b/access.log', why: /cannot be opened: a part of its path is a file \[PAART_LOG\]/ },
] as const

function makeFolder(t: { readonly teardown: (end: () => unknown) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-log-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'b'), '')
  return folder
}

function textWith(to: string): string {
  return TEXT.replace('log: { to: access.log }', `log: { to: ${to} }`)
}

t.test('a log that cannot be opened is a mistake, and nothing starts', async (t) => {
  const folder = makeFolder(t)
  const file = join(folder, 'paart.yaml')
  for (const { to, why } of PLACES) {
    writeFileSync(file, textWith(to))
    for (const command of ['check', 'run']) {
      const terminal = fakeTerminal()
      t.equal(await main([command, '--config', file], terminal), 3, `${command} ${to}`)
      t.match(terminal.errText(), why)
      t.match(terminal.errText(), /paart\.yaml:\d+:12: error: /, 'where it stands')
    }
  }
})

t.test('a check makes neither the log nor its folder', async (t) => {
  const folder = makeFolder(t)
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, TEXT_PROBED)
  t.equal(await main(['--quiet', 'check', '--config', file], fakeTerminal()), 0)
  t.notOk(existsSync(join(folder, 'logs')))
})

t.test('a reload whose log cannot be opened changes nothing', async (t) => {
  const folder = makeFolder(t)
  const gate = await startFileGate(t, TEXT, folder)
  for (const { to, why } of PLACES) {
    gate.write(textWith(to))
    t.equal((await gate.ask('POST', '/reload')).status, 422)
    t.match((await gate.askText('POST', '/reload')).text, why)
  }
  gate.write(TEXT_PROBED)
  t.equal((await gate.ask('POST', '/reload')).status, 200)
  t.equal((await get(gate.port, '/')).status, 200)
  const log = join(folder, 'logs/access.log')
  await eventually('it is written', () => statSync(log).size > 0)
  t.equal(statSync(log).mode & 0o777, 0o640)
})

function notesOf({ notes }: FileGate): readonly string[] {
  return notes.filter((note) => note.startsWith('the log'))
}

t.test('a log that is full is told of while it is, and when it is no more', async (t) => {
  const folder = makeFolder(t)
  const log = join(folder, 'access.log')
  const gate = await startFileGate(t, TEXT, folder)
  const readyz = async (): Promise<string> => (await get(gate.adminPort, '/readyz')).text
  t.equal(await readyz(), 'ready\n')
  t.match((await gate.ask('GET', '/status')).report['log'], { to: log, fault: null, dropped: 0 })
  t.match((await gate.askText('GET', '/status')).text, `\nlog: ${log}\n`)

  // From now on: a log is flushed by the clock, and a full one tells so without a line.
  unlinkSync(log)
  symlinkSync('/dev/full', log)
  gate.reopenLog()
  for (let i = 0; i < 20; i++) t.equal((await get(gate.port, '/')).status, 200)
  await eventually('it is told', () => notesOf(gate).length === 1)
  t.strictSame(notesOf(gate), ['the log cannot be written: ENOSPC; lines are held, then lost'])
  t.equal(await readyz(), 'ready, but the log cannot be written: ENOSPC\n')
  t.equal((await get(gate.adminPort, '/readyz')).status, 200)
  t.match((await gate.ask('GET', '/status')).report['log'], { fault: 'ENOSPC' })
  t.match((await gate.askText('GET', '/status')).text, `\nlog: ${log} cannot be written: ENOSPC`)

  unlinkSync(log)
  gate.reopenLog()
  await eventually('its end is told', () => notesOf(gate).length > 1)
  t.match(notesOf(gate)[1], /^the log is written again; \d+ lines were lost$/)
  t.equal(await readyz(), 'ready\n')
  await get(gate.port, '/after')
  await eventually('lines are written', () => /\/after/.test(readFileSync(log, 'utf8')))
  const { dropped } = (await gate.ask('GET', '/status')).report['log'] as { dropped: number }
  t.match((await get(gate.adminPort, '/metrics')).text, `log_lines_dropped_total ${dropped}\n`)
  t.equal(notesOf(gate).length, 2)
})

t.test('a gate that ends has not mended its log', async (t) => {
  const folder = makeFolder(t)
  symlinkSync('/dev/full', join(folder, 'access.log'))
  const gate = await startFileGate(t, TEXT, folder)
  for (let i = 0; i < 20; i++) await get(gate.port, '/')
  await eventually('it is told', () => notesOf(gate).length === 1)
  await gate.stop(0)
  t.equal(notesOf(gate).length, 1)
})

t.test('a log that cannot be opened anew is written where it was, until it can be', async (t) => {
  const folder = makeFolder(t)
  const gate = await startFileGate(t, TEXT_PROBED, folder)
  rmSync(join(folder, 'logs'), { recursive: true })
  writeFileSync(join(folder, 'logs'), 'not a folder')
  gate.reopenLog()
  await eventually('it is told', () => notesOf(gate).length === 1)
  t.match(notesOf(gate), ['the log cannot be written: ENOTDIR; lines are held, then lost'])
  unlinkSync(join(folder, 'logs'))
  await eventually('it is opened by itself', () => notesOf(gate).length === 2)
  t.ok(existsSync(join(folder, 'logs/access.log')))
})

t.test('keys that others can read stop a start and a reload', async (t) => {
  const folder = makeFolder(t)
  const text = TEXT.concat('pass: { keys: keys.json }\n')
  const gate = await startFileGate(t, text, folder)
  const keys = join(folder, 'keys.json')
  for (const [mode, spelled] of [
    [0o644, '0644'],
    [0o640, '0640'],
    [0o604, '0604'],
  ] as const) {
    chmodSync(keys, mode)
    const said = `the key file ${keys} is open to others (mode ${spelled}): chmod 600 ${keys}`
    const reloaded = await gate.ask('POST', '/reload')
    t.match(reloaded, { status: 409, report: { ok: false } })
    t.match((await gate.askText('POST', '/reload')).text, said)
    const file = join(folder, 'second.yaml')
    writeFileSync(file, text.replace('admin.sock', 'second.sock'))
    const terminal = fakeTerminal()
    t.equal(await main(['run', '--config', file], terminal), 1)
    t.equal(terminal.errText(), `paart: ${said}\n`)
    t.equal(statSync(keys).mode & 0o777, mode, 'and are left alone')
  }
  chmodSync(keys, 0o400)
  t.equal((await gate.ask('POST', '/reload')).status, 200)
})
