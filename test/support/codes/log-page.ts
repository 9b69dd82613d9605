import { type LogLine } from '../../../src/record/index.ts'
import { NOTES } from '../../../src/record/notes.ts'
import { metricRows } from './metrics.ts'

/** One question, and what asks it. */
export interface Example {
  readonly asks: string
  readonly by: string
}

/** Every field of a line about a request, in the order in which they are written. */
export const LOG_FIELDS = {
  time: 'when the request came; ISO 8601, UTC',
  reference:
    'of this request, as on the pages of the gate: `paart explain` and `X-Request-Id` know it',
  site: '`name` of the site; empty where no site has the host',
  route: '`name` of the route; empty where none was asked',
  method: 'as it was sent',
  path: 'without query and `;parameters`, at most 256 characters',
  status: 'of the answer; 0 where the client left before one began',
  decision:
    '`pass`, `challenge`, `limit`, `deny`; `own` for paths of the gate, `error` for what could not be judged or forwarded',
  reason: 'what decided, such as `rule: bad tool`; [codes.md](codes.md#reasons) has those of ours',
  would:
    'what would have been decided, had all that is in shadow been enforced; only where that differs',
  wouldReason: 'the reason of `would`',
  clearance: 'of the pass that was shown: `waited`, `worked`, `vouched` or `none`',
  score: 'points of the signals and rules that spoke',
  marks: 'what rules called it; only where there are any',
  durationMs:
    'from the head of the request to the end of the answer, with the slowness of its reader',
  backendMs: 'until the answer of the application began; 0 where it was not asked',
  bytesIn: 'of the request, as far as it was read',
  bytesOut: 'of the answer, as far as it was written',
  network: 'a pseudonym of the network (/24 or /56), another one each day; empty for nobody',
  fingerprint: 'of the program that asked, as rules name it; empty where no policy was asked',
  signature:
    'what came of its signature, [in a word](codes.md#signatures); only where it carried one and a policy asked',
  signer: 'the agent whose key that names; empty where nobody has it',
} as const satisfies Record<keyof LogLine, string>

/** Tried with jq 1.6 on lines of a gate. */
export const JQ: readonly Example[] = [
  {
    asks: 'The line of a reference',
    by: `select(.reference == "K7QF-2M9T")`,
  },
  {
    asks: 'What could not be served, newest last',
    by: `select(.decision == "error") | [.time, .site, .method, .path, .status, .reason] | @tsv`,
  },
  {
    asks: 'Which rules, limits and signals stop how many',
    by: `-n '[inputs | select(.decision | IN("challenge", "limit", "deny")?)] | group_by(.reason) | map({ reason: .[0].reason, requests: length }) | sort_by(-.requests)[]'`,
  },
  {
    asks: 'Which networks are stopped most, with what they asked for',
    by: `-n '[inputs | select(.decision | IN("challenge", "limit", "deny")?)] | group_by(.network) | map({ network: .[0].network, requests: length, fingerprints: (map(.fingerprint) | unique), paths: (map(.path) | unique | .[:5]) }) | sort_by(-.requests) | .[:20][]'`,
  },
  {
    asks: 'What enforcing the shadow would change, by route',
    by: `-n '[inputs | select(.would)] | group_by([.route, .would, .wouldReason]) | map({ route: .[0].route, would: .[0].would, because: .[0].wouldReason, requests: length })[]'`,
  },
  {
    asks: 'The slowest answers of the applications',
    by: `-n '[inputs | select(.backendMs?)] | sort_by(-.backendMs) | .[:10][] | [.backendMs, .site, .path, .reference] | @tsv'`,
  },
  {
    asks: 'What the gate itself has told',
    by: `select(.message)`,
  },
]

