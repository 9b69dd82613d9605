import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { FILE_CODINGS, loadAssets } from '../../src/challenge-pages/index.ts'
import { manualPage } from '../../tools/package/manual.ts'
import { findFreePort } from '../support/applications/application.ts'
import { withPackages } from '../support/applications/packages.ts'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { type DatagramListener, listenForDatagrams } from '../support/datagrams.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import {
  apt,
  buildDebian,
  lintian,
  partsOfGate,
  purgeLeftovers,
  whyNotInstall,
} from '../support/installed/debian.ts'
import {
  VERSION,
  bytesOf,
  installPackage,
  machineEnvironment,
  packPackage,
} from '../support/installed/package.ts'
import { UNIT_FILE, callGroups, unitCommand, unitSays } from '../support/installed/unit.ts'
import { startOrigin } from '../support/recording-origin.ts'

/** An installation, Node included; a promise of the documents. */
const INSTALLED_BYTES_MAX = 250e6

const SETTINGS = '/etc/paart/paart.yaml'
const TELL = new URL('../support/installed/tell-compiled.cjs', import.meta.url).pathname
const CONFINED = new URL('../support/installed/confined.py', import.meta.url).pathname

const packed = await packPackage()
t.teardown(packed.remove)

const origin = await startOrigin()
t.teardown(origin.close)

t.test('a package holds JavaScript with all that it runs with, and nothing else', async (t) => {
  const own = packed.contents.filter((place) => !place.startsWith('node_modules/'))
  t.strictSame(
    own.filter(
      (place) => !/^(?:bin\/paart|dist\/.+|LICENSE|README\.md|package\.json)$/.test(place),
    ),
    [],
  )
  t.strictSame(
    own.filter((place) => /\.(?:ts|wat|test\.js)$/.test(place)),
    [],
  )
  for (const name of loadAssets().files.keys()) {
    for (const coding of FILE_CODINGS) {
      const place = `dist/src/challenge-pages/browser/${name}.${coding}`
      t.ok(packed.contents.includes(place), `${place}: no worker has to compress it`)
    }
  }
  const made = ['check', 'small'].map((name) => `dist/src/challenge-pages/browser/${name}.js`)
  for (const place of [
    ...made,
    'dist/config/presets/feeds.yaml',
    'node_modules/undici/package.json',
  ])
    t.ok(packed.contents.includes(place), place)
})

/** Where npm has installed it. */
let place = ''

t.test('npm installs it without network and scripts, and it runs', async (t) => {
  place = await installPackage(packed)
  t.ok(bytesOf(join(place, 'node_modules')) < INSTALLED_BYTES_MAX, 'it is not large')
  const program = join(place, 'node_modules/.bin/paart')
  const options = { cwd: place, program, env: machineEnvironment() }
  const version = startCommand(['--version'], options)
  t.equal(await version.ended, 0)
  t.equal(version.out(), `${VERSION}\n`)

  const example = 'node_modules/paart/dist/config/paart.yaml'
  const check = startCommand(['--config', example, 'check'], options)
  t.equal(await check.ended, 0)
  t.match(check.out(), /is valid/)
  const tests = 'node_modules/paart/dist/config/presets/feeds.tests.yaml'
  const test = startCommand(['test', tests], options)
  t.equal(await test.ended, 0, 'presets are found')

  const demo = startCommand(['demo', '--port', '0'], options)
  t.teardown(() => demo.signal('SIGKILL'))
  const port = Number(await demo.says(/stands at http:\/\/127\.0\.0\.1:(\d+) /))
  t.equal((await get(port, '/')).status, 200)
  const page = await get(port, '/inquiries/1', { Accept: 'text/html', 'User-Agent': 'Firefox' })
  t.equal(page.status, 403)
  const script = /src="(\/\.paart\/assets\/[^"]+\.js)"/.exec(page.text)?.[1] ?? ''
  t.equal(script, loadAssets().scriptPath, 'a script that was made before is the same')
  t.equal((await get(port, script)).status, 200, 'the page and what it loads are there')
  demo.signal('SIGINT')
  t.equal(await demo.ended, 0)
})

