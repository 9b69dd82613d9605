import { readFileSync, writeFileSync } from 'node:fs'
import { jsonSchema, testsJsonSchema } from '../schema/json-schema.ts'
import { referencePage } from './reference.ts'
import { withSignalTable } from './signals-page.ts'

/** Writes the pages that are made from the description of the file into a folder. */
export function generate(folder: URL): void {
  writeFileSync(new URL('paart.schema.json', folder), jsonSchema())
  writeFileSync(new URL('policy-tests.schema.json', folder), testsJsonSchema())
  writeFileSync(new URL('REFERENCE.md', folder), referencePage())
}

/** Makes the table in the page about signals anew. */
export function generateSignals(page: URL): void {
  writeFileSync(page, withSignalTable(readFileSync(page, 'utf8')))
}

if (import.meta.main) {
  generate(new URL('../../../config/', import.meta.url))
  generateSignals(new URL('../../../docs/signals.md', import.meta.url))
}
