import { availableParallelism } from 'node:os'
import { compileConfig, renderMistakes } from '../config/index.ts'
import { readSource, withFiles } from '../control/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/** `paart check`: every mistake of a configuration at once; needs no running gate. */
export async function check(
  options: { readonly config: string; readonly json?: boolean; readonly quiet?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const source = await readSource(options.config)
  const { files } = await withFiles(source.text, source.folder)
  const cores = availableParallelism()
  const { ok, mistakes } = compileConfig(source.text, { ...source, files, cores })
  if (options.json) terminal.out(`${JSON.stringify({ ok, mistakes })}\n`)
  else if (mistakes.length > 0) terminal.err(renderMistakes(mistakes, source.text))
  if (ok && !options.json && !options.quiet) terminal.out(`${options.config} is valid\n`)
  return ok ? EXIT.done : EXIT.configInvalid
}
