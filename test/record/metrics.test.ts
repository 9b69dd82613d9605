import t from 'tap'
import { type Outcome } from '../../src/model/index.ts'
import { renderFamilies } from '../../src/record/exposition.ts'
import {
  callHistogram,
  type MetricsDelta,
  MetricsSum,
  type Readings,
} from '../../src/record/index.ts'
import { Metrics } from '../../src/record/metrics.ts'
import { HISTOGRAM_NAMES_MAX } from '../../src/record/histograms.ts'
import { SERIES_MAX } from '../../src/record/series.ts'
import { outcomeOf, stepOf } from '../support/outcome.ts'
import { type ReadFamily, readExposition } from './exposition-reader.ts'

const QUIET: Readings = {
  workersListening: 0,
  connections: 0,
  spooledBytes: 0,
  answersHeld: 0,
  keptForms: [{ state: 'kept', number: 0, bytes: 0 }],
  waitingRooms: [],
  inFlight: [],
  webSockets: [],
  servers: [],
  rateOverflows: 0,
  tallyOverflows: 0,
  store: null,
  machine: {
    version: '1.2.3',
    node: '26.0.0',
    process: {
      cpuSeconds: 1.5,
      startSeconds: 1_800_000_000,
      residentBytes: 1024,
      virtualBytes: null,
      openFiles: 9,
      openFilesMax: 99,
    },
    threads: [{ thread: 'main', lagSeconds: 0.25, heapUsedBytes: 1, heapMaxBytes: 2 }],
    backends: [{ backend: 'portal', isUp: false }],
    shares: [{ share: 'held', backend: '', taken: 0.5 }],
  },
}

t.test('a store has metrics where one is asked', async (t) => {
  const seconds = callHistogram()
  for (const value of [0.0004, 0.03, 2]) seconds.observe(value)
  const store = {
    isUp: true,
    gates: 4,
    keysTold: 12,
    takingsForgotten: 3,
    questions: [{ topic: 'code', answered: 5, unanswered: 1, told: 0, heard: 2 }],
    faults: [{ fault: 'silent', count: 2 }],
    calls: [{ call: 'charge', seconds }],
  }
  const text = new MetricsSum().render({ ...QUIET, store })
  const samples = text.split('\n').filter((line) => line.startsWith('paart_store'))
  t.strictSame(samples.slice(0, 9), [
    'paart_store_up 1',
    'paart_store_gates 4',
    'paart_store_keys_total 12',
    'paart_store_takings_forgotten_total 3',
    'paart_store_questions_total{topic="code",result="answered"} 5',
    'paart_store_questions_total{topic="code",result="unanswered"} 1',
    'paart_store_questions_total{topic="code",result="told"} 0',
    'paart_store_questions_heard_total{topic="code"} 2',
    'paart_store_faults_total{fault="silent"} 2',
  ])
  t.match(samples[9], /call="charge",le="0.0005"} 1$/)
  t.equal(samples.at(-4), 'paart_store_call_seconds_bucket{call="charge",le="1"} 2')
  t.equal(samples.at(-3), 'paart_store_call_seconds_bucket{call="charge",le="+Inf"} 3')
  t.equal(samples.at(-1), 'paart_store_call_seconds_count{call="charge"} 3')
  t.notMatch(new MetricsSum().render(QUIET), /paart_store/)
})

/** What a worker sends after these requests, as it arrives. */
function deltaOf(outcomes: readonly Partial<Outcome>[]): MetricsDelta {
  const metrics = new Metrics()
  for (const outcome of outcomes) metrics.countRequest(outcomeOf(outcome))
  return structuredClone(metrics.drain())
}

function familiesOf(...deltas: readonly MetricsDelta[]): ReadonlyMap<string, ReadFamily> {
  const sum = new MetricsSum()
  for (const delta of deltas) sum.add(delta)
  return readExposition(sum.render(QUIET))
}

/** The samples of one metric, without its name. */
function samplesOf(families: ReadonlyMap<string, ReadFamily>, name: string): [string, number][] {
  const samples = families.get(name)?.samples ?? new Map<string, number>()
  return [...samples].map(([key, value]) => [key.slice(name.length), value])
}

