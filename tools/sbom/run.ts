/**
 * Writes what the project is made of into a folder (default: dist): `sbom.cdx.json`, a bill of
 * materials, and `licences.txt`, the licences of what runs in the gate with their texts. From the lock
 * file and node_modules alone; the same of them give the same bytes. SOURCE_DATE_EPOCH dates it.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { billOf } from './bill.ts'
import { readLockFile } from './lock-file.ts'
import { noticesOf } from './notices.ts'

function licenceText(place: string, isOptional: boolean): string | null {
  if (!existsSync(place) && isOptional) return null
  if (!existsSync(place)) throw new Error(`${place} is missing: npm ci`)
  const file = readdirSync(place)
    .toSorted()
    .find((name) => /^licen[cs]e(?:\.\w+)?$/i.test(name))
  return file === undefined ? null : readFileSync(join(place, file), 'utf8')
}

const [folder = 'dist'] = process.argv.slice(2)
const epoch = process.env['SOURCE_DATE_EPOCH']
const timestamp = epoch === undefined ? undefined : new Date(Number(epoch) * 1000).toISOString()
const lock = readLockFile(readFileSync('package-lock.json', 'utf8'))
const bill = billOf(lock, timestamp)
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
writeFileSync(join(folder, 'licences.txt'), noticesOf(lock, licenceText))
console.log(`${bill.components.length} components in ${join(folder, 'sbom.cdx.json')}`)
