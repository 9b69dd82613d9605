import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { main } from '../../src/cli/index.ts'
import { parseKeyFile } from '../../src/client/index.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { masked } from '../support/masked.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const RULES = '{ challenge: never, rules: [{ name: shut, when: { path: /shut }, then: deny }] }'
const TEXT = configText({
  backendPort: origin.port,
  workers: 1,
  policies: `open: ${RULES}`,
}).replace('["*"]', '[portal.example.lu, "*"]')

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function run(...argv: readonly string[]): Promise<Ran> {
  const terminal = fakeTerminal()
  const code = await main(argv, terminal)
  return { code, out: terminal.outText(), err: terminal.errText() }
}

/** The ids of all keys, the oldest first. */
function keysIn(file: string): readonly string[] {
  return parseKeyFile(readFileSync(file, 'utf8')).keys.map(({ id }) => id)
}

t.test('what the commands print', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const printed: string[] = []
  const config = ['--config', gate.file]
  const say = async (command: string, words = command): Promise<void> => {
    const { code, out, err } = await run(...config, ...words.split(' '))
    printed.push(`$ paart ${command}\n${masked(out)}${masked(err)}exit code ${code}\n`)
  }
  await say('status')
  await say('status --json')
  const { headers } = await get(gate.port, '/shut')
  const reference = headers.get('paart-reference') ?? ''
  const sloppy = reference.replace('-', '').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
  // Recorded when the answer is closed, which its client may hear of before the gate does.
  while ((await gate.ask('GET', `/explain/${reference}`)).status !== 200);
  await say('explain REFERENCE', `explain ${sloppy}`)
  await say('explain REFERENCE --json', `explain ${reference} --json`)
  await say('explain nonsense')
  await say('reload')
  await say('rollback')
  gate.write(TEXT.replace('then: deny', 'then: dney'))
  await say('reload')
  await say('reload --json')
  gate.write(TEXT.replace('workers: 1', 'workers: 2'))
  await say('reload')
  gate.write(TEXT.replace('/shut', '/else'))
  await say('reload')
  await say('--quiet reload')
  await say('rollback --json')
  await say('keys list')
  await say('keys rotate')
  await say('keys list --json')
  const [oldest = '', signing = ''] = keysIn(join(gate.folder, 'run', 'keys.json'))
  await say('keys revoke OLDEST', `keys revoke ${oldest}`)
  await say('keys revoke SIGNING', `keys revoke ${signing}`)
  await say('keys revoke 0000000')
  await say('worker restart 0')
  await say('worker restart 0 --abrupt')
  await say('worker restart 1')
  await say('worker restart 1 --json')
  await say('worker restart x')
  await say('pass issue')
  await say('pass issue --site site --count 3')
  await say('--quiet pass issue')
  await say('pass issue --count 2 --json')
  await say('pass issue --site nobody')
  await say('pass issue --count 51')
  await say('ban 203.0.113.7/24 --reason scraper')
  await say('ban Ab_-56789012 --shadow --json')
  await say('allow 2001:db8::/48 --for 1d')
  await say('mode all shadow --for 10m')
  await say('mode nowhere off')
  await say('ban 127.0.0.1')
  await say('ban AS64500')
  await say('bans')
  await say('bans list --json')
  await say('bans export')
  await say('status')
  await say('unban 203.0.113.0/24')
  await say('unban 203.0.113.0/24')
  await say('mode all configured')
  await say('unban all')
  await say('bans')
  await say('status')

  const golden = new URL('../golden/cli/operations.txt', import.meta.url)
  const text = printed.join('\n')
  if (process.env['UPDATE_GOLDEN'] === '1' || !existsSync(golden)) writeFileSync(golden, text)
  t.equal(text, readFileSync(golden, 'utf8'))
})

t.test('the gate is found by its configuration, however broken, or by its socket', async (t) => {
  const gate = await startFileGate(t, TEXT)
  const home = process.cwd()
  t.teardown(() => process.chdir(home))
  const broken = TEXT.replace('admin:', 'admin :').replace('policies:', 'polices: [')
  writeFileSync(join(gate.folder, 'broken.yaml'), broken)
  t.equal((await run('--config', join(gate.folder, 'broken.yaml'), 'status')).code, 0)
  process.chdir(gate.folder)
  t.equal((await run('--config', 'paart.yaml', 'status')).code, 0)
  t.equal((await run('--socket', 'admin.sock', 'status')).code, 0)
  await gate.stop()
  const gone = await run('--config', 'paart.yaml', 'status')
  const line = `paart: no gate answers at ${gate.socket}: connect ENOENT ${gate.socket}\n`
  t.strictSame(gone, { code: 4, out: '', err: line })
})

t.test('where no gate runs the default place is asked, and one line says so', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-none-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const commands = [
    'status',
    'reload',
    'rollback',
    'explain K7QF-2M9T',
    'keys list',
    'keys rotate',
    'pass issue',
    'complaint',
    'worker restart 0',
    'ban 203.0.113.7',
    'unban 203.0.113.7',
    'bans',
    'mode all off',
    'status --json',
  ]
  for (const command of commands) {
    const { code, out, err } = await run('--config', join(folder, 'a.yaml'), ...command.split(' '))
    t.equal(code, 4, command)
    t.equal(out, '')
    t.match(
      err,
      new RegExp(`^paart: no gate answers at ${folder}/run/admin\\.sock: .*ENOENT.*\\n$`),
    )
  }
})
