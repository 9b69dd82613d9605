/**
 * The text of package.json or of its lock file with another version of the project, and not one
 * other byte changed. In a lock file the project stands twice: at the top, and first of its packages.
 *
 * @throws Error where the project has no version.
 */
export function withVersion(text: string, version: string): string {
  const parsed: { readonly version?: unknown } = JSON.parse(text)
  if (typeof parsed.version !== 'string') throw new Error('no version of the project')
  const own = `"version": "${parsed.version}"`
  const places = text.includes('"lockfileVersion"') ? 2 : 1
  let written = text
  let from = 0
  for (let place = 0; place < places; place++) {
    const at = written.indexOf(own, from)
    if (at < 0) throw new Error('the project is to have the same version in both places')
    from = at + 1
    written = `${written.slice(0, at)}"version": "${version}"${written.slice(at + own.length)}`
  }
  return written
}

/** The text of publiccode.yml with the version and the date of the newest release. */
export function withReleased(text: string, version: string, date: string): string {
  const rest = text.replaceAll(/^(?:softwareVersion|releaseDate): .*\n/gm, '')
  const released = `softwareVersion: '${version}'\nreleaseDate: '${date}'\n`
  return rest.replace(/^platforms:/m, `${released}platforms:`)
}
