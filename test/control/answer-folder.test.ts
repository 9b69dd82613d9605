import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { examine } from '../../src/control/examining/examine.ts'
import { tryAnswerFolder } from '../../src/control/system/answer-folder.ts'
import { lookAtAnswerFolder } from '../../src/control/system/answer-look.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const MIB = 1024 * 1024

function textWith(rest: string): string {
  return configText({ backendPort: origin.port, rest })
}

function makeFolder(t: { readonly teardown: (end: () => unknown) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-answers-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'b'), '')
  return folder
}

t.test('a folder that cannot be used is a mistake, and nothing starts', async (t) => {
  const folder = makeFolder(t)
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, textWith('slowReaders: { folder: b/answers }'))
  for (const command of ['check', 'run']) {
    const terminal = fakeTerminal()
    t.equal(await main([command, '--config', file], terminal), 3, command)
    t.match(
      terminal.errText(),
      /paart\.yaml:\d+:24: error: answers to slow readers cannot wait in \/.*\/b\/answers: a part of its path is a file \[PAART_ANSWER_FILE\]/,
    )
    t.match(
      terminal.errText(),
      /hint: name another folder, or write "slowReaders: \{ fileMax: none \}"/,
    )
  }
  writeFileSync(file, textWith('slowReaders: { folder: b/answers, fileMax: none }'))
  t.equal(
    await main(['--quiet', 'check', '--config', file], fakeTerminal()),
    0,
    'unless there is no file',
  )
})

t.test('a check makes no folder, a start makes it and leaves no file there', async (t) => {
  const folder = makeFolder(t)
  const file = join(folder, 'paart.yaml')
  writeFileSync(file, textWith('slowReaders: { folder: deep/answers }'))
  t.equal(await main(['--quiet', 'check', '--config', file], fakeTerminal()), 0)
  t.notOk(existsSync(join(folder, 'deep')))
  await startFileGate(t, textWith('slowReaders: { folder: deep/answers }'), folder)
  t.strictSame(readdirSync(join(folder, 'deep/answers')), [])
})

t.test('a disk that is full is told, by both, and stops nothing', async (t) => {
  const folder = makeFolder(t)
  const full = (): number => (16 * MIB) / 32 - 1
  const settings = { folder: join(folder, 'answers'), fileBytesMax: 16 * MIB }
  t.match(lookAtAnswerFolder(settings, full), { why: 'its disk is full', isPassing: true })
  t.equal(
    lookAtAnswerFolder(settings, () => full() + 1),
    null,
    'there is room for one answer',
  )
  t.equal(
    lookAtAnswerFolder({ ...settings, fileBytesMax: 0 }, () => 0),
    null,
  )
  const notes: string[] = []
  const toFull = { open: (): number => openSync('/dev/full', 'w') }
  tryAnswerFolder(settings, { onNote: (line) => notes.push(line) }, toFull)
  t.strictSame(notes, [
    `answers to slow readers cannot wait in ${settings.folder}: its disk is full`,
  ])
  const { blueprint, rendered } = await examine(
    { text: textWith('slowReaders: { fileMax: 16MiB }'), files: new Map() },
    {
      file: 'paart.yaml',
      folder,
      cores: 1,
      logProblem: () => null,
      answerFileProblem: (written) => lookAtAnswerFolder(written, full),
    },
  )
  t.not(blueprint, null)
  t.match(
    rendered,
    /warning: answers to slow readers cannot wait in .*: its disk is full \[PAART_ANSWER_FILE\]/,
  )
  t.match(
    rendered,
    /hint: until there is room they hold connections of the application, half of them at most/,
  )
})

t.test('what only a try can show stops the start', (t) => {
  const settings = { folder: '/a', fileBytesMax: MIB }
  const onNote = (line: string): void => {
    t.fail(line)
  }
  const closed = {
    open(): number {
      throw Object.assign(new Error('no'), { code: 'EACCES' })
    },
  }
  t.throws(
    () => tryAnswerFolder(settings, { onNote }, closed),
    /^answers to slow readers cannot wait in \/a: this user may not write there; mend it, or write "slowReaders: \{ fileMax: none \}"$/,
  )
  tryAnswerFolder({ ...settings, fileBytesMax: 0 }, { onNote }, closed)
  t.end()
})

t.test('what only the gate’s own user can know is a warning', async (t) => {
  const { blueprint, rendered } = await examine(
    { text: textWith('slowReaders: { folder: a }'), files: new Map() },
    {
      file: 'paart.yaml',
      folder: '/',
      cores: 1,
      logProblem: () => null,
      answerFileProblem: ({ folder }) => ({
        folder,
        why: 'no',
        isCertain: false,
        isPassing: false,
      }),
    },
  )
  t.not(blueprint, null)
  t.match(rendered, /warning: answers to slow readers cannot wait in \/a: no \[PAART_ANSWER_FILE\]/)
})

t.test('a reload asks nothing of a disk that has become full or broken', async (t) => {
  const folder = makeFolder(t)
  mkdirSync(join(folder, 'answers'))
  const text = textWith('slowReaders: { folder: answers }')
  const gate = await startFileGate(t, text, folder)
  rmSync(join(folder, 'answers'), { recursive: true })
  writeFileSync(join(folder, 'answers'), '')
  gate.write(`${text}# changed\n`)
  t.equal((await gate.ask('POST', '/reload')).status, 200)
  t.equal((await get(gate.port, '/')).status, 200)
})
