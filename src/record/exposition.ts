/** One metric with all its samples, as Prometheus reads it (text format 0.0.4). */
export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** `_bucket`, `_sum`, `_count`; nothing for counters and gauges. */
  readonly suffix?: string
  readonly labels: readonly Label[]
  readonly value: number
}

export type Label = readonly [name: string, value: string]

/** What the answer to a scrape says about itself. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** A metric without labels. */
export function single(
  name: string,
  { type, help, value }: { type: Family['type']; help: string; value: number },
): Family {
  return { name, type, help, samples: [{ labels: [], value }] }
}

/** Writes families in their order and samples in theirs. */
export function renderFamilies(families: readonly Family[]): string {
  return families.map((family) => renderFamily(family)).join('')
}

function renderFamily({ name, type, help, samples }: Family): string {
  const lines = samples.map(
    ({ suffix = '', labels, value }) => `${name}${suffix}${renderLabels(labels)} ${value}\n`,
  )
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return `# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function renderLabels(labels: readonly Label[]): string {
  if (labels.length === 0) return ''
  return `{${labels.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(',')}}`
}

function escapeValue(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
