import { resolve } from 'node:path'
import { type Database, openDatabase, whereaboutsFrom } from '../client/index.ts'
import { type Whereabouts } from '../model/index.ts'
import { DATABASES } from './database-places.ts'
import { type FileRead, type FilesRead, databaseIn } from './file-read.ts'
import { quote } from './mistake.ts'
import { type Place, textAt } from './place.ts'
import { type Report } from './report.ts'
import { type Config } from './schema.ts'

interface Given {
  readonly folder: string
  readonly files: FilesRead
}

/** Checks that each database can be opened. */
export function checkDatabases(root: Place, report: Report, { folder, files }: Given): void {
  const databases = root.children.get('databases')
  if (databases === undefined) return
  for (const key of DATABASES) {
    const file = textAt(databases, key)
    const why = file === null ? null : whyUnusable(files.get(resolve(folder, file)))
    if (file === null || why === null) continue
    report.error(databases.children.get(key)?.offset ?? databases.offset, {
      code: 'PAART_DATABASE',
      message: `the database ${quote(file)} ${why}`,
    })
  }
}

function whyUnusable(read: FileRead | undefined): string | null {
  if (read === undefined) return 'was not read'
  const database = databaseIn(read)
  if (database === undefined) return 'problem' in read ? read.problem : 'is no MaxMind DB file'
  return openDatabase(database.memory) === null ? 'is no MaxMind DB file, or was cut off' : null
}

/** Opens the databases; what is not configured is not known. */
export function buildWhereabouts(
  { country, asn }: Config['databases'],
  { folder, files }: Given,
): Whereabouts {
  const open = (file: string | undefined): Database | null => {
    const database = file === undefined ? undefined : databaseIn(files.get(resolve(folder, file)))
    return database === undefined ? null : openDatabase(database.memory)
  }
  return whereaboutsFrom({ country: open(country), asn: open(asn) })
}
