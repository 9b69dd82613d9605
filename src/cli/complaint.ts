import { type Command, InvalidArgumentError } from 'commander'
import { COMPLAINTS_AT_ONCE_MAX } from '../control/index.ts'
import { type Ask } from './operations.ts'

interface ComplaintOptions {
  readonly site?: string
  readonly count: number
}

/** Adds `paart complaint`: what the public is told of complaints is what somebody notes here. */
export function addComplaint(program: Command, ask: Ask): void {
  program
    .command('complaint')
    .description('note that somebody complained about the gate, for the figures that are published')
    .option('--site <name>', 'about which site (default: the only one that notes complaints)')
    .option('--count <number>', `so many, ${COMPLAINTS_AT_ONCE_MAX} at most`, countOf, 1)
    .addHelpText(
      'after',
      `
It is counted on this day, and nothing else of it is kept. Published is the sum
of a week, from ten on, where about.published and about.complaints are true.`,
    )
    .action(({ site, count }: ComplaintOptions) => {
      const query = new URLSearchParams({ count: String(count) })
      if (site !== undefined) query.set('site', site)
      return ask({ method: 'POST', path: `/complaints?${query.toString()}` })
    })
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= COMPLAINTS_AT_ONCE_MAX) return Number(text)
  throw new InvalidArgumentError(`A count is a number from 1 to ${COMPLAINTS_AT_ONCE_MAX}.`)
}