/** Tried with promtool; `5m` is at least four times the interval of your scrapes. */
export const PROMQL: readonly Example[] = [
  {
    asks: 'Requests a second, by what was decided',
    by: 'sum by (decision) (rate(paart_requests_total[5m]))',
  },
  {
    asks: 'How many of a hundred requests fail, by site',
    by: '100 * sum by (site) (rate(paart_requests_total{status="5xx"}[5m])) / sum by (site) (rate(paart_requests_total[5m]))',
  },
  {
    asks: 'What citizens wait for, 95 of 100, by site',
    by: 'histogram_quantile(0.95, sum by (le, site) (rate(paart_request_duration_seconds_bucket[5m])))',
  },
  {
    asks: 'What the applications take for it',
    by: 'histogram_quantile(0.95, sum by (le, backend) (rate(paart_backend_duration_seconds_bucket[5m])))',
  },
  {
    asks: 'Of those who are asked for the check, how many solve it',
    by: 'sum(rate(paart_challenges_total{outcome="passed"}[15m])) / sum(rate(paart_challenges_total{outcome="issued",door="silent"}[15m]))',
  },
  {
    asks: 'Which limits are over',
    by: 'topk(5, sum by (policy, limit) (rate(paart_limit_hits_total[5m])))',
  },
  { asks: 'What is nearly full', by: 'topk(5, paart_share_taken_ratio)' },
  {
    asks: 'Cores in use, of those it has workers for',
    by: 'rate(process_cpu_seconds_total[5m]) / paart_workers_listening',
  },
  {
    asks: 'When the disk for kept forms is full at this pace',
    by: 'predict_linear(paart_kept_bytes{state="kept"}[1h], 6 * 3600)',
  },
]

/** docs/log-and-metrics.md, whole. */
export function logPage(): string {
  return `# Log and metrics

<!-- Made by \`npm run docs\` from test/support/codes/log-page.ts and the source; changes belong there. -->

What the gate writes down, and questions to ask of it. What each reason, message and metric means for you, and what to do,
says [codes.md](codes.md). \`config/alerts.yaml\` are rules for Prometheus, \`config/grafana-dashboard.json\` is a dashboard:
import it, and choose the Prometheus that scrapes \`http://ADMIN/metrics\`.

## The log

A line of JSON for each request, to \`log.to\`. Never an address, a header field, a query or a cookie.

| field | what it is |
| --- | --- |
${rows(LOG_FIELDS)}
Lines with \`message\` are about the gate itself, with \`time\` and what the message names:

| message | what it says |
| --- | --- |
${rows(NOTES)}
Questions, for [jq](https://jqlang.org); \`access.log\` is your \`log.to\`, and of rotated logs \`zcat access.log.*.gz | jq …\`:

${JQ.map(({ asks, by }) => `${asks}:\n\n\`\`\`sh\n${jqCommand(by)}\n\`\`\`\n`).join('\n')}
## The journal

What the operator is to know goes to standard error: the start and where the gate listens, servers that fail and are well
again, a backend of which none is left, reloads and how they ended, workers that died, a log that cannot be written, wrong
client addresses (\`trustedProxies\`), the end. Where standard error is systemd's journal, each line has its level:
\`journalctl -u paart -p warning\` shows what to look at, \`-p err\` what citizens feel already.

## Metrics

Scraped from \`/metrics\` at \`admin.address\`. No label holds an address or a path. Labels have the names of your
configuration: beyond 10,000 series of counters, or 256 sites or backends of a histogram, further names are counted under
\`other\`, so that a scrape stays small however often names change (\`paart_metrics_dropped_total\`).

| metric | type | labels |
| --- | --- | --- |
${metricLines()}
Questions, for Prometheus:

${PROMQL.map(({ asks, by }) => `${asks}:\n\n\`\`\`promql\n${by}\n\`\`\`\n`).join('\n')}`
}

/** As it is typed in a shell. */
export function jqCommand(by: string): string {
  return by.startsWith('-n ') ? `jq -c ${by} access.log` : `jq -c '${by}' access.log`
}

function rows(meanings: Readonly<Record<string, string>>): string {
  return Object.entries(meanings)
    .map(([name, meaning]) => `| \`${name}\` | ${meaning.replaceAll('|', '\\|')} |\n`)
    .join('')
}

function metricLines(): string {
  return [...metricRows()]
    .map(([name, [type = '', labels = '']]) => `| \`${name}\` | ${type} | ${labels} |\n`)
    .join('')
}
