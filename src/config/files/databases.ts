import { type Blueprint } from '../../building/index.ts'
import { openDatabase } from '../../client/index.ts'
import { DATABASES } from './database-places.ts'
import { type FileRead, type Surroundings, fileAt } from './file-read.ts'
import { quote } from '../text/mistake.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { type Config } from '../schema/schema.ts'

/** Checks that each database can be opened. */
export function checkDatabases(root: Place, report: Report, around: Surroundings): void {
  const databases = root.children.get('databases')
  if (databases === undefined) return
  for (const key of DATABASES) {
    const file = textAt(databases, key)
    const why = file === null ? null : whyUnusable(fileAt(file, around))
    if (file === null || why === null) continue
    report.error(databases.children.get(key)?.offset ?? databases.offset, {
      code: 'PAART_DATABASE',
      message: `the database ${quote(file)} ${why}`,
    })
  }
}

function whyUnusable(read: FileRead): string | null {
  if ('text' in read) return 'is no MaxMind DB file'
  const { database, problem } = read
  if (database === undefined) return problem
  return openDatabase(database.memory) === null ? 'is no MaxMind DB file, or was cut off' : null
}

/** The bytes of the databases; null for what is not configured. */
export function databasesIn(
  { country, asn }: Config['databases'],
  around: Surroundings,
): Blueprint['databases'] {
  const bytesOf = (file: string | undefined): SharedArrayBuffer | null => {
    const read = file === undefined ? null : fileAt(file, around)
    return read === null || 'text' in read ? null : (read.database?.memory ?? null)
  }
  return { country: bytesOf(country), asn: bytesOf(asn) }
}