t.test('what V8 made of it when it was built is taken, and nothing is written there', async (t) => {
  const own = join(place, 'node_modules/paart')
  const before = readdirSync(own, { recursive: true, encoding: 'utf8' }).toSorted()
  writeFileSync(join(place, 'paart.yaml'), configText({ backendPort: 1 }))
  const program = join(place, 'node_modules/.bin/paart')
  const env = { ...machineEnvironment(), NODE_OPTIONS: `--require=${TELL}` }
  const gate = startCommand(['run'], {
    cwd: place,
    program,
    env: { ...env, PAART_CONFIG: 'paart.yaml' },
  })
  t.teardown(() => gate.signal('SIGKILL'))
  await gate.says(/listening on/)
  gate.signal('SIGTERM')
  t.equal(await gate.ended, 0)
  const told: readonly string[] = gate.err().match(/^\S+\.js (?:taken|refused|without)$/gm) ?? []
  t.strictSame(
    told.filter((line) => !line.endsWith(' taken')),
    [],
  )
  for (const name of ['main', 'examiner', 'worker'])
    t.ok(told.includes(`${name}-whole.js taken`), name)
  t.strictSame(readdirSync(own, { recursive: true, encoding: 'utf8' }).toSorted(), before)
})

t.test('the manual has every command, as its help tells it', async (t) => {
  const page = manualPage({ version: '1.2.3', date: '2026-12-01' })
  t.match(page, '.TH PAART 1 "2026-12-01" "paart 1.2.3"')
  for (const command of ['run', 'check', 'reload', 'keys rotate', 'worker restart', 'pass issue']) {
    t.match(page, new RegExp(`^\\.SS paart ${command}`, 'm'), command)
  }
  t.match(page, '\\fB\\-\\-config <file>\\fR')
  t.match(page, '7 refused by a safety check')
})

interface Unit {
  readonly command: RunningCommand
  readonly manager: DatagramListener
}

/** Runs a command of the unit as its user, confined by its filter. */
function asUnit(key: 'ExecStart' | 'ExecReload', env: Readonly<Record<string, string>> = {}) {
  const { allowed, refused } = callGroups()
  const argv = [CONFINED, unitSays('User'), allowed, refused, ...unitCommand(key)]
  return startCommand(argv, {
    cwd: '/',
    program: '/usr/bin/python3',
    env: { ...machineEnvironment(), ...env },
  })
}

/** Starts the gate as systemd would, and waits until it says that it is ready. */
async function startUnit(): Promise<Unit> {
  const socket = `@paart-unit-${process.pid}-${Math.random()}`
  const manager = listenForDatagrams(socket)
  const command = asUnit('ExecStart', { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '60000000' })
  t.teardown(() => command.signal('SIGKILL'))
  await command.says(/listening on/)
  await eventually('it says that it is ready', () => manager.received().length > 0)
  return { command, manager }
}

async function stopUnit({ command, manager }: Unit): Promise<number | string> {
  command.signal('SIGTERM')
  const code = await command.ended
  manager.close()
  return code
}

/** The last word of the gate to systemd. */
function statusOf({ manager }: Unit): string {
  return manager.received().at(-1) ?? ''
}

/** All that systemd was told. */
function heardBy({ manager }: Unit): string {
  return manager.received().join('\n')
}

/** What an operator changes after the installation. */
async function adaptSettings(): Promise<{ readonly port: number }> {
  const port = await findFreePort()
  const text = readFileSync(SETTINGS, 'utf8')
    .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
    .replace('127.0.0.1:9090', `127.0.0.1:${await findFreePort()}`)
    .replace('127.0.0.1:8081', `127.0.0.1:${origin.port}`)
  writeFileSync(SETTINGS, `${text}\nworkers: 1\n`)
  return { port }
}

function paart(...argv: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout } = spawnSync('/usr/bin/paart', argv, {
    cwd: '/',
    env: machineEnvironment(),
    encoding: 'utf8',
  })
  return { code: status, out: stdout }
}

