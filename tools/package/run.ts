/** Run by `npm pack`, before it: makes `dist`, each program as one module. SOURCE_DATE_EPOCH dates it. */
import { resolve } from 'node:path'
import { buildPackage } from './build.ts'

await buildPackage(resolve(import.meta.dirname, '../..'))