t.test('every metric has its name, its type and its help, and these labels', async (t) => {
  const sum = new MetricsSum()
  sum.setConfigHash('0123456789ab')
  const doors: Outcome['doors'] = [{ door: 'slow', outcome: 'bought', solveMs: 0, risk: 2 }]
  const would: Outcome['would'] = { kind: 'deny', reason: { what: 'rule', name: 'r', line: 1 } }
  const signature: Outcome['signature'] = { outcome: 'verified', signer: 'archive' }
  const limited = {
    decision: 'limit',
    would,
    marks: ['odd'],
    steps: [stepOf()],
    doors,
    visits: ['shown'],
  } as const
  sum.add(deltaOf([{ ...limited, signature }]))
  const closing = new Metrics()
  closing.countClosed('full')
  sum.add(closing.drain())
  const servers = [
    { backend: 'portal', server: 'http://127.0.0.1:8081', isWell: true, isDrained: false },
  ]
  const waitingRooms = [{ room: 'portal', active: 5, waiting: 2, admitted: 9 }]
  const readings = {
    ...QUIET,
    servers,
    waitingRooms,
    inFlight: [{ backend: 'portal', requests: 3 }],
    webSockets: [{ backend: 'portal', webSockets: 2 }],
  }
  const families = readExposition(sum.render({ ...readings, workersListening: 2 }))
  const shapes = [...families].map(([name, { type, help, samples }]) => {
    t.ok(help.endsWith('.'), `${name} says what it is`)
    const [first = ''] = samples.keys()
    return `${type} ${type === 'histogram' ? name : first}`
  })
  t.same(shapes, [
    'counter paart_requests_total{site=portal,route=everything,decision=limit,status=2xx}',
    'counter paart_shadow_total{site=portal,route=everything,decision=deny}',
    'counter paart_marks_total{site=portal,route=everything,mark=odd}',
    'counter paart_challenges_total{door=slow,outcome=bought}',
    'counter paart_visits_total{site=portal,visit=shown}',
    'counter paart_purchases_total{door=slow,class=2}',
    'counter paart_limit_hits_total{policy=read,limit=network}',
    'counter paart_signatures_total{signer=archive,outcome=verified}',
    'counter paart_connections_closed_total{why=full}',
    'counter paart_log_lines_dropped_total',
    'counter paart_metrics_dropped_total',
    'histogram paart_request_duration_seconds',
    'histogram paart_gate_overhead_seconds',
    'histogram paart_backend_duration_seconds',
    'histogram paart_solve_seconds',
    'counter paart_config_reloads_total{result=done}',
    'gauge paart_config_hash_info{hash=0123456789ab}',
    'counter paart_worker_restarts_total',
    'gauge paart_workers_listening',
    'gauge paart_connections_open',
    'gauge paart_slow_door_held',
    'gauge paart_kept_forms{state=kept}',
    'gauge paart_kept_bytes{state=kept}',
    'gauge paart_spooled_bytes',
    'gauge paart_backend_in_flight{backend=portal}',
    'gauge paart_backend_websockets{backend=portal}',
    'gauge paart_backend_server_up{backend=portal,server=http://127.0.0.1:8081}',
    'gauge paart_backend_server_drained{backend=portal,server=http://127.0.0.1:8081}',
    'counter paart_limit_overflows_total{table=rates}',
    'gauge paart_waiting_room_active{room=portal}',
    'gauge paart_waiting_room_waiting{room=portal}',
    'counter paart_waiting_room_admitted_total{room=portal}',
    'gauge paart_build_info{version=1.2.3,node=26.0.0}',
    'gauge paart_backend_up{backend=portal}',
    'gauge paart_share_taken_ratio{share=held,backend=}',
    'gauge paart_event_loop_lag_seconds{thread=main}',
    'gauge paart_heap_used_bytes{thread=main}',
    'gauge paart_heap_max_bytes{thread=main}',
    'counter process_cpu_seconds_total',
    'gauge process_start_time_seconds',
    'gauge process_resident_memory_bytes',
    'gauge process_open_fds',
    'gauge process_max_fds',
  ])
  t.equal(families.get('paart_workers_listening')?.samples.get('paart_workers_listening'), 2)
})

t.test(
  'requests are counted by site, route, decision and class of status, whatever their order',
  async (t) => {
    const outcomes: Partial<Outcome>[] = [
      { site: 'b' },
      { site: 'a', decision: 'deny', status: 403 },
      { site: 'b', status: 304 },
      { site: '', route: '', decision: 'error', status: 0 },
    ]
    const want = [
      ['{site=,route=,decision=error,status=none}', 1],
      ['{site=a,route=everything,decision=deny,status=4xx}', 1],
      ['{site=b,route=everything,decision=pass,status=2xx}', 1],
      ['{site=b,route=everything,decision=pass,status=3xx}', 1],
    ]
    t.same(samplesOf(familiesOf(deltaOf(outcomes)), 'paart_requests_total'), want)
    t.same(samplesOf(familiesOf(deltaOf(outcomes.toReversed())), 'paart_requests_total'), want)
  },
)

t.test('what a client sends is in no label', async (t) => {
  const sent = { method: 'SECRET', path: '/secret', network: null }
  t.notMatch(JSON.stringify(deltaOf([sent])), /secret/i)
})

