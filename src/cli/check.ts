import { availableParallelism } from 'node:os'
import { examine, withFiles } from '../control/examining/index.ts'
import { lookAtAnswerFolder, lookAtLog, readSource } from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/** `paart check`: every mistake of a configuration at once; needs no running gate. */
export async function check(
  options: { readonly config: string; readonly json?: boolean; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const source = await readSource(options.config)
  const written = await withFiles(source.text, source.folder)
  const cores = availableParallelism()
  const { blueprint, mistakes, rendered, tested } = await examine(written, {
    ...source,
    cores,
    logProblem: lookAtLog,
    answerFileProblem: lookAtAnswerFolder,
    tellsWishes: true,
  })
  const ok = blueprint !== null
  if (options.json) terminal.out(`${JSON.stringify({ ok, mistakes })}\n`)
  else terminal.err(rendered)
  if (ok && !options.json && !options.quiet) {
    terminal.out(`${options.config} is valid${testsHold(tested)}\n`)
  }
  return ok ? EXIT.done : EXIT.configInvalid
}

function testsHold(count: number): string {
  if (count === 0) return ''
  return count === 1 ? ', and its one policy test holds' : `, and its ${count} policy tests hold`
}
