import { eventually } from './eventually.ts'
import { get } from './http.ts'

/** Waits until the metrics hold all of these lines: workers tell what they have counted once a second. */
export async function metricsTell(adminPort: number, ...lines: readonly string[]): Promise<void> {
  let told = ''
  const whatIs = (): string => `${lines.join(', ')}, but: ${sameNamed(told, lines).join(', ')}`
  await eventually(whatIs, async () => {
    told = (await get(adminPort, '/metrics')).text
    return lines.every((line) => told.includes(`\n${line}\n`))
  })
}

/** What is told of the same metrics instead. */
function sameNamed(told: string, lines: readonly string[]): readonly string[] {
  const names = new Set(lines.map(nameIn))
  return told.split('\n').filter((line) => names.has(nameIn(line)))
}

function nameIn(line: string): string {
  return line.split(/[{ ]/, 1).join()
}
