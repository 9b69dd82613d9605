import {
  type Changelog,
  NOT_RELEASED,
  type Release,
  releaseText,
  withFragments,
} from './changelog.ts'
import { type Fragment } from './fragment.ts'

const VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/

/** Of a release that tells nothing yet. */
export const NO_NOTES = { added: '', changed: '', fixed: '', security: '' } as const

/**
 * The changelog with one more release, or with the date and the late changes of one that it told as
 * not released yet.
 *
 * @throws Error where the version is none, is no later than the newest, or has nothing to tell.
 */
export function release(
  changelog: Changelog,
  fragments: readonly Fragment[],
  { version, date }: Pick<Release, 'version' | 'date'>,
): Changelog {
  if (!VERSION.test(version)) throw new Error(`no version like 1.2.3: ${version}`)
  const { intro, newest, older } = changelog
  if (newest.date === NOT_RELEASED) {
    if (version !== newest.version) throw new Error(`${newest.version} is not released yet`)
    return {
      intro,
      newest: { version, date, notes: withFragments(newest.notes, fragments) },
      older,
    }
  }
  if (!isLater(version, newest.version)) {
    throw new Error(`${version} is not later than ${newest.version}`)
  }
  if (fragments.length === 0) throw new Error('no changes to release: no file in changes/')
  const notes = withFragments(NO_NOTES, fragments)
  return { intro, newest: { version, date, notes }, older: olderText(newest, older) }
}

/** Number by number: 0.10.0 is later than 0.9.0. */
function isLater(version: string, other: string): boolean {
  const others = other.split('.').map(Number)
  const differences = version.split('.').map((part, at) => Number(part) - (others[at] ?? 0))
  return (differences.find((difference) => difference !== 0) ?? 0) > 0
}

function olderText(newest: Release, older: string): string {
  return releaseText(newest) + (older === '' ? '' : `\n${older}`)
}
