import { availableParallelism } from 'node:os'
import { type FilesRead, type Mistake, compileConfig, renderMistakes } from '../config/index.ts'
import { readPresets, readTestFile, withFiles } from '../control/examining/index.ts'
import { readSource } from '../control/index.ts'
import { type Snapshot } from '../model/index.ts'
import { type TestText, type Trial, needsConfiguration, tryPolicies } from '../rehearsal/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

interface TestOptions {
  readonly config: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/**
 * `paart test`: runs files of policy tests, or those that the configuration names; needs no running
 * gate. A configuration with mistakes, or a file of tests with some, is 3; a test that fails is 1.
 */
export async function testPolicies(
  files: readonly string[],
  options: TestOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = await Promise.all(
    files.map(async (file) => ({ file, text: await readTestFile(file) })),
  )
  const needs = given.length === 0 || given.some(needsConfiguration)
  const base = needs ? await readBase(options.config) : NO_BASE
  const texts = given.length === 0 ? base.tests : given
  if (base.mistakes.some(({ severity }) => severity === 'error')) {
    return tell({ results: [], mistakes: base.mistakes }, base.texts, { options, terminal })
  }
  if (texts.length === 0) {
    terminal.err(`paart: ${options.config} names no tests; name a file of tests, or add "tests:"\n`)
    return EXIT.usage
  }
  const presets = await readPresets()
  const trial = await tryPolicies(texts, { snapshot: base.snapshot, presets })
  const shown = new Map(texts.map(({ file, text }): [string, string] => [file, text]))
  return tell(trial, shown, { options, terminal })
}

interface Base {
  readonly snapshot: Snapshot | null
  readonly mistakes: readonly Mistake[]
  /** The tests that it names. */
  readonly tests: readonly TestText[]
  readonly texts: ReadonlyMap<string, string>
}

const NO_BASE: Base = { snapshot: null, mistakes: [], tests: [], texts: new Map() }

async function readBase(config: string): Promise<Base> {
  const source = await readSource(config)
  const { files } = await withFiles(source.text, source.folder)
  const cores = availableParallelism()
  const compiled = compileConfig(source.text, { ...source, files, cores })
  const texts = new Map([[source.file, source.text]])
  const { mistakes } = compiled
  if (!compiled.ok) return { snapshot: null, mistakes, tests: [], texts }
  const { snapshot } = compiled
  return { snapshot, mistakes, tests: testsOf(snapshot, files), texts }
}

function testsOf({ tests }: Snapshot, files: FilesRead): readonly TestText[] {
  return tests.flatMap(({ name, path }) => {
    const read = files.get(path)
    return read !== undefined && 'text' in read ? [{ file: name, text: read.text }] : []
  })
}

function tell(
  { results, mistakes }: Trial,
  texts: ReadonlyMap<string, string>,
  { options, terminal }: { readonly options: TestOptions; readonly terminal: Terminal },
): ExitCode {
  const ok = mistakes.length === 0
  const isRun = mistakes.every(({ code }) => code === 'PAART_TEST_FAILED')
  if (options.json === true) {
    const tests = results.map((result) => reportOf(result))
    terminal.out(`${JSON.stringify({ ok, tests, mistakes })}\n`)
  } else {
    terminal.err(renderMistakes(mistakes, texts))
    if (isRun && !(ok && options.quiet === true)) terminal.out(summaryOf(results))
  }
  if (ok) return EXIT.done
  return isRun ? EXIT.failed : EXIT.configInvalid
}

type Result = Trial['results'][number]

function reportOf({ file, test, said, differences }: Result): object {
  const { name, line } = test
  const { file: decidedIn, line: decidedAt, retryAfterMs, ...decided } = said
  return {
    name,
    file,
    line,
    ok: differences.length === 0,
    ...decided,
    retryAfterSeconds: Math.ceil(retryAfterMs / 1000),
    decidedBy: { file: decidedIn, line: decidedAt },
    differences,
  }
}

function summaryOf(results: readonly Result[]): string {
  const failed = results.filter(({ differences }) => differences.length > 0).length
  const lines = results.map(({ test, differences, said }) => {
    const word = differences.length === 0 ? 'holds' : 'FAILS'
    return `${word}  ${test.name}  (${said.decision}, ${said.reason})\n`
  })
  const count = `${results.length} policy ${results.length === 1 ? 'test' : 'tests'}`
  const all =
    failed === 0
      ? `${count}: all hold\n`
      : `${count}: ${failed} ${failed === 1 ? 'fails' : 'fail'}\n`
  return `${lines.join('')}${all}`
}
