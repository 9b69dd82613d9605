import { fileURLToPath } from 'node:url'

/** The policies that ship with the gate, each in a file of its own below `config/presets`. */
export const PRESETS = [
  'browser-forms',
  'public-inquiry',
  'login-area',
  'machine-clients',
  'callbacks',
  'sso-callback',
  'feeds',
  'monitoring',
  'search-engines',
  'archive-lu',
  'ai-crawlers',
  'machine-tiers',
  'static-assets',
] as const

/** What stands before the name of one where a policy extends it. */
export const PRESET_PREFIX = 'preset/'

/** Absolute. */
export function presetFile(name: string): string {
  return fileURLToPath(new URL(`../../../config/presets/${name}.yaml`, import.meta.url))
}
