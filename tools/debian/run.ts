/**
 * Builds the Debian package into a folder (default: dist-debian), of a package that `npm pack` makes, or of one
 * that is there: node tools/debian/run.ts [--package FILE] [--version VERSION] [--uncompressed] [FOLDER].
 * SOURCE_DATE_EPOCH dates it.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readManifest, today } from '../package/build.ts'
import { buildDebian, nodePackage } from './build.ts'

const root = resolve(import.meta.dirname, '../..')
const { values, positionals } = parseArgs({
  options: {
    package: { type: 'string' },
    version: { type: 'string' },
    uncompressed: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const { name, version } = readManifest(root)
const scratch = mkdtempSync(join(tmpdir(), 'paart-packed-'))
process.umask(0o022)

function pack(): string {
  const args = ['pack', '--silent', '--pack-destination', scratch]
  execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  return join(scratch, `${name}-${version}.tgz`)
}

try {
  const build = {
    root,
    packed: values.package ?? pack(),
    version: values.version ?? version,
    date: today(),
    nodePackage: nodePackage(),
  }
  const [folder = 'dist-debian'] = positionals
  console.log(buildDebian(build, folder, values.uncompressed ? 'none' : 'xz'))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
