import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { manualPage } from '../package/manual.ts'
import { changelogOf, overridesOf } from './texts.ts'

const FILES = join(import.meta.dirname, 'files')

const PROGRAM = 'usr/lib/paart'
const DOCUMENTS = 'usr/share/doc/paart'

/** Where a file of `files/` lies once it is installed. */
const PLACES = {
  'paart.yaml': 'etc/paart/paart.yaml',
  logrotate: 'etc/logrotate.d/paart',
  'paart.service': 'usr/lib/systemd/system/paart.service',
  'sysusers.conf': 'usr/lib/sysusers.d/paart.conf',
  'tmpfiles.conf': 'usr/lib/tmpfiles.d/paart.conf',
  copyright: `${DOCUMENTS}/copyright`,
} as const

/** What of the package with Node a gate needs: neither its headers nor npm's documents. */
const NODE_PARTS = ['bin/node', 'LICENSE', 'package.json']

/** What a package is built of. */
export interface Build {
  /** The checkout, with its node_modules. */
  readonly root: string
  /** What `npm pack` made of it. */
  readonly packed: string
  readonly version: string
  /** As `2026-12-01`. */
  readonly date: string
  /** The package of npm that brings Node for this machine. */
  readonly nodePackage: string
}

/** Lays out, below `tree`, all that the package installs. */
export function layOut(tree: string, build: Build): void {
  unpack(build.packed, join(tree, PROGRAM))
  for (const part of NODE_PARTS) {
    const place = join('node_modules', build.nodePackage, part)
    install(join(build.root, place), join(tree, PROGRAM, place))
  }
  chmodSync(join(tree, PROGRAM, 'node_modules', build.nodePackage, 'bin/node'), 0o755)
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('../lib/paart/bin/paart', join(tree, 'usr/bin/paart'))
  for (const [name, place] of Object.entries(PLACES)) install(join(FILES, name), join(tree, place))
  write(join(tree, 'usr/share/lintian/overrides/paart'), overridesOf(build))
  layOutDocuments(tree, build)
}

/**
 * The package of npm, whose own documents lie where documents do. Of the packages that it brings its programs hold what
 * they run, and licences.txt the licences.
 */
function unpack(packed: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  const how = ['--strip-components=1', '--no-same-owner', '--no-same-permissions']
  execFileSync('tar', ['-xzf', packed, '-C', folder, ...how])
  const left = ['LICENSE', 'README.md', 'dist/paart.1', 'node_modules']
  for (const name of left) rmSync(join(folder, name), { recursive: true })
}

function layOutDocuments(tree: string, { root, version, date }: Build): void {
  const folder = join(tree, DOCUMENTS)
  execFileSync(process.execPath, ['tools/sbom/run.ts', folder], { cwd: root, stdio: 'ignore' })
  cpSync(join(root, 'docs'), join(folder, 'docs'), { recursive: true })
  for (const name of ['LICENSE', 'README.md', 'SECURITY.md', 'CHANGELOG.md']) {
    install(join(root, name), join(folder, name))
  }
  install(join(root, 'config/REFERENCE.md'), join(folder, 'REFERENCE.md'))
  writeCompressed(join(folder, 'changelog.gz'), changelogOf({ version, date }))
  writeCompressed(join(tree, 'usr/share/man/man1/paart.1.gz'), manualPage({ version, date }))
}

function install(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
  chmodSync(to, 0o644)
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

/** Without a time in it: the same text gives the same bytes. */
function writeCompressed(file: string, text: string): void {
  write(file, gzipSync(text, { level: 9 }))
}

/** Scripts of the package's own life, as dpkg runs them. */
const SCRIPTS = ['postinst', 'prerm', 'postrm']

/** Writes what dpkg is told of the package. */
export function describe(tree: string, control: string): void {
  const folder = join(tree, 'DEBIAN')
  write(join(folder, 'control'), control)
  const settings = Object.values(PLACES).filter((place) => place.startsWith('etc/'))
  write(join(folder, 'conffiles'), settings.map((place) => `/${place}\n`).join(''))
  for (const name of SCRIPTS) {
    copyFileSync(join(FILES, name), join(folder, name))
    chmodSync(join(folder, name), 0o755)
  }
}

/** KiB that it takes once it is installed. */
export function sizeOf(tree: string): number {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const bytes = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)).length)
  return Math.ceil(bytes.reduce((sum, each) => sum + each, 0) / 1024)
}
