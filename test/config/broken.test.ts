import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { LAUNCHER } from '../support/command.ts'
import { fakeTerminal } from '../support/terminal.ts'

/*
 * Configurations as operators wrote them, each odd in the one way that its name says, and what `check`
 * answers, byte for byte: as files, for some are odd before they are text.
 */

const WRITTEN = new URL('../data/broken-configurations/', import.meta.url).pathname
const SAID = new URL('../golden/broken-configurations/', import.meta.url)

const folder = t.testdir({})
cpSync(WRITTEN, folder, { recursive: true })
mkdirSync(join(folder, 'aux'))
const home = process.cwd()
process.chdir(folder)
t.teardown(() => process.chdir(home))

async function answerTo(config: string): Promise<string> {
  const terminal = fakeTerminal()
  const code = await main(['check', '--config', config], terminal)
  const said = terminal.errText() + terminal.outText()
  return `${said.replaceAll(folder, '/FOLDER')}exit code ${code}\n`
}

for (const file of readdirSync(WRITTEN)) {
  t.test(file, async (t) => {
    const golden = new URL(file.replace('.yaml', '.txt'), SAID)
    const got = await answerTo(file)
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, got)
    else t.equal(got, readFileSync(golden, 'utf8'))
  })
}

t.test('a pipe that stays is no file, and is not waited for', async (t) => {
  t.equal(spawnSync('mkfifo', [join(folder, 'pipe')]).status, 0)
  const want = 'paart: the configuration pipe cannot be read: it is a pipe: name a file\n'
  t.equal(await answerTo('pipe'), `${want}exit code 1\n`)
  const named = readFileSync('00-good.yaml', 'utf8') + 'networks: { office: { file: pipe } }\n'
  writeFileSync('names-a-pipe.yaml', named)
  t.match(await answerTo('names-a-pipe.yaml'), 'the file "pipe" is a pipe: name a file')
})

t.test('a pipe that a shell has just opened is read', async (t) => {
  const piped = spawnSync('bash', ['-c', `${LAUNCHER} check --config <(cat 00-good.yaml)`])
  t.match(String(piped.stdout), /^\/dev\/fd\/\d+ is valid$/m, String(piped.stderr))
})
