import { FAULTS } from './fault-list.ts'
import { type FaultCell } from './faults.ts'

/** One row for each fault, one column for each server: what the client saw, and the log in brackets. */
export function renderFaults(cells: readonly FaultCell[]): string {
  const servers = [...new Set(cells.map(({ server }) => server))]
  const cellOf = (fault: string, server: string): string => {
    const cell = cells.find((each) => each.fault === fault && each.server === server)
    return cell === undefined ? '' : `${cell.seen} [${cell.logged}]`
  }
  const rows = Object.keys(FAULTS).map((fault) =>
    [fault].concat(servers.map((server) => cellOf(fault, server))),
  )
  const all = [['fault', ...servers], ...rows]
  const widths = [0, ...servers].map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
