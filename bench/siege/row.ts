/** What one attack got, and what citizens saw meanwhile. */
export interface Row {
  readonly name: string
  /** Why it is lost; none where it is held. */
  readonly lost: readonly string[]
  readonly attacker: readonly string[]
  readonly citizens: readonly string[]
  readonly gate: string
}

export function rowText({ name, lost, attacker, citizens, gate }: Row): string {
  return [
    `${lost.length === 0 ? 'held' : 'LOST'}  ${name}`,
    ...attacker.map((line) => `  attacker: ${line}`),
    ...citizens.map((line) => `  citizens: ${line}`),
    `  gate: ${gate}`,
    ...lost.map((line) => `  lost: ${line}`),
    '',
  ].join('\n')
}

/** Texts of what is not as it should be. */
export function lostWhere(held: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(held).flatMap(([what, isHeld]) => (isHeld ? [] : [what]))
}

/** What attackers computed for their passes, and for a thousand answers that they came for. */
export function paidText(cpuSeconds: number, answers: number): string {
  const each = answers === 0 ? '-' : ((cpuSeconds / answers) * 1000).toFixed(2)
  return `${cpuSeconds.toFixed(1)} CPU s paid, ${each} CPU s for 1,000`
}

export function shareOf(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}

export function cpuSecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000
}
