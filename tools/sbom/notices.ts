import { licenseOf } from './component.ts'
import { type LockFile, type LockedPackage } from './lock-file.ts'

/** The text of a package's licence, by the package's place; null where it brings none, or is another platform's. */
export type LicenceText = (place: string, isOptional: boolean) => string | null

const RULE = `\n${'-'.repeat(80)}\n\n`

/**
 * What has to go with a copy of the gate: each package that runs in it, its licence and that
 * licence's text, in the order of their names.
 */
export function noticesOf(lock: LockFile, licenceText: LicenceText): string {
  const shipped = [...lock.packages]
    .filter(([, { isDevelopment }]) => !isDevelopment)
    .toSorted(([, a], [, b]) => (a.name < b.name ? -1 : 1))
  const { name, version, license } = lock.root
  const head = `${name} ${version} is licensed under the ${license}. It runs with these packages:\n`
  return [
    head,
    ...shipped.map(([place, each]) => notice(each, licenceText(place, each.isOptional))),
  ].join(RULE)
}

function notice(locked: LockedPackage, text: string | null): string {
  const { name, version } = locked
  const title = `${name} ${version}: ${licenseOf(locked) ?? 'no licence is named'}\n`
  return text === null ? title : `${title}\n${text.trim()}\n`
}
