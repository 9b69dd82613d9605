import { readFileSync, writeFileSync } from 'node:fs'
import { logPage } from './log-page.ts'
import { withTables } from './page.ts'

/*
 * npm run docs: makes the tables of docs/codes.md anew and keeps what people wrote in them, and makes
 * docs/log-and-metrics.md.
 */

const DOCS = new URL('../../../docs/', import.meta.url)
const CODES = new URL('codes.md', DOCS)

writeFileSync(CODES, withTables(readFileSync(CODES, 'utf8')))
writeFileSync(new URL('log-and-metrics.md', DOCS), logPage())
