import { type Command, InvalidArgumentError } from 'commander'
import { type Operation } from './ask.ts'
import { type KeyTools, addKeys } from './keys.ts'

/** Runs one operation with the options of the whole program, and keeps its exit code. */
export type Ask = (operation: Operation) => Promise<void>

/** Adds the commands that speak to a gate that runs. */
export function addOperations(program: Command, tools: KeyTools): void {
  const { asks: ask } = tools
  addReloads(program, ask)
  program
    .command('status')
    .description('show workers, backends and the configuration in force')
    .action(() => ask({ method: 'GET', path: '/status' }))
  addUpgrade(program, ask)
  addKeys(program, tools)
  addWorker(program, ask)
}

function addReloads(program: Command, ask: Ask): void {
  program
    .command('reload')
    .description('read the configuration again; on mistakes the old one stays in force')
    .addHelpText(
      'after',
      `
All workers go over to the new configuration, or none does; no request is lost.
SIGHUP does the same. Exit codes: 3 for mistakes, 7 where a change of listen,
workers, admin or pass.keys needs a restart.`,
    )
    .action(() => ask({ method: 'POST', path: '/reload' }))
  program
    .command('rollback')
    .description('go back to the configuration that was in force before the last reload')
    .addHelpText(
      'after',
      `
Once more goes one further back, eight reloads in all, and never forward again.
The file stays as it is: mend it before the next reload.`,
    )
    .action(() => ask({ method: 'POST', path: '/rollback' }))
}

function addUpgrade(program: Command, ask: Ask): void {
  program
    .command('upgrade')
    .description('let the version that is installed now take over, without a gap')
    .addHelpText(
      'after',
      `
The gate that runs starts the new one beside it, hands over its addresses and
what it counts, finishes what it has under way within 30 seconds, and ends. Where
the new one does not come, all stays as it is. Exit codes: 3 where it finds
mistakes in the configuration, 7 where this gate cannot be succeeded.`,
    )
    .action(() => ask({ method: 'POST', path: '/upgrade' }))
}

function addWorker(program: Command, ask: Ask): void {
  program
    .command('worker')
    .description('one of the threads that serve')
    .helpCommand(false)
    .command('restart')
    .description('replace one worker by a new one')
    .argument('<id>', 'as shown by status', idOf)
    .option('--abrupt', 'end it at once, and its requests with it')
    .addHelpText(
      'after',
      `
The new one listens before the old one stops; that finishes what it has under
way within 30 seconds. With --abrupt its requests are cut off.`,
    )
    .action((id: number, { abrupt = false }: { readonly abrupt?: boolean }) => {
      return ask({ method: 'POST', path: `/workers/${id}/restart${abrupt ? '?abrupt' : ''}` })
    })
}

function idOf(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A worker is a number, as shown by status.')
}
