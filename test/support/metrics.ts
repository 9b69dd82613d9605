import { eventually } from './eventually.ts'
import { get } from './http.ts'

/** Waits until the metrics hold all of these lines: workers tell what they have counted once a second. */
export async function metricsTell(adminPort: number, ...lines: readonly string[]): Promise<void> {
  await eventually(lines.join(', '), async () => {
    const { text } = await get(adminPort, '/metrics')
    return lines.every((line) => text.includes(`\n${line}\n`))
  })
}
