import { type Place, textAt } from '../text/place.ts'

/** What can be asked of a database. */
export const DATABASES = ['country', 'asn'] as const

/** The databases that are named, as they are written. */
export function databaseFilesOf(root: Place): readonly string[] {
  const databases = root.children.get('databases')
  if (databases === undefined) return []
  return DATABASES.flatMap((key) => textAt(databases, key) ?? [])
}
