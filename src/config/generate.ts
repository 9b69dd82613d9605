import { writeFileSync } from 'node:fs'
import { jsonSchema } from './json-schema.ts'
import { referencePage } from './reference.ts'

/** Writes the pages that are made from the description of the file into a folder. */
export function generate(folder: URL): void {
  writeFileSync(new URL('paart.schema.json', folder), jsonSchema())
  writeFileSync(new URL('REFERENCE.md', folder), referencePage())
}

if (import.meta.main) generate(new URL('../../config/', import.meta.url))
