import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of this program, as its package says. */
export function version(): string {
  const text = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')
  const manifest: unknown = JSON.parse(text)
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}
