import { type Ratio } from '../report.ts'

/** A step of half as much again is no noise, and no small thing. */
export const BEYOND = 1.5

/**
 * What the gate is judged beside: programs that run on Node as well, whose time grows with the gate's where others load
 * the machine. Programs in C do not: beside nginx two runs of one hour on one machine gave 2.09 and 3.52.
 */
export const JUDGED: readonly string[] = [
  'gate/undici',
  'gate/http-proxy-3',
  'browser/undici',
  'challenge/hello',
]

/** Which of the judged ratios of one run are far beyond those that are kept; one that is no number is, too. */
export function beyond(
  measured: readonly Ratio[],
  kept: ReadonlyMap<string, number>,
): readonly string[] {
  return JUDGED.filter((label) => {
    const value = measured.find((ratio) => ratio.label === label)?.value
    const saved = kept.get(label)
    if (value === undefined || saved === undefined) {
      throw new Error(
        `${label}: ${value === undefined ? 'not measured' : 'not in bench/BASELINE.md'}`,
      )
    }
    return !(value <= BEYOND * saved)
  })
}

/** Measures until a run has nothing that all runs before it had, at most `times`: what is left is no chance. */
export async function beyondEachTime(
  measure: () => Promise<readonly string[]>,
  times: number,
): Promise<readonly string[]> {
  let left = await measure()
  for (let run = 1; run < times && left.length > 0; run++) {
    const again = await measure()
    left = left.filter((label) => again.includes(label))
  }
  return left
}
