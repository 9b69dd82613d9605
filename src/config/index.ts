/** From the text of a configuration to a snapshot, or to every mistake in it. */
export { adminSocketOf } from './admin-socket.ts'
export { compileConfig, type Compiled, type CompileOptions } from './compile.ts'
export { generate, generateSignals } from './generate.ts'
export { jsonSchema } from './json-schema.ts'
export { MISTAKE_CODES, type Mistake, type MistakeCode, renderMistakes } from './mistake.ts'
export { type Places, placesOf } from './places.ts'
export { referencePage } from './reference.ts'
export { withSignalTable } from './signals-page.ts'
