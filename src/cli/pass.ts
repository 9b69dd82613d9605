import { type Command, InvalidArgumentError } from 'commander'
import { CODES_AT_ONCE_MAX } from '../control/index.ts'
import { type Ask } from './operations.ts'

interface IssueOptions {
  readonly site?: string
  readonly count: number
}

/** Adds `paart pass`: what the helpdesk does for whom the other doors leave outside. */
export function addPass(program: Command, ask: Ask, user: () => string): void {
  program
    .command('pass')
    .description('passes given by people')
    .helpCommand(false)
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
}

function countOf(text: string): number {
  if (/^[1-9]\d?$/.test(text) && Number(text) <= CODES_AT_ONCE_MAX) return Number(text)
  throw new InvalidArgumentError(`A count is a number from 1 to ${CODES_AT_ONCE_MAX}.`)
}
