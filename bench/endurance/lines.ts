/** What one server did in one scenario. */
export interface Line {
  readonly scenario: string
  readonly server: string
  readonly figures: Readonly<Record<string, number>>
  /** What the gate is to reach, and whether it did; null for the others. */
  readonly aim: Aim | null
}

export interface Aim {
  readonly text: string
  readonly isReached: boolean
}

/** `slow-bodies gate failed 0 p99-ratio 1.30 … aim failed 0, p99-ratio <= 2: reached`. */
export function renderLine({ scenario, server, figures, aim }: Line): string {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${figure(value)}`)
  const verdict = aim === null ? [] : [`aim ${aim.text}: ${aim.isReached ? 'reached' : 'MISSED'}`]
  return [scenario, server, ...parts, ...verdict].join(' ')
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
