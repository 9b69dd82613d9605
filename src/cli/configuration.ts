import { availableParallelism } from 'node:os'
import { compileConfig, renderMistakes } from '../config/index.ts'
import { withFiles } from '../control/examining/index.ts'
import { readSource } from '../control/index.ts'
import { type Snapshot } from '../model/index.ts'
import { type Terminal } from './terminal.ts'

/** Compiles a configuration for a command that only looks; null, and told, where it has mistakes. */
export async function readConfiguration(
  config: string,
  terminal: Terminal,
  wantsJson: boolean,
): Promise<{ readonly snapshot: Snapshot } | null> {
  const source = await readSource(config)
  const { files } = await withFiles(source.text, source.folder)
  const cores = availableParallelism()
  const compiled = compileConfig(source.text, { ...source, files, cores })
  if (compiled.ok) return compiled
  const { mistakes } = compiled
  if (wantsJson) terminal.out(`${JSON.stringify({ ok: false, mistakes })}\n`)
  else terminal.err(renderMistakes(mistakes, source.text))
  return null
}
