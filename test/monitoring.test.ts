import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { logTextOf } from '../src/record/log-text.ts'
import { withPackages } from './support/applications/packages.ts'
import { JQ, LOG_FIELDS, PROMQL, jqCommand, logPage } from './support/codes/log-page.ts'
import { metricRows } from './support/codes/metrics.ts'
import { outcomeOf, stepOf } from './support/outcome.ts'
import { readProjectFile } from './support/sources.ts'

/*
 * What operators are given to watch a gate by: it names only what there is, and the programs that read
 * it take it.
 */

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string }[]
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a text of ours
const { groups } = parse(readProjectFile('config/alerts.yaml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a text of ours
const dashboard = JSON.parse(readProjectFile('config/grafana-dashboard.json')) as {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly query: string }[] }
  readonly annotations: { readonly list: readonly { readonly expr: string }[] }
}
const drawn = [
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...dashboard.annotations.list.map(({ expr }) => expr),
]

const metrics = metricRows()

/** What Prometheus adds itself, and histograms have. */
const LABELS_OF_ALL = ['job', 'instance', 'le']

function labelsOf(name: string): readonly string[] {
  const [, labels = ''] = metrics.get(name) ?? []
  return [...labels.matchAll(/\w+/g)].map(([label]) => label)
}

/** What an expression names that no gate has. */
function unknownIn(expr: string): readonly string[] {
  const names = [...expr.matchAll(/\b(?:paart|process)_\w+/g)].map(([name]) =>
    metrics.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, ''),
  )
  const known = new Set([...LABELS_OF_ALL, ...names.flatMap(labelsOf)])
  const labels = [
    ...[...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    ...[...expr.matchAll(/(\w+)(?:=~|!=|!~|=)"/g)].map(([, label = '']) => label),
  ]
  return [
    ...names.filter((name) => !metrics.has(name)),
    ...labels.filter((label) => !known.has(label)),
    ...(names.length === 0 ? ['no metric of a gate'] : []),
  ]
}

for (const [what, exprs] of [
  ['an alert', rules.map(({ expr }) => expr)],
  ['a panel', drawn],
  ['an example', PROMQL.map(({ by }) => by)],
] as const) {
  t.test(`${what} names metrics and labels that there are`, async (t) => {
    t.ok(exprs.length > 8)
    for (const expr of exprs) t.same(unknownIn(expr), [], expr)
  })
}

t.test('what is sought is found where there is none', async (t) => {
  t.same(unknownIn('paart_gone_total'), ['paart_gone_total'])
  t.same(unknownIn('sum by (stte) (paart_kept_bytes{door="x"})'), ['stte', 'door'])
  t.same(unknownIn('up == 0'), ['no metric of a gate'])
})

t.test('an alert says how bad it is, what is so, and what to do', async (t) => {
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(?:page|ticket)$/, alert)
    t.ok(annotations.summary.length > 0 && annotations.description.endsWith('.'), alert)
  }
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
})

t.test('the dashboard asks for gates and sites by metrics that there are', async (t) => {
  for (const { query } of dashboard.templating.list) {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? []
    if (metric === '') continue
    t.ok(metrics.has(metric) && [...labelsOf(metric), ...LABELS_OF_ALL].includes(label), query)
  }
})

t.test('the page about log and metrics is fresh: run "npm run docs" where it is not', async (t) => {
  t.equal(readProjectFile('docs/log-and-metrics.md'), logPage())
})

const FULL = outcomeOf({
  decision: 'deny',
  status: 403,
  marks: ['odd'],
  would: { kind: 'limit', reason: { what: 'limit', name: 'network', line: 1 } } as never,
  steps: [stepOf()],
  signature: { outcome: 'wrong', signer: 'archive' },
})

/** Lines of every kind that the questions are about. */
const LOG = [
  logTextOf(outcomeOf({ reference: 'K7QF-2M9T' as never }), 'n1', '2026-01-07T12:00:00.000Z'),
  logTextOf(FULL, 'n2', '2026-01-07T12:00:01.000Z'),
  logTextOf(outcomeOf({ decision: 'error', status: 502 }), 'n1', '2026-01-07T12:00:02.000Z'),
  JSON.stringify({ time: '2026-01-07T12:00:03.000Z', message: 'a server is well again' }),
]

t.test('a line has the fields that the page lists, in their order', async (t) => {
  t.same(Object.keys(JSON.parse(LOG[1] ?? '')), fieldsAsWritten())
})

