import { type ChildProcess, spawn } from 'node:child_process'

/** The gate's end of the channel is Node's own; behind it stands the file of what is handed over. */
export const ESTATE_FILE = 4

type Environment = Readonly<Record<string, string | undefined>>

/** Starts the gate's program as it is on the disk now, with an open file for what it inherits. */
export type Launch = (estate: number) => ChildProcess

/** Whether this program was started to take its parent's place. */
export function isSuccessor(env: Environment): boolean {
  return env['PAART_SUCCEEDS'] === '1' && process.send !== undefined
}

/**
 * How the program is started anew, as this user, in this folder; null where nobody knows how it was started. `bin/paart`
 * says by which name it was called: maybe a link that leads to another version by now.
 */
export function launcher(argv: readonly string[], env: Environment): Launch | null {
  const program = env['PAART_PROGRAM'] ?? ''
  if (program === '') return null
  // A watchdog means the process that it names.
  const { WATCHDOG_PID: _, ...rest } = env
  return (estate) =>
    spawn(program, argv, {
      env: { ...rest, PAART_SUCCEEDS: '1' },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', estate],
      serialization: 'advanced',
    })
}
