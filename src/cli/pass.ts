import { type Command, InvalidArgumentError } from 'commander'
import { CODES_AT_ONCE_MAX } from '../control/index.ts'
import { type Ask } from './operations.ts'

interface IssueOptions {
  readonly site?: string
  readonly count: number
}

interface RevokeOptions {
  readonly reference?: string
  readonly reason?: string
}

/** Adds `paart pass`: one pass taken back, and what the helpdesk does for whom the other doors leave outside. */
export function addPass(program: Command, ask: Ask, user: () => string): void {
  const pass = program.command('pass').description('passes, one by one').helpCommand(false)
  pass
    .command('issue')
    .description('get a code that lets one citizen in, to read out or to send')
    .option('--site <name>', 'good on this site alone (default: on every site)')
    .option('--count <number>', `so many codes, ${CODES_AT_ONCE_MAX} at most`, countOf, 1)
    .addHelpText(
      'after',
      `
A code has ten digits, the last of which finds slips of the tongue. It is good
once, for 30 minutes, and earns a pass of clearance "vouched". The link holds it
behind a "#": no server and no log sees it there. The log says who asked for
how many codes, never which.`,
    )
    .action(({ site, count }: IssueOptions) => {
      const query = new URLSearchParams({ count: String(count), by: user() })
      if (site !== undefined) query.set('site', site)
      return ask({ method: 'POST', path: `/codes?${query.toString()}`, isAskedFor: true })
    })
  addRevoke(pass, ask)
}

function addRevoke(pass: Command, ask: Ask): void {
  const revoke = pass
    .command('revoke')
    .description('end one pass at once: whoever holds it is checked again')
    .argument('[name]', 'as shown by explain')
    .option('--reference <id>', 'of a request that showed or earned it, instead of its name')
    .option('--reason <text>', 'for lists and logs')
    .addHelpText(
      'after',
      `
It holds on all workers, over reloads and restarts, until the pass would have
ended at the latest. The name comes of the pass's random number by a hash: it
opens nothing, and is another one with the next pass. No line of a request in
the log has it.`,
    )
    .action((name: string | undefined, { reference, reason }: RevokeOptions) => {
      if ((name === undefined) === (reference === undefined)) {
        revoke.error('error: name the pass, or a request that showed it with --reference')
      }
      const query = new URLSearchParams(name === undefined ? {} : { pass: name })
      if (reference !== undefined) query.set('reference', reference)
      if (reason !== undefined) query.set('reason', reason)
      return ask({ method: 'POST', path: `/passes/revoke?${query.toString()}` })
    })
}

function countOf(text: string): number {
  if (/^[1-9]\d?$/.test(text) && Number(text) <= CODES_AT_ONCE_MAX) return Number(text)
  throw new InvalidArgumentError(`A count is a number from 1 to ${CODES_AT_ONCE_MAX}.`)
}
