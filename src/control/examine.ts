import {
  type CompileOptions,
  type FilesRead,
  type Mistake,
  compileConfig,
  renderMistakes,
} from '../config/index.ts'
import { type NamedFile, type Snapshot } from '../model/index.ts'
import { type TestText, tryPolicies } from '../rehearsal/index.ts'
import { type Written } from './source.ts'

/** A configuration that may come into force, or why it may not. */
export interface Examined {
  /** Null where there is a mistake, or a policy test that does not hold. */
  readonly snapshot: Snapshot | null
  /** Warnings where there is a snapshot. */
  readonly mistakes: readonly Mistake[]
  /** The same for people. */
  readonly rendered: string
  /** Policy tests that were run. */
  readonly tested: number
}

/** Compiles a configuration and runs the policy tests that it names: what it must pass to come into force. */
export async function examine(
  { text, files }: Written,
  options: Omit<CompileOptions, 'files'>,
): Promise<Examined> {
  const compiled = compileConfig(text, { ...options, files })
  if (!compiled.ok || compiled.snapshot.tests.length === 0) {
    const { mistakes } = compiled
    const snapshot = compiled.ok ? compiled.snapshot : null
    return { snapshot, mistakes, rendered: renderMistakes(mistakes, text), tested: 0 }
  }
  const { snapshot } = compiled
  const texts = snapshot.tests.map((named) => textOf(named, files))
  const { results, mistakes: failed } = await tryPolicies(texts, { snapshot, presets: files })
  const mistakes = [...compiled.mistakes, ...failed]
  const byFile = new Map([
    [options.file, text],
    ...texts.map((one): [string, string] => [one.file, one.text]),
  ])
  return {
    snapshot: failed.length === 0 ? snapshot : null,
    mistakes,
    rendered: renderMistakes(mistakes, byFile),
    tested: results.length,
  }
}

/** A file that could not be read is a mistake of the configuration, which has none. */
function textOf({ name, path }: NamedFile, files: FilesRead): TestText {
  const read = files.get(path)
  return { file: name, text: read !== undefined && 'text' in read ? read.text : '' }
}
