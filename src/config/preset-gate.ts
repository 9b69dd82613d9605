import { type CompileOptions } from './compile.ts'
import { PRESET_PREFIX } from './schema/presets.ts'

/** A gate that nobody runs: one site for every host, one route for every path. */
const AROUND = `version: 1
listen: [{ address: '127.0.0.1:0' }]
contact: { phone: '1', hours: '1', email: a@example.lu, address: '1' }
backends: { none: { servers: ['http://127.0.0.1:1'] } }
sites: [{ name: site, hosts: ['*'], backend: none, routes: [{ name: everything, policy: tested }] }]
policies:
  tested:
`

/** The lines above stand in no file: a rule's line is counted in the preset's own. */
const LINES_BEFORE = AROUND.split('\n').length - 1

/** The configuration in which a preset judges alone, and how it is compiled. */
export function presetGate(
  name: string,
  preset: string,
): { readonly text: string; readonly options: CompileOptions } {
  const file = `${PRESET_PREFIX}${name}`
  const text = AROUND + preset.replaceAll(/^(?=.)/gm, '    ')
  return { text, options: { file, folder: '/', cores: 1, linesBefore: LINES_BEFORE } }
}
