import { type ExecFileOptions, execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const ROOT = resolve(import.meta.dirname, '../../..')

/** Longer than npm takes on a busy machine. */
const NPM_MS_MAX = 240_000

/** As on a machine that has no checkout: its own npm and Node, and nothing of this run of tests. */
export function machineEnvironment(): { readonly PATH: string; readonly HOME: string } {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const own = folders.filter((folder) => !folder.includes('node_modules'))
  return { PATH: own.join(delimiter), HOME: process.env['HOME'] ?? '/' }
}

/** The version that this checkout has. */
export const VERSION = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string }
).version

/** The machine's npm, and its Node, which may be an old one: what a run of tests loads into each Node is not for it. */
async function npm(args: readonly string[], options: ExecFileOptions): Promise<void> {
  await run('env', ['--unset=NODE_OPTIONS', 'npm', ...args], options)
}

export interface Packed {
  /** Everything that is made of it lies here. */
  readonly folder: string
  readonly file: string
  /** What is in it, by its place below the package. */
  readonly contents: readonly string[]
  readonly remove: () => void
}

/** `npm pack`, as for a release. */
export async function packPackage(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-packed-'))
  const env = { ...machineEnvironment(), SOURCE_DATE_EPOCH: '1796083200' }
  const options = { cwd: ROOT, env, timeout: NPM_MS_MAX }
  await npm(['pack', '--silent', '--pack-destination', folder], options)
  const file = join(folder, `paart-${VERSION}.tgz`)
  const { stdout } = await run('tar', ['-tzf', file])
  const contents = stdout.trimEnd().split('\n')
  return {
    folder,
    file,
    contents: contents.map((place) => place.replace(/^package\//, '')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** `npm install` without network, Node's own package beside it; gives the folder of the installation. */
export async function installPackage({ folder, file }: Packed): Promise<string> {
  const place = mkdtempSync(join(folder, 'installed-'))
  const node = join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`)
  const how = ['--offline', '--cache', join(folder, 'empty'), '--omit=dev', '--ignore-scripts']
  const env = machineEnvironment()
  await npm(['install', ...how, file, node], { cwd: place, env, timeout: NPM_MS_MAX })
  return place
}

/** Bytes of all files below a folder; a package that npm has linked to counts, a program that it links does not. */
export function bytesOf(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name)
    if (!statSync(path).isDirectory()) return sum + (entry.isFile() ? statSync(path).size : 0)
    return sum + bytesOf(path)
  }, 0)
}