/** Fields that are not in every line stand where they are written. */
function fieldsAsWritten(): readonly string[] {
  return Object.keys(LOG_FIELDS)
}

await withPackages(t, ['jq'], async () => {
  for (const { asks, by } of JQ) {
    t.test(`jq: ${asks}`, async (t) => {
      const cwd = t.testdir({ 'access.log': `${LOG.join('\n')}\n` })
      const { status, stdout, stderr } = spawnSync('sh', ['-c', jqCommand(by)], { cwd })
      t.equal(status, 0, String(stderr))
      t.not(String(stdout), '', 'it finds something')
    })
  }
})

/** Gates as Prometheus sees them: one whose backend fails, beside one that is well. */
const SCRAPED = `rule_files: [alerts.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - { series: 'paart_build_info{job="paart",instance="a",version="1",node="26"}', values: '1x20' }
      - { series: 'paart_backend_up{job="paart",instance="a",backend="app"}', values: '1x5 0x15' }
      - { series: 'paart_share_taken_ratio{job="paart",instance="a",share="held",backend=""}', values: '0.9x20' }
      - { series: 'process_open_fds{job="paart",instance="a"}', values: '90x20' }
      - { series: 'process_max_fds{job="paart",instance="a"}', values: '100x20' }
      - { series: 'process_open_fds{job="other",instance="a"}', values: '90x20' }
      - { series: 'process_max_fds{job="other",instance="a"}', values: '100x20' }
      - { series: 'paart_requests_total{job="paart",instance="a",site="s",route="r",decision="pass",status="2xx"}', values: '0+100x20' }
      - { series: 'paart_requests_total{job="paart",instance="a",site="s",route="r",decision="error",status="5xx"}', values: '0+10x20' }
    alert_rule_test:
      - alertname: PaartGone
        eval_time: 10m
      - alertname: PaartBackendDown
        eval_time: 5m
      - alertname: PaartBackendDown
        eval_time: 10m
        exp_alerts: [{ exp_labels: { severity: page, job: paart, instance: a, backend: app }, exp_annotations: EXPECTED_BACKEND }]
      - alertname: PaartErrors
        eval_time: 15m
        exp_alerts: [{ exp_labels: { severity: page, instance: a, site: s }, exp_annotations: EXPECTED_ERRORS }]
      - alertname: PaartFilesNearlyUsedUp
        eval_time: 15m
        exp_alerts: [{ exp_labels: { severity: page, job: paart, instance: a }, exp_annotations: EXPECTED_FILES }]
      - alertname: PaartTooManySeries
        eval_time: 15m
  - interval: 1m
    input_series: []
    alert_rule_test:
      - alertname: PaartGone
        eval_time: 5m
        exp_alerts: [{ exp_labels: { severity: page }, exp_annotations: EXPECTED_GONE }]
`

/** The annotations of an alert with what its labels put into them. */
function said(alert: string, values: Readonly<Record<string, string>> = {}): string {
  const { annotations } = rules.find((rule) => rule.alert === alert) ?? { annotations: {} }
  return Object.entries(values).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    JSON.stringify(annotations),
  )
}

await withPackages(t, ['prometheus'], async () => {
  t.test('promtool takes the alerts, and they come when they should', async (t) => {
    const tests = SCRAPED.replace(
      'EXPECTED_BACKEND',
      said('PaartBackendDown', { '{{ $labels.backend }}': 'app' }),
    )
      .replace('EXPECTED_ERRORS', said('PaartErrors', { '{{ $labels.site }}': 's' }))
      .replace(
        'EXPECTED_FILES',
        said('PaartFilesNearlyUsedUp', { '{{ $value | humanizePercentage }}': '90%' }),
      )
      .replace('EXPECTED_GONE', said('PaartGone'))
    const cwd = t.testdir({
      'alerts.yaml': readProjectFile('config/alerts.yaml'),
      'tests.yaml': tests,
    })
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'tests.yaml'], {
      cwd,
    })
    t.equal(status, 0, String(stdout) + String(stderr))
  })

  t.test('promtool takes every expression of the dashboard and of the page', async (t) => {
    const exprs = [...drawn, ...PROMQL.map(({ by }) => by)]
    const recorded = exprs.map((expr, at) => ({
      record: `tried:${at}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*'),
    }))
    const file = join(t.testdir({}), 'exprs.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'tried', rules: recorded }] }))
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', file])
    t.equal(status, 0, String(stdout) + String(stderr))
    t.match(String(stdout), `${exprs.length} rules found`)
  })
})
