import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Packed, ROOT, machineEnvironment } from './package.ts'

const run = promisify(execFile)

/** Longer than apt and dpkg take on a busy machine, a lock of somebody else's included. */
const APT_MS_MAX = 280_000

/**
 * apt asks nobody, and dpkg waits for no disk: the machine is a test's. Without its manual the index of all manuals is
 * not made anew each time.
 */
const APT = [
  '-qq',
  '-y',
  '--no-install-recommends',
  '--allow-downgrades',
  '-o',
  'DPkg::Lock::Timeout=240',
  '-o',
  'DPkg::Options::=--force-unsafe-io',
  '-o',
  'DPkg::Options::=--force-confdef',
  '-o',
  'DPkg::Options::=--force-confold',
  '-o',
  'DPkg::Options::=--path-exclude=/usr/share/man/*',
]

/** Why nothing is installed on this machine; null where it was asked for and can be done. */
export function whyNotInstall(): string | null {
  if (process.getuid?.() !== 0) return 'installs as root only'
  return isAskedFor() ? null : 'installs on this machine only with CI=1 or PAART_TEST_INSTALL=1'
}

/** What of an installed gate is on this machine: whoever has one would lose it. */
export function partsOfGate(): readonly string[] {
  const parts = ['/etc/paart', '/usr/bin/paart', '/usr/lib/paart', '/var/lib/paart/keys.json']
  return parts.filter((path) => existsSync(path))
}

function isAskedFor(): boolean {
  const said = [process.env['CI'], process.env['PAART_TEST_INSTALL']]
  return said.some((word) => !['', '0', 'false', undefined].includes(word))
}

/** Builds the Debian package of a packed one, under a version, and gives its file. */
export async function buildDebian(packed: Packed, version: string): Promise<string> {
  const argv = ['--package', packed.file, '--version', version, '--uncompressed', packed.folder]
  const { stdout } = await run(process.execPath, [join(ROOT, 'tools/debian/run.ts'), ...argv], {
    cwd: ROOT,
    env: { ...process.env, SOURCE_DATE_EPOCH: '1796083200' },
  })
  return stdout.trim()
}

/** Of what lintian calls an error, what is so in a test's package alone. */
const OF_TEST = ['control', 'data'].map((member) => `uses-no-compression-for-${member}-tarball`)

/**
 * What lintian says of a package, and whether it finds an error. In the place of Node, which takes it a minute and of
 * which its project's build is what it is, stands a small program.
 */
export async function lintian(
  file: string,
): Promise<{ readonly isRight: boolean; readonly said: string }> {
  const tree = `${file}.tree`
  await run('dpkg-deb', ['-R', file, tree])
  for (const node of globSync('usr/lib/paart/node_modules/node-*/bin/node', { cwd: tree })) {
    copyFileSync('/bin/true', join(tree, node))
  }
  await run('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, `${file}.small.deb`])
  const argv = ['--fail-on', 'error', '--suppress-tags', OF_TEST.join(','), `${file}.small.deb`]
  const env = { ...machineEnvironment(), LC_ALL: 'C.UTF-8' }
  return run('lintian', argv, { env }).then(
    ({ stdout }) => ({ isRight: true, said: stdout }),
    (error: { readonly stdout?: string }) => ({ isRight: false, said: String(error.stdout) }),
  )
}

/** Installs a file, or removes or purges the package. */
export async function apt(...what: readonly string[]): Promise<void> {
  const env = { ...machineEnvironment(), DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', [...APT, ...what], { env, timeout: APT_MS_MAX })
}

/** Takes away what a test left behind that broke off. */
export async function purgeLeftovers(): Promise<void> {
  if (existsSync('/var/lib/dpkg/info/paart.list')) await apt('purge', 'paart')
}
