import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const FILES = join(import.meta.dirname, 'files')

/** What the package's parts are dated and versioned by. */
interface Edition {
  readonly version: string
  /** As `2026-12-01`. */
  readonly date: string
}

/** DEBIAN/control of deb-control(5). */
export function controlOf(told: {
  readonly version: string
  readonly architecture: string
  readonly kibibytes: number
}): string {
  const { version, architecture, kibibytes } = told
  const head = `Package: paart\nVersion: ${version}\nArchitecture: ${architecture}\n`
  return `${head}Installed-Size: ${kibibytes}\n${readFileSync(join(FILES, 'description'), 'utf8')}`
}

/** deb-changelog(5): what has changed stands in CHANGELOG.md, for all kinds of packages. */
export function changelogOf({ version, date }: Edition): string {
  const day = new Date(`${date}T00:00:00Z`).toUTCString().replace('GMT', '+0000')
  return `paart (${version}) stable; urgency=medium

  * See CHANGELOG.md.

 -- The maintainers of Paart <paart@localhost>  ${day}
`
}

/** What lintian calls an error and is none, with the reason. */
export function overridesOf({ nodePackage }: { readonly nodePackage: string }): string {
  return readFileSync(join(FILES, 'overrides'), 'utf8').replaceAll('NODE', nodePackage)
}
