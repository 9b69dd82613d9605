/** Draws the house in ARCHITECTURE.md anew (`--write`), or prints how full its rooms are. */
import { readFileSync, writeFileSync } from 'node:fs'
import { importsIn, readProjectFile } from '../../test/support/sources.ts'
import { withHouse } from './picture.ts'
import { tableOf } from './table.ts'

const PAGE = new URL('../../ARCHITECTURE.md', import.meta.url)

const imports = importsIn('src')
if (process.argv.includes('--write')) {
  writeFileSync(PAGE, withHouse(readFileSync(PAGE, 'utf8'), imports))
} else console.log(tableOf(imports, (path) => readProjectFile(path).split('\n').length - 1))
