import { type Signal, SIGNAL_GROUPS } from '../../model/index.ts'
import { CONDUCT_SIGNALS, GROUP_POINTS_MAX, HEADER_SIGNALS } from '../../policies/index.ts'

const BEGIN = '<!-- table -->\n'
const END = '<!-- end of table -->'

/** The page about signals with its table made anew. @throws Error where the page has no place for it. */
export function withSignalTable(page: string): string {
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error('the page about signals has no place for its table')
  return `${page.slice(0, from)}${BEGIN}\n${table([...HEADER_SIGNALS, ...CONDUCT_SIGNALS])}\n${page.slice(to)}`
}

function table(signals: readonly Signal[]): string {
  const groups = SIGNAL_GROUPS.flatMap((group) => {
    const own = signals.filter((signal) => signal.group === group)
    if (own.length === 0) return []
    const head = `| **${group}**, at most ${GROUP_POINTS_MAX[group]} | | | |`
    return [head].concat(own.map(rowOf))
  })
  return `| signal | points | what was seen | as it is told to who asks |\n|---|---|---|---|\n${groups.join('\n')}\n`
}

function rowOf({ name, points, operators, citizens }: Signal): string {
  return `| \`${name}\` | ${points} | ${operators} | ${citizens} |`
}
