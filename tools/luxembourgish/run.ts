/** Writes docs/luxembourgish.md: what the pages say in Luxembourgish, for who speaks it. */
import { writeFileSync } from 'node:fs'
import { luxembourgishPage } from './page.ts'

writeFileSync(new URL('../../docs/luxembourgish.md', import.meta.url), luxembourgishPage())
