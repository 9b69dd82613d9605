import { readFileSync, writeFileSync } from 'node:fs'
import { withTables } from './page.ts'

/* npm run docs: makes the tables of docs/codes.md anew and keeps what people wrote in them. */

const PAGE = new URL('../../../docs/codes.md', import.meta.url)

writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8')))
