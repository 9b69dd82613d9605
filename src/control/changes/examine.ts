import {
  type AnswerFileProblem,
  type CompileOptions,
  type Compiled,
  type FilesRead,
  type LogProblem,
  type Mistake,
  compileConfig,
  renderMistakes,
} from '../../config/index.ts'
import { type NamedFile, type SlowReaderSettings, type Snapshot } from '../../model/index.ts'
import { type TestText, tryPolicies } from '../../rehearsal/index.ts'
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

export interface ExamineOptions extends Omit<
  CompileOptions,
  'files' | 'logProblem' | 'answerFileProblem'
> {
  /** Why the log at a path, or `stdout`, cannot be opened: `tryLog` makes it, `lookAtLog` does not. */
  readonly logProblem: (to: string) => LogProblem | null
  /**
   * Why answers to slow readers cannot wait in their folder, without making it; not asked by a reload, which
   * cannot change where they do.
   */
  readonly answerFileProblem?: (settings: SlowReaderSettings) => AnswerFileProblem | null
}

/**
 * Compiles a configuration, sees whether its files can be written, and runs the policy tests that it
 * names: what it must pass to come into force.
 */
export async function examine(
  { text, files }: Written,
  options: ExamineOptions,
): Promise<Examined> {
  const compiled = compileForHere(text, files, options)
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

/** Where the log is, and the file for slow readers, says the text; whether they can be written, the system. */
function compileForHere(text: string, files: FilesRead, options: ExamineOptions): Compiled {
  const { logProblem: lookAtLog, answerFileProblem: lookAtAnswers, ...rest } = options
  const compiled = compileConfig(text, { ...rest, files })
  if (!compiled.ok) return compiled
  const logProblem = lookAtLog(compiled.snapshot.logTo)
  const answerFileProblem = lookAtAnswers?.(compiled.snapshot.slowReaders) ?? null
  if (logProblem === null && answerFileProblem === null) return compiled
  return compileConfig(text, { ...rest, files, logProblem, answerFileProblem })
}

/** A file that could not be read is a mistake of the configuration, which has none. */
function textOf({ name, path }: NamedFile, files: FilesRead): TestText {
  const read = files.get(path)
  return { file: name, text: read !== undefined && 'text' in read ? read.text : '' }
}
