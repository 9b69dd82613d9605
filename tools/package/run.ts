/** Run by `npm pack`, before it: makes `dist`, the programs as a package has them. SOURCE_DATE_EPOCH dates it. */
import { resolve } from 'node:path'
import { buildPackage } from './build.ts'

buildPackage(resolve(import.meta.dirname, '../..'))
