import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SOURCES = join(import.meta.dirname, 'attacker')

/** What this very processor can do; none of it would be given away by somebody who pays by the hour. */
const FLAGS = ['-std=gnu11', '-O3', '-march=native', '-pthread']

/** Answers to all vectors of one kernel, in text. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024

/** A kernel that takes longer for its vectors never ends. */
const ANSWER_MS_MAX = 120_000

export type Scheme = 'walk' | 'derivation' | 'search'

/** One way to do the work of a scheme. */
export interface Kernel {
  readonly scheme: Scheme
  readonly name: string
}

/** The attacker's program, compiled for this machine. */
export interface Attacker {
  readonly compiler: string
  readonly flags: string
  readonly kernels: readonly Kernel[]
  /** What a kernel makes of lines of work, as `attacker/main.c` describes them; a line for each answer. */
  readonly answer: (kernel: Kernel, work: readonly string[]) => readonly string[]
  /** Units, or hashes, a second of CPU, of so many threads together. */
  readonly rate: (kernel: Kernel, threads: number, seconds: number) => Promise<number>
  /** Takes the program away. */
  readonly remove: () => void
}

/** Where there is no compiler, or it lacks something: said to whoever runs the benchmark. */
export class NotCompiled extends Error {}

/**
 * Compiles the attacker's program into a folder of its own.
 * @throws NotCompiled where there is no gcc, or no C library for it.
 */
export function compileAttacker(): Attacker {
  const compiler = compilerVersion()
  const folder = mkdtempSync(join(tmpdir(), 'paart-attacker-'))
  const program = join(folder, 'attacker')
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const sources = readdirSync(SOURCES).filter((file) => file.endsWith('.c'))
    execFileSync('gcc', [...FLAGS, ...sources, '-o', program], { cwd: SOURCES })
  } catch {
    remove()
    throw new NotCompiled('gcc does not compile the attacker: apt-get install libc6-dev')
  }
  const run = promisify(execFile)
  return {
    compiler,
    flags: FLAGS.join(' '),
    kernels: linesOf(execFileSync(program, ['list'])).map(readKernel),
    answer({ scheme, name }, work) {
      const options = {
        input: work.join('\n'),
        maxBuffer: ANSWER_BYTES_MAX,
        timeout: ANSWER_MS_MAX,
      }
      return linesOf(execFileSync(program, ['answer', scheme, name], options))
    },
    async rate({ scheme, name }, threads, seconds) {
      const { stdout } = await run(program, ['rate', scheme, name, `${threads}`, `${seconds}`])
      return Number(stdout)
    },
    remove,
  }
}

function compilerVersion(): string {
  try {
    return linesOf(execFileSync('gcc', ['--version']))[0] ?? 'gcc'
  } catch {
    throw new NotCompiled(
      'the attacker is in C, and there is no gcc: apt-get install gcc libc6-dev',
    )
  }
}

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString().split('\n').filter(Boolean)
}

function readKernel(line: string): Kernel {
  const [scheme = '', name = ''] = line.split(' ')
  if (scheme !== 'walk' && scheme !== 'derivation' && scheme !== 'search') throw new Error(line)
  return { scheme, name }
}
