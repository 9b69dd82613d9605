import { type Met, refusedOf } from './scene.ts'

/** What one attack got, and what citizens saw meanwhile. */
export interface Row {
  readonly name: string
  /** False for a row that is lost. */
  readonly isHeld: boolean
  readonly attacker: readonly string[]
  readonly citizens: readonly string[]
  readonly gate: string
}

export function rowText({ name, isHeld, attacker, citizens, gate }: Row): string {
  return [
    `${isHeld ? 'held' : 'LOST'}  ${name}`,
    ...attacker.map((line) => `  attacker: ${line}`),
    ...citizens.map((line) => `  citizens: ${line}`),
    `  gate: ${gate}`,
    '',
  ].join('\n')
}

/** What a group of citizens saw, beside the same without an attack. */
export function citizensLine(who: string, met: Met, control: Met): string {
  return `${who}: ${seen(met)} (control: ${seen(control)})`
}

function seen(met: Met): string {
  const { requests, decisions } = met
  return `${shareOf(decisions.pass, requests - decisions.challenge)} answered, ${decisions.challenge} checks, ${refusedOf(met)} refused`
}

export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}

export function cpuSecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000
}
