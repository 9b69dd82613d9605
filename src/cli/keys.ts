import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { type Operation } from './ask.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/** What commands about keys need. */
export interface KeyTools {
  /** Asks the gate that runs. */
  readonly asks: (operation: Operation) => Promise<void>
  readonly ends: (code: ExitCode) => void
  readonly terminal: Pick<Terminal, 'out' | 'err'>
}

const SECRET_BYTES = 32

/** Adds `keys`: of a gate that runs, and the secret by which gates share them. */
export function addKeys(program: Command, { asks: ask, ends, terminal }: KeyTools): void {
  const keys = program.command('keys').description('the keys that sign passes').helpCommand(false)
  keys
    .command('list')
    .description('show all keys, never their secrets')
    .action(() => ask({ method: 'GET', path: '/keys' }))
  keys
    .command('rotate')
    .description('sign with a new key from now on')
    .addHelpText(
      'after',
      `
Every worker accepts the new key before any signs with it, of every gate that
shares the ring. The old one verifies until the last pass it signed has expired,
so nobody is checked again. Exit code 1 where a gate does not accept it in time:
then the new one signs once it does, or has been silent for ten seconds.`,
    )
    .action(() => ask({ method: 'POST', path: '/keys/rotate' }))
  keys
    .command('revoke')
    .description('drop a key that somebody else may know, at once')
    .argument('<id>', 'as shown by list', keyOf)
    .addHelpText(
      'after',
      `
Whoever holds a pass of it is checked again, at every gate that shares the ring.
Where it is the key that signs, a new one signs first.`,
    )
    .action((id: string) => ask({ method: 'POST', path: `/keys/${id}/revoke` }))
  keys
    .command('secret')
    .description('make what several gates share their keys by; needs no running gate')
    .argument('[file]', 'where to, for its owner alone (default: prints it)')
    .addHelpText(
      'after',
      `
32 random bytes. Give every gate the same file, which only its owner and group
may read, and name it in store.ringSecretFile. What is there already is not
written over: exit code 7.`,
    )
    .action((file?: string) => ends(makeSecret(file, terminal)))
}

function makeSecret(file: string | undefined, { out, err }: KeyTools['terminal']): ExitCode {
  const text = `${randomBytes(SECRET_BYTES).toString('base64url')}\n`
  if (file === undefined) {
    out(text)
    return EXIT.done
  }
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    err(`paart: nothing was made: ${error instanceof Error ? error.message : String(error)}\n`)
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    return isThere ? EXIT.refused : EXIT.failed
  }
  out(`${file} holds a new secret: name it in store.ringSecretFile, the same at every gate\n`)
  return EXIT.done
}

function keyOf(text: string): string {
  if (/^[0-9a-f]{8}$/.test(text)) return text
  throw new InvalidArgumentError('A key has eight digits from 0 to f, as shown by list.')
}
