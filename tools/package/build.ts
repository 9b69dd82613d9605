import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FILE_CODINGS, loadAssets } from '../../src/challenge-pages/index.ts'
import { bundleInto, PROGRAMS, START } from './bundle.ts'
import { compileInto } from './compiled.ts'
import { manualPage } from './manual.ts'

/** What the programs read beside themselves: what is sent to browsers, presets, lists, the demonstration. */
const READ = ['src/**/*.css', 'src/**/*.client.js', 'config/**']

/**
 * Makes `dist` of a checkout anew: each program as one module, laid out as they lie in it, with all that they read.
 * Node strips no types below node_modules, where a package lies.
 *
 * @throws Error with what the bundler says.
 */
export async function buildPackage(root: string): Promise<void> {
  const dist = join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  await layOut(root, dist)
  writeFileSync(
    join(dist, 'paart.1'),
    manualPage({ version: readManifest(root).version, date: today() }),
  )
  await compileInto(dist, join(root, 'bin'))
}

/**
 * The programs of a checkout with all that they read, in a folder that is there or not: all that a gate needs to run.
 *
 * @throws Error with what the bundler says.
 */
export async function layOut(root: string, dist: string): Promise<void> {
  for (const program of PROGRAMS) {
    await bundleInto(dist, root, program)
  }
  for (const path of globSync(READ, { cwd: root, exclude: (name) => name === 'node_modules' })) {
    copyInto(root, dist, path)
  }
  writeAssets(join(dist, 'src/challenge-pages/browser'))
  const { name, version } = readManifest(root)
  writeFileSync(
    join(dist, 'package.json'),
    `${JSON.stringify({ name, version, type: 'commonjs' })}\n`,
  )
  cpSync(join(import.meta.dirname, START), join(dist, START))
}

/** What every worker would have to make and to compress for itself. */
function writeAssets(folder: string): void {
  const { files, scriptPath, smallScriptPath } = loadAssets()
  mkdirSync(folder, { recursive: true })
  for (const [name, { file }] of files) {
    if (scriptPath.endsWith(name)) writeFileSync(join(folder, 'check.js'), file.body)
    if (smallScriptPath.endsWith(name)) writeFileSync(join(folder, 'small.js'), file.body)
    for (const coding of FILE_CODINGS) {
      writeFileSync(join(folder, `${name}.${coding}`), file.in(coding))
    }
  }
}

function copyInto(root: string, dist: string, path: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true })
  cpSync(join(root, path), join(dist, path), { recursive: true })
}

/** What package.json says of a checkout. */
export function readManifest(root: string): { readonly name: string; readonly version: string } {
  const manifest: { name: string; version: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return manifest
}

/** Of SOURCE_DATE_EPOCH where somebody wants the same bytes again. */
export function today(): string {
  const epoch = process.env['SOURCE_DATE_EPOCH']
  const at = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)
  return at.toISOString().slice(0, 10)
}
