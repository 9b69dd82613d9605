import { type Database, openDatabase, whereaboutsFrom } from '../../client/index.ts'
import { type Whereabouts } from '../../model/index.ts'
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

/** Opens the databases; what is not configured is not known. */
export function buildWhereabouts(
  { country, asn }: Config['databases'],
  around: Surroundings,
): Whereabouts {
  const open = (file: string | undefined): Database | null => {
    const read = file === undefined ? null : fileAt(file, around)
    if (read === null || 'text' in read || read.database === undefined) return null
    return openDatabase(read.database.memory)
  }
  return whereaboutsFrom({ country: open(country), asn: open(asn) })
}
