import { readFileSync, writeFileSync } from 'node:fs'
import openWabt from 'wabt'

/**
 * What the page's script carries: the module, as no third file may be fetched for it. In hexadecimal digits: what
 * repeats itself in the module does so in them too, and they are compressed to 300 bytes less than base64.
 */
const OUTPUT = new URL('../browser/wasm.client.js', import.meta.url)

/** The same source gives the same bytes, on every machine. */
export async function assemble(): Promise<Uint8Array<ArrayBuffer>> {
  const wabt = await openWabt()
  const source = readFileSync(new URL('unit.wat', import.meta.url), 'utf8')
  const module = wabt.parseWat('unit.wat', source)
  try {
    module.validate()
    return Uint8Array.from(module.toBinary({}).buffer)
  } finally {
    module.destroy()
  }
}

/** The part of the page's script that holds a module. */
export function scriptPart(module: Uint8Array): string {
  const lines = [
    '// Made by `npm run wasm` from wasm/unit.wat. Do not edit.',
    '',
    '/** A WebAssembly module in hexadecimal digits. */',
    'export var UNIT_MODULE =',
    `  '${Buffer.from(module).toString('hex')}'`,
  ]
  return `${lines.join('\n')}\n`
}

if (import.meta.main) writeFileSync(OUTPUT, scriptPart(await assemble()))
