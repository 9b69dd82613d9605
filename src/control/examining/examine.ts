import { type Blueprint, atOnce, building } from '../../building/index.ts'
import {
  type AnswerFileProblem,
  type Checked,
  type CompileOptions,
  type FilesRead,
  type LogProblem,
  type Mistake,
  type ReadText,
  checkConfig,
  readText,
  renderMistakes,
} from '../../config/index.ts'
import { type NamedFile, type SlowReaderSettings } from '../../model/index.ts'
import { ringSecretProblemOf } from './ring-file.ts'
import { type Written } from './task.ts'

/** A configuration that may come into force, or why it may not. */
export interface Examined {
  /** Null where there is a mistake, or a policy test that does not hold. */
  readonly blueprint: Blueprint | null
  /** Warnings where there is a blueprint. */
  readonly mistakes: readonly Mistake[]
  /** The same for people. */
  readonly rendered: string
  /** Policy tests that were run. */
  readonly tested: number
}

export interface ExamineOptions extends Omit<
  CompileOptions,
  'files' | 'logProblem' | 'answerFileProblem' | 'ringSecretProblem'
> {
  /** The text, where it has been read already. */
  readonly read?: ReadText
  /** Why the log at a path, or `stdout`, cannot be opened: `tryLog` makes it, `lookAtLog` does not. */
  readonly logProblem: (to: string) => LogProblem | null
  /**
   * Why answers to slow readers cannot wait in their folder, without making it; not asked by a reload, which
   * cannot change where they do.
   */
  readonly answerFileProblem?: (settings: SlowReaderSettings) => AnswerFileProblem | null
}

/**
 * Checks a configuration, sees whether its files can be written, and runs the policy tests that it
 * names: what it must pass to come into force.
 */
export async function examine(
  { text, files }: Written,
  options: ExamineOptions,
): Promise<Examined> {
  const checked = checkForHere(options.read ?? readText(options.file, text), files, options)
  if (!checked.ok || checked.blueprint.tests.length === 0) {
    const { mistakes } = checked
    const blueprint = checked.ok ? checked.blueprint : null
    return { blueprint, mistakes, rendered: renderMistakes(mistakes, text), tested: 0 }
  }
  const { blueprint } = checked
  const texts = blueprint.tests.map((named) => textOf(named, files))
  // Most configurations name no tests, and what runs them is half of the program.
  const { tryPolicies } = await import('../../rehearsal/index.ts')
  const snapshot = atOnce(building(blueprint))
  const { results, mistakes: failed } = await tryPolicies(texts, { snapshot, presets: files })
  const mistakes = [...checked.mistakes, ...failed]
  const byFile = new Map([
    [options.file, text],
    ...texts.map((one): [string, string] => [one.file, one.text]),
  ])
  return {
    blueprint: failed.length === 0 ? blueprint : null,
    mistakes,
    rendered: renderMistakes(mistakes, byFile),
    tested: results.length,
  }
}

/** Where the log is, and the file for slow readers, says the text; whether they can be written, the system. */
function checkForHere(read: ReadText, files: FilesRead, options: ExamineOptions): Checked {
  const { logProblem: lookAtLog, answerFileProblem: lookAtAnswers, ...rest } = options
  const checked = checkConfig(read, { ...rest, files })
  if (!checked.ok) return checked
  const logProblem = lookAtLog(checked.blueprint.logTo)
  const answerFileProblem = lookAtAnswers?.(checked.blueprint.slowReaders) ?? null
  const ringSecretProblem = ringSecretProblemOf(checked.blueprint.store)
  const problems = { logProblem, answerFileProblem, ringSecretProblem }
  if (Object.values(problems).every((problem) => problem === null)) return checked
  return checkConfig(read, { ...rest, files, ...problems })
}

/** A file that could not be read is a mistake of the configuration, which has none. */
function textOf(
  { name, path }: NamedFile,
  files: FilesRead,
): { readonly file: string; readonly text: string } {
  const read = files.get(path)
  return { file: name, text: read !== undefined && 'text' in read ? read.text : '' }
}