await withPackages(t, ['lintian', 'systemd', 'python3', 'libc6-dev', 'logrotate'], async () => {
  let newer = ''

  t.test('a Debian package is made of it, of any version', async (t) => {
    newer = await buildDebian(packed, `${VERSION}+again`)
    t.match(newer, new RegExp(`/paart_${VERSION}\\+again_(?:amd64|arm64)\\.deb$`))
  })

  t.test('lintian finds no error that is not told with its reason', async (t) => {
    const { isRight, said } = await lintian(newer)
    t.ok(isRight, isRight ? 'none' : said)
  })

  t.test('the unit is confined as its document says', async (t) => {
    const argv = ['security', '--offline=true', '--threshold=30', '--no-pager', UNIT_FILE]
    const { status, stdout } = spawnSync('systemd-analyze', argv, { encoding: 'utf8' })
    t.equal(status, 0)
    t.match(stdout, /Overall exposure level for paart\.service: [01]\./, 'as the document says')
    t.equal(unitSays('MemoryDenyWriteExecute'), 'no')
  })

  t.test(
    'it installs, serves as its unit says, reloads, goes up and down, and is purged',
    async (t) => {
      const why = whyNotInstall()
      if (why !== null) return void t.pass('on this machine', { skip: why })
      t.strictSame(partsOfGate(), [], 'this machine has no gate that would be lost')
      if (partsOfGate().length > 0) return
      const hadUser = spawnSync('id', ['paart']).status === 0
      t.teardown(async () => {
        await purgeLeftovers()
        if (!hadUser) spawnSync('userdel', ['paart'])
      })

      const first = await buildDebian(packed, VERSION)
      await apt('install', first)
      t.strictSame(paart('--version'), { code: 0, out: `${VERSION}\n` })
      t.strictSame(paart('check'), { code: 0, out: `${SETTINGS} is valid\n` }, 'as it is installed')
      t.equal(paart('status').code, 4, 'nothing was started')
      t.equal(statSync('/var/lib/paart').mode & 0o777, 0o700)
      execFileSync('/usr/sbin/logrotate', ['--debug', '/etc/logrotate.d/paart'], {
        stdio: 'ignore',
      })

      const { port } = await adaptSettings()
      const old = await startUnit()
      t.match(statusOf(old), /^READY=1\nSTATUS=listening on /)
      t.equal((await get(port, '/page')).status, 200)
      t.equal(paart('status').code, 0, 'root finds its socket by the configuration alone')
      await eventually('it writes its log', () =>
        readFileSync('/var/log/paart/access.log', 'utf8').includes('"path":"/page"'),
      )

      const good = readFileSync(SETTINGS, 'utf8')
      t.equal(await asUnit('ExecReload').ended, 0)
      writeFileSync(SETTINGS, `${good}\nsights: []\n`)
      t.equal(await asUnit('ExecReload').ended, 3, 'a reload that fails is told')
      t.match(statusOf(old), /^READY=1\nSTATUS=reload invalid: \/etc\/paart\/paart\.yaml:\d+:1: /)
      t.equal((await get(port, '/page')).status, 200, 'and changes nothing')
      writeFileSync(SETTINGS, good)

      const keys = readFileSync('/var/lib/paart/keys.json', 'utf8')
      await apt('install', newer)
      t.equal(installedVersion(), `${VERSION}+again`)
      t.equal(readFileSync(SETTINGS, 'utf8'), good, 'what was changed stays')
      t.equal((await get(port, '/page')).status, 200, 'the old gate serves on')
      t.equal(paart('upgrade').code, 0, 'root lets the new one take its place')
      t.equal((await get(port, '/page')).status, 200)
      t.match(paart('status').out, /^upgraded from /m)
      await eventually('systemd is told who it is', () => /^MAINPID=\d+$/m.test(heardBy(old)))
      t.equal(readFileSync('/var/lib/paart/keys.json', 'utf8'), keys, 'with the same keys')
      t.equal(await stopUnit(old), 0, 'one signal ends it')

      await apt('install', first)
      t.equal(installedVersion(), VERSION, 'and back')
      const older = await startUnit()
      t.equal((await get(port, '/page')).status, 200)
      t.equal(await stopUnit(older), 0)

      await apt('remove', 'paart')
      t.notOk(existsSync('/usr/bin/paart'))
      t.ok(
        existsSync(SETTINGS) && existsSync('/var/lib/paart/keys.json'),
        'nothing of yours is lost',
      )
      await apt('purge', 'paart')
      t.strictSame(partsOfGate(), [], 'nothing is left')
      for (const gone of ['/var/lib/paart', '/var/log/paart']) t.notOk(existsSync(gone), gone)
    },
  )
})

function installedVersion(): string {
  return execFileSync('dpkg-query', ['--show', '--showformat=${Version}', 'paart'], {
    encoding: 'utf8',
  })
}
