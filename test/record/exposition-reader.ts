/**
 * A strict reader of the text format of Prometheus, version 0.0.4: a line that is not exactly right,
 * a sample without its family, a family or a sample that stands twice is an error.
 */
export interface ReadFamily {
  readonly type: string
  readonly help: string
  /** By name and labels as `name{label=value,…}`, values as they were before escaping. */
  readonly samples: ReadonlyMap<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const FAMILY = new RegExp(
  `^# HELP (${NAME}) ((?:[^\\\\\n]|\\\\\\\\|\\\\n)*)\n# TYPE \\1 (counter|gauge|histogram)(?:\n|$)`,
)
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,(?=.)|$)/y
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.+)\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`)

export function readExposition(text: string): ReadonlyMap<string, ReadFamily> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const blocks = text.slice(0, -1).split(/\n(?=# HELP)/)
  const families = new Map(blocks.map((block) => readFamily(block)))
  if (families.size < blocks.length) throw new Error('a family stands twice')
  return families
}

function readFamily(block: string): [string, ReadFamily] {
  const [head, name = '', help = '', type = ''] = FAMILY.exec(block) ?? []
  if (head === undefined) throw new Error(`no family: ${block}`)
  const rest = block.slice(head.length)
  const lines = rest === '' ? [] : rest.split('\n')
  const samples = new Map(lines.map((line) => readSample(line, name, type)))
  if (samples.size < lines.length) throw new Error(`a sample of ${name} stands twice`)
  if (type === 'histogram') checkHistogram(name, samples)
  return [name, { type, help: unescape(help), samples }]
}

function readSample(line: string, family: string, type: string): [key: string, value: number] {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
  const suffix = name.startsWith(family) ? name.slice(family.length) : '?'
  const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
  if (name === '' || !suffixes.includes(suffix)) throw new Error(`no sample: ${line}`)
  const pairs = readLabels(labels)
  const key = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
  return [key, Number(value)]
}

function readLabels(text: string): string[] {
  const pairs: string[] = []
  const names = new Set<string>()
  LABEL.lastIndex = 0
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    LABEL.lastIndex = at
    const [, name = '', value = ''] = LABEL.exec(text) ?? []
    if (name === '' || names.has(name)) throw new Error(`no labels: ${text}`)
    names.add(name)
    pairs.push(`${name}=${unescape(value)}`)
  }
  return pairs
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))
}

/** Of each set of labels the buckets rise with their bounds, and the last, `+Inf`, is the count. */
function checkHistogram(name: string, samples: ReadonlyMap<string, number>): void {
  const totals = new Map<string, number>()
  const bounds = new Map<string, number>()
  for (const [key, value] of samples) {
    const [, labels = '', le] = /_bucket\{(?:(.*),)?le=([^,]+)\}$/.exec(key) ?? []
    if (le === undefined) continue
    const bound = le === '+Inf' ? Infinity : Number(le)
    const rises = bound > (bounds.get(labels) ?? -Infinity) && value >= (totals.get(labels) ?? 0)
    if (!rises) throw new Error(`${name}: ${key} is out of order`)
    bounds.set(labels, bound)
    totals.set(labels, value)
  }
  for (const [labels, total] of totals) checkWhole(name, labels, { bounds, total, samples })
}

function checkWhole(
  name: string,
  labels: string,
  {
    bounds,
    total,
    samples,
  }: {
    readonly bounds: ReadonlyMap<string, number>
    readonly total: number
    readonly samples: ReadonlyMap<string, number>
  },
): void {
  const of = labels === '' ? '' : `{${labels}}`
  const whole = [bounds.get(labels), samples.get(`${name}_count${of}`), true]
  const got = [Infinity, total, samples.has(`${name}_sum${of}`)]
  if (whole.join(' ') !== got.join(' ')) throw new Error(`${name}${of} is not whole`)
}