t.test('doors and limits are counted as often as they spoke', async (t) => {
  const passed = { door: 'silent', outcome: 'passed', solveMs: 2500 } as const
  const issued = { door: 'silent', outcome: 'issued', solveMs: 0 } as const
  const waited = { door: 'slow', outcome: 'passed', solveMs: 11_000 } as const
  const bought = { door: 'silent', outcome: 'bought', solveMs: 0, risk: 4 } as const
  const families = familiesOf(
    deltaOf([
      { decision: 'own', doors: [{ ...waited, outcome: 'spent' }, issued] },
      { decision: 'own', doors: [passed, bought] },
      { decision: 'own', doors: [waited] },
      { decision: 'challenge', doors: [issued], steps: [stepOf({ what: 'rule' }), stepOf()] },
    ]),
  )
  t.same(samplesOf(families, 'paart_challenges_total'), [
    ['{door=silent,outcome=bought}', 1],
    ['{door=silent,outcome=issued}', 2],
    ['{door=silent,outcome=passed}', 1],
    ['{door=slow,outcome=passed}', 1],
    ['{door=slow,outcome=spent}', 1],
  ])
  t.same(samplesOf(families, 'paart_purchases_total'), [['{door=silent,class=4}', 1]])
  t.same(samplesOf(families, 'paart_visits_total'), [
    ['{site=portal,visit=silent}', 1],
    ['{site=portal,visit=slow}', 1],
  ])
  t.same(samplesOf(families, 'paart_limit_hits_total'), [['{policy=read,limit=network}', 1]])
  const solves = new Map(samplesOf(families, 'paart_solve_seconds'))
  t.match([solves.get('_count'), solves.get('_sum')], [1, 2.5], 'a wait is nothing solved')
  t.match([solves.get('_bucket{le=2}'), solves.get('_bucket{le=3}')], [0, 1])
})

t.test('times are in seconds, each in the bucket whose bound it does not pass', async (t) => {
  const cases: { outcome: Partial<Outcome>; metric: string; want: string | null }[] = [
    { outcome: { durationMs: 5 }, metric: 'paart_request_duration_seconds', want: '0.005' },
    { outcome: { durationMs: 5.01 }, metric: 'paart_request_duration_seconds', want: '0.01' },
    { outcome: { durationMs: 90_000 }, metric: 'paart_request_duration_seconds', want: '+Inf' },
    { outcome: { status: 101 }, metric: 'paart_request_duration_seconds', want: null },
    { outcome: { gateMs: 0.05 }, metric: 'paart_gate_overhead_seconds', want: '0.0001' },
    { outcome: { gateMs: 3 }, metric: 'paart_gate_overhead_seconds', want: '0.005' },
    { outcome: { decision: 'own' }, metric: 'paart_gate_overhead_seconds', want: null },
    { outcome: { backendMs: 60_001 }, metric: 'paart_backend_duration_seconds', want: '+Inf' },
    { outcome: { backendMs: 0 }, metric: 'paart_backend_duration_seconds', want: null },
  ]
  for (const { outcome, metric, want } of cases) {
    const samples = samplesOf(familiesOf(deltaOf([outcome])), metric)
    const first = samples.find(([key, value]) => key.startsWith('_bucket') && value === 1)
    const name = `${metric} of ${JSON.stringify(outcome)}`
    const of = /request/.test(metric)
      ? 'site=portal,'
      : /backend/.test(metric)
        ? 'backend=app,'
        : ''
    t.equal(first?.[0] ?? null, want === null ? null : `_bucket{${of}le=${want}}`, name)
  }
})

t.test('workers are added up, and each tells only what is new', async (t) => {
  const metrics = new Metrics()
  metrics.countRequest(outcomeOf())
  metrics.countDroppedLines(0)
  metrics.countDroppedLines(3)
  const first = metrics.drain()
  t.same(metrics.drain(), { counts: [], histograms: [] }, 'nothing new')
  metrics.countRequest(outcomeOf({ durationMs: 0.5 }))
  const second = metrics.drain()
  t.equal(first.counts.length, 2, 'and what was told is not changed by it')
  const families = familiesOf(first, second, deltaOf([{}]))
  t.same(samplesOf(families, 'paart_requests_total'), [
    ['{site=portal,route=everything,decision=pass,status=2xx}', 3],
  ])
  t.same(samplesOf(families, 'paart_log_lines_dropped_total'), [['', 3]])
  const durations = new Map(samplesOf(families, 'paart_request_duration_seconds'))
  t.equal(durations.get('_count{site=portal}'), 3)
  t.ok(Math.abs((durations.get('_sum{site=portal}') ?? 0) - 0.0251912) < 1e-9)
})

