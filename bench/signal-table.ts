import { HEADER_SIGNALS, headerSignals, weigh } from '../src/policies/index.ts'
import { type Facts, type Scheme, type SignalSettings } from '../src/model/index.ts'
import { type Capture, readCaptures } from '../test/support/captures.ts'
import { factsOf } from '../test/support/facts.ts'

/** What the captured page loads of one client score, as a gate judges them without any setting. */
export interface SignalRow {
  readonly capture: Capture
  readonly userAgentClass: Facts['userAgentClass']
  /** Null for a capture over plain HTTP: no browser would send that over HTTPS. */
  readonly https: Judged | null
  readonly http: Judged
}

export interface Judged {
  readonly score: number
  /** `name 3`, in the order in which they count. */
  readonly signals: readonly string[]
}

const UNSET: SignalSettings = {
  headers: true,
  behaviour: false,
  points: new Map(),
  dwellMs: 0,
  line: 0,
}

/** Judges every captured request twice. */
export function signalRows(): readonly SignalRow[] {
  return readCaptures().map((capture) => ({
    capture,
    userAgentClass: factsFrom(capture, 'https').userAgentClass,
    https: capture.isSecure ? judgeAs(capture, 'https') : null,
    http: judgeAs(capture, 'http'),
  }))
}

/** What a gate knows of a captured request: HTTP/2 and TLS end at a proxy before it. */
export function factsFrom({ rawHeaders, method, httpVersion }: Capture, scheme: Scheme): Facts {
  const isDirect = scheme === 'http' && httpVersion !== '2.0'
  return factsOf({ rawHeaders, method, scheme, httpVersion: isDirect ? httpVersion : null })
}

/** What a captured request scores on a site of that scheme. */
export function judgeAs(capture: Capture, scheme: Scheme): Judged {
  const verdicts = weigh(headerSignals(factsFrom(capture, scheme)), UNSET)
  let score = 0
  const signals = verdicts.flatMap((verdict) => {
    if (verdict.kind !== 'points') return []
    score += verdict.points
    return `${verdict.reason.name} ${verdict.points}`
  })
  return { score, signals }
}

/** The rows of page loads as text, each client once. */
export function renderSignalRows(rows: readonly SignalRow[]): string {
  const pages = new Map(
    rows.filter(({ capture }) => capture.isPage).map((row) => [row.capture.client, row]),
  )
  const lines = [...pages].map(([client, { userAgentClass, https, http }]) => {
    const said = (https ?? http).signals.join(', ')
    const scores = `${cell(https?.score)}${cell(http.score)}`
    return `${client.padEnd(29)}${userAgentClass.padEnd(14)}${scores}  ${said}`.trimEnd()
  })
  const head = `${'client'.padEnd(29)}${'User-Agent'.padEnd(14)} https  http  signals`
  return [head, ...lines, `${HEADER_SIGNALS.length} signals of header fields`, ''].join('\n')
}

function cell(score: number | undefined): string {
  return String(score ?? '-').padStart(6)
}
