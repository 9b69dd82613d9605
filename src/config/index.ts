/** From the text of a configuration to the blueprint of a snapshot, or to every mistake in it. */
export { adminSocketOf } from './schema/admin-socket.ts'
export { TEST_REQUESTS_IN_ALL_MAX } from './schema/bounds.ts'
export { type LogProblem } from './checks/log.ts'
export { type AnswerFileProblem } from './checks/slow-readers.ts'
export { type RingSecretProblem } from './checks/store.ts'
export {
  checkConfig,
  type Checked,
  compileConfig,
  type Compiled,
  type CompileOptions,
} from './compile.ts'
export { generate, generateSignals } from './pages/generate.ts'
export { steadyRanges } from './files/steady-ranges.ts'
export { ENV_PREFIX, type FileRead, type FilesRead } from './files/file-read.ts'
export { filesNamedIn, picturesNamedIn } from './files/files.ts'
export { jsonSchema, testsJsonSchema } from './schema/json-schema.ts'
export { type ReadText, readText } from './text/source.ts'
export { MISTAKE_CODES, type Mistake, type MistakeCode, renderMistakes } from './text/mistake.ts'
export { presetGate } from './preset-gate.ts'
export { PRESETS, presetFile } from './schema/presets.ts'
export { type PolicyTest, PolicyTests } from './compiling/read-tests.ts'
export { PROGRAMS, type TestConfig } from './schema/tests.ts'
export { referencePage } from './pages/reference.ts'
export { withSignalTable } from './pages/signals-page.ts'
export { parseDuration, writeDuration } from './schema/units.ts'
export { parseClientAddress, parseMoment, parseTarget } from './schema/words-of-tests.ts'