t.test('names beyond so many series are counted as one, and how often that was', async (t) => {
  const routes = Array.from({ length: SERIES_MAX + 2 }, (_, i) => ({ route: `r${i}` }))
  const delta = deltaOf([
    ...routes,
    { route: 'r0' },
    { route: 'last', decision: 'deny', status: 403 },
  ])
  const families = familiesOf(delta, deltaOf([{ route: 'another' }]))
  const counted = new Map(samplesOf(families, 'paart_requests_total'))
  t.equal(counted.size, SERIES_MAX + 2)
  t.equal(counted.get('{site=portal,route=r0,decision=pass,status=2xx}'), 2, 'the known go on')
  t.equal(counted.get('{site=other,route=other,decision=pass,status=2xx}'), 3)
  t.equal(counted.get('{site=other,route=other,decision=deny,status=4xx}'), 1, 'our words stay')
  t.same(samplesOf(families, 'paart_metrics_dropped_total'), [['', 4]])
})

t.test('sites beyond so many are measured as one', async (t) => {
  const sites = Array.from({ length: HISTOGRAM_NAMES_MAX + 2 }, (_, i) => ({ site: `s${i}` }))
  const families = familiesOf(deltaOf(sites), deltaOf([{ site: 'another' }, { site: 's0' }]))
  const measured = new Map(samplesOf(families, 'paart_request_duration_seconds'))
  t.equal(measured.get('_count{site=s0}'), 2)
  t.equal(measured.get('_count{site=other}'), 3)
  t.equal([...measured].filter(([key]) => key.startsWith('_count')).length, HISTOGRAM_NAMES_MAX + 1)
})

t.test('what the main thread knows by itself', async (t) => {
  const sum = new MetricsSum()
  for (const hash of ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']) sum.setConfigHash(hash)
  sum.countReload('done')
  sum.countReload('done')
  sum.countReload('refused')
  sum.countWorkerRestart()
  const webSockets = [{ backend: 'portal', webSockets: 9 }]
  const overflows = { rateOverflows: 5, tallyOverflows: 6 }
  const readings = { ...QUIET, ...overflows, answersHeld: 7, connections: 8, webSockets }
  const families = readExposition(sum.render(readings))
  const cases: { metric: string; want: [string, number][] }[] = [
    {
      metric: 'paart_config_reloads_total',
      want: [
        ['{result=done}', 2],
        ['{result=invalid}', 0],
        ['{result=refused}', 1],
        ['{result=failed}', 0],
      ],
    },
    { metric: 'paart_config_hash_info', want: [['{hash=bbbbbbbbbbbb}', 1]] },
    { metric: 'paart_worker_restarts_total', want: [['', 1]] },
    { metric: 'paart_connections_open', want: [['', 8]] },
    { metric: 'paart_slow_door_held', want: [['', 7]] },
    { metric: 'paart_backend_in_flight', want: [] },
    { metric: 'paart_backend_websockets', want: [['{backend=portal}', 9]] },
    {
      metric: 'paart_limit_overflows_total',
      want: [
        ['{table=rates}', 5],
        ['{table=tallies}', 6],
      ],
    },
  ]
  for (const { metric, want } of cases) t.same(samplesOf(families, metric), want, metric)
})

t.test('nothing in a name can end a line, a label or a help text', async (t) => {
  const odd = 'a"b\\c\nd\\ne,f="g"}'
  const text = renderFamilies([
    {
      name: 'odd_total',
      type: 'counter',
      help: 'one\\two\nthree',
      samples: [
        { labels: [['limit', odd]], value: 1e21 },
        { labels: [['limit', '']], value: 1.5e-7 },
      ],
    },
  ])
  t.equal(text.split('\n').length, 5)
  const family = readExposition(text).get('odd_total')
  t.equal(family?.help, 'one\\two\nthree')
  t.same(
    [...(family?.samples ?? [])],
    [
      [`odd_total{limit=${odd}}`, 1e21],
      ['odd_total{limit=}', 1.5e-7],
    ],
  )
})

t.test('the reader that these tests trust refuses what is not exactly right', async (t) => {
  const head = '# HELP a_total Some.\n# TYPE a_total counter\n'
  t.equal(readExposition(`${head}a_total{b="c"} 1\n`).size, 1)
  for (const text of [
    `${head}a_total 1`,
    `${head}a_total 1\na_total 2\n`,
    `${head}a_total 1\n${head}a_total 1\n`,
    `${head}b_total 1\n`,
    `${head}a_total{b="c} 1\n`,
    `${head}a_total{b="c"d"} 1\n`,
    `${head}a_total{b="c",} 1\n`,
    `${head}a_total{b="c",b="c"} 1\n`,
    `${head}a_total NaN\n`,
    `${head}a_total  1\n`,
    '# HELP a_total Some.\na_total 1\n',
    '# HELP a Some.\n# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\n',
    '# HELP a Some.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
  ]) {
    t.throws(() => readExposition(text), text)
  }
})
