import t from 'tap'
import { type Blueprint, atOnce, building, partsOf } from '../../src/building/index.ts'
import { checkConfig, readText } from '../../src/config/index.ts'
import { type Snapshot } from '../../src/model/index.ts'
import { judge } from '../../src/policies/index.ts'
import { factsOf, ledgerOf } from '../support/facts.ts'
import { writeDatabase, shared } from '../support/mmdb.ts'

const RULES = 450

const TEXT = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact:
  phone: "1"
  hours: in the morning
  openingHours: [{ days: mon-fri, hours: "8:00-12:00" }]
  email: help@example.lu
  address: Luxembourg
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
networks: { office: [192.0.2.0/24, "2001:db8::/32"], listed: { file: list.txt } }
databases: { country: geo.mmdb }
agents: { crawler: { userAgent: [crawler], ranges: ranges.txt } }
shares: { crowds: [198.51.100.0/24] }
trustedProxies: [10.0.0.1]
sites:
  - name: portal
    hosts: [a.example.lu, "*.b.example.lu", "*"]
    backend: portal
    caseInsensitivePaths: true
    waitingRoom: { activeMax: 10 }
    routes:
      - { name: form, path: /Form, methods: [POST], policy: many }
      - { name: everything, policy: many }
policies:
  many:
    signals: { points: { language-missing: 3 }, off: [hasty-forms] }
    limits:
      - { name: pace, key: [network, "header:x"], rate: 60/min, burst: 5, over: "mark: fast", methods: [GET] }
    rules:
      - { name: inside, when: { network: [office, 203.0.113.99] }, then: pass }
      - { name: listed, when: { network: listed }, then: deny }
      - { name: today, when: { query: slow, time: { days: mon-sun } }, then: limit }
      - { name: told, when: { expression: 'header("x-word") == "no"' }, then: deny }
${Array.from({ length: RULES }, (_, i) => `      - { name: r${i}, when: { path: /Part/${i} }, then: deny }`).join('\n')}
`

const FILES = new Map([
  ['/etc/list.txt', { text: '198.51.100.0/24 # a remark\n' }],
  ['/etc/ranges.txt', { text: '66.249.64.0/27\n' }],
  [
    '/etc/geo.mmdb',
    {
      problem: 'is no text',
      database: {
        memory: shared(writeDatabase({ '81.0.0.0/8': { country: { iso_code: 'FR' }, asn: 1 } })),
        digest: '',
      },
    },
  ],
])

function drawn(): Blueprint {
  const options = { file: 'paart.yaml', folder: '/etc', cores: 1, files: FILES }
  const checked = checkConfig(readText('paart.yaml', TEXT), options)
  if (!checked.ok) throw new Error(JSON.stringify(checked.mistakes))
  return checked.blueprint
}

const cases: readonly (readonly [Parameters<typeof factsOf>[0], string])[] = [
  [{ address: '192.0.2.9' }, 'rule inside'],
  [{ address: '203.0.113.99', path: '/part/3' }, 'rule inside'],
  [{ address: '198.51.100.200' }, 'rule listed'],
  [{ query: 'slow=1' }, 'rule today'],
  [{ headers: { 'x-word': 'no' } }, 'rule told'],
  [{ path: '/part/0' }, 'rule r0'],
  [{ path: '/part/199' }, 'rule r199'],
  [{ path: '/part/200' }, 'rule r200'],
  [{ path: `/part/${RULES - 1}` }, `rule r${RULES - 1}`],
]

function reasonsBy({ sites }: Snapshot): readonly string[] {
  const [site] = sites
  return cases.map(([facts]) => {
    const reason = site && judge(factsOf(facts), site, ledgerOf())?.decision.reason
    return reason === undefined ? '' : `${reason.what} ${'name' in reason ? reason.name : ''}`
  })
}

t.test('a blueprint goes to another thread as it is, and decides there as here', async (t) => {
  const blueprint = drawn()
  const here = atOnce(building(blueprint))
  const there = atOnce(building(structuredClone(blueprint)))
  const want = cases.map(([, reason]) => reason)
  t.strictSame(reasonsBy(here), want)
  t.strictSame(reasonsBy(there), want)
  t.strictSame(
    there.sites[0]?.routes.map(({ line, waitingRoom }) => [line, waitingRoom?.line]),
    here.sites[0]?.routes.map(({ line, waitingRoom }) => [line, waitingRoom?.line]),
  )
  t.strictSame([...there.siteByHost.keys()], ['a.example.lu'])
  t.equal(there.whereabouts.countryOf('81.2.3.4'), 'FR')
  // A Wednesday at noon in Luxembourg.
  const noonMs = Date.parse('2026-01-07T12:00:00+01:00')
  const closed = { weekday: 4, time: '8:00', isToday: false }
  for (const { opening } of [there.contact, there.sites[0]?.contact ?? there.contact]) {
    t.strictSame(opening?.closedAt(noonMs), closed)
  }
  t.ok(there.agents[0]?.ranges.has('66.249.64.1'))
  t.ok(there.crowds.has('198.51.100.1') && there.trustedProxies.has('10.0.0.1'))
})

t.test('limits and signals come along', async (t) => {
  const there = atOnce(building(structuredClone(drawn())))
  const policy = there.sites[0]?.routes[0]?.policy
  t.match(policy?.limits[0], { counter: 'portal\0many\0pace', over: 'mark', mark: 'fast' })
  t.ok(policy?.limits[0]?.methods?.has('GET'))
  t.equal(policy?.signals?.points.get('language-missing'), 3)
})

t.test('what is large lies in memory that threads share', async (t) => {
  const blueprint = drawn()
  const { policies, networks, sites, databases } = structuredClone(blueprint)
  const large = [
    ...[...policies.values()].flatMap(({ rules }) => rules.sheets),
    ...sites.flatMap(({ routes }) => routes.sheets),
    ...networks.flatMap(({ v4, v6 }) => [v4, v6]),
  ]
  for (const { buffer } of large) t.ok(buffer instanceof SharedArrayBuffer)
  t.ok(databases.country instanceof SharedArrayBuffer)
  t.equal(networks.length, 2, 'each list once')
  t.equal(partsOf(blueprint), RULES + 4 + 2)
})

t.test('who judges nobody builds no rules', async (t) => {
  const [site] = atOnce(building(drawn(), { judges: false })).sites
  t.strictSame(
    site?.routes.map(({ name, policy }) => [name, policy.name, policy.rules, policy.limits]),
    [
      ['form', 'many', [], []],
      ['everything', 'many', [], []],
    ],
  )
  t.equal(site?.hasWaitingRoom, true)
  t.equal(site?.routes[0]?.policy.keepsForms, true)
})

t.test('a snapshot is frozen, whoever built it', async (t) => {
  const snapshot = atOnce(building(structuredClone(drawn())))
  const [route] = snapshot.sites[0]?.routes ?? []
  const [rule] = route?.policy.rules ?? []
  const parts = [snapshot, snapshot.sites, route, route?.policy, rule, snapshot.backends[0]]
  for (const part of parts) t.ok(part !== undefined && Object.isFrozen(part))
})

t.test('building may stop at every rule and every route', async (t) => {
  const work = building(drawn())
  let stops = 0
  while (work.next().done !== true) stops++
  t.equal(stops, RULES + 4 + 2)
})
