import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Build, describe, layOut, sizeOf } from './tree.ts'
import { controlOf } from './texts.ts'

/** What dpkg calls the processors that Node comes for. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** xz for whoever downloads it; none where it is unpacked at once, and time counts. */
export type Compression = 'xz' | 'none'

/** The package with Node for a Linux of this machine's processor. */
export function nodePackage(): string {
  return `node-linux-${process.arch}`
}

/** Builds the Debian package into a folder and gives its path. @throws Error with what is in the way. */
export function buildDebian(build: Build, folder: string, compression: Compression): string {
  const architecture = ARCHITECTURES[process.arch]
  if (architecture === undefined) throw new Error(`no package for ${process.arch}: Node has none`)
  const tree = mkdtempSync(join(tmpdir(), 'paart-debian-'))
  try {
    layOut(tree, build)
    const { version } = build
    describe(tree, controlOf({ version, architecture, kibibytes: sizeOf(tree) }))
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `paart_${version}_${architecture}.deb`)
    execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, file])
    return file
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
