import t from 'tap'
import { type FilesRead, compileConfig } from '../../src/config/index.ts'
import { readPresets } from '../../src/control/examining/index.ts'
import { type MachinePolicy } from '../../src/model/index.ts'

const PRESETS = await readPresets()

/** A site with these routes and policies, and what is written beside them. */
function written(parts: {
  readonly machines?: string
  readonly routes?: string
  readonly policies?: string
  readonly rest?: string
}): string {
  const { machines = 'machines: {}', routes, policies = '  read: {}', rest = '' } = parts
  return `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://192.0.2.81:8081"] } }
sites:
  - name: portal
    hosts: [portal.example.lu]
    backend: portal
    routes:
${routes ?? '      - { name: everything, policy: read }'}
policies:
${policies}
${rest}
${machines}
`
}

function told(
  parts: Parameters<typeof written>[0],
  files: FilesRead = new Map(),
): MachinePolicy | null {
  const compiled = compileConfig(written(parts), {
    file: 'paart.yaml',
    folder: '/etc/paart',
    cores: 1,
    files: new Map([...PRESETS, ...files]),
  })
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot.sites[0]?.machines ?? null
}

const OPEN = { kind: 'open', paces: [] }
const CHECK = { kind: 'check', paces: [] }
const CLOSED = { kind: 'closed', paces: [] }

function everybody(access: object) {
  return { unknown: access, contact: access, proven: access, signed: access }
}

t.test('only whom to write to is told unless the file says more', async (t) => {
  t.same(told({ machines: '' }), {
    contact: 'help@example.lu',
    dumps: [],
    apis: [],
    agents: [],
    terms: [],
    routesLeft: 0,
  })
  t.equal(told({ machines: 'machines: none' }), null)
  t.match(told({}), { contact: 'help@example.lu', dumps: [], apis: [], agents: [], routesLeft: 0 })
  const own =
    'machines: { contact: /robots-help, dumps: [https://data.example.lu/all.zip], apis: [/api/v1] }'
  t.match(told({ machines: own }), {
    contact: '/robots-help',
    dumps: ['https://data.example.lu/all.zip'],
    apis: ['/api/v1'],
  })
  const silent = '      - { name: everything, policy: read }\n    machines: none'
  t.equal(told({ machines: own, routes: silent }), null)
  const other = silent.replace('none', '{ contact: it@example.lu }')
  t.match(told({ machines: own, routes: other }), { contact: 'it@example.lu', apis: [] })
})

t.test('each route says what becomes of whom, and equal neighbours are one', async (t) => {
  const policy = told({
    routes: `      - { name: a, path: "/assets/**", policy: open }
      - { name: b, path: "/img/**", policy: open }
      - { name: post, path: "/send", methods: [POST], policy: form }
      - { name: form, path: "/forms/*", policy: form }
      - { name: back, path: "/backstage/**", policy: closed }
      - { name: everything, policy: read }`,
    policies: `  open: { challenge: never }
  form: { challenge: always }
  closed:
    rules:
      - { name: house, when: { network: [10.0.0.0/8] }, then: pass }
      - { name: nobody else, when: { path: "/**" }, then: deny }
  read: { challenge: when-suspicious }`,
  })
  t.same(
    policy?.terms.map(({ paths, tiers }) => ({ paths, tiers })),
    [
      { paths: ['/assets/**', '/img/**'], tiers: everybody(OPEN) },
      { paths: ['/forms/*'], tiers: everybody(CHECK) },
      { paths: ['/backstage/**'], tiers: everybody(CLOSED) },
      { paths: ['/**'], tiers: everybody(OPEN) },
    ],
  )
  t.notMatch(JSON.stringify(policy), /10\.0|192\.0|house|portal|nobody else/, 'and no names')
})

t.test('limits are told as paces, to whom they count', async (t) => {
  const policy = told({
    policies: `  read:
    limits:
      - { name: a, key: network, machine: unknown, rate: 120/min, burst: 60, over: challenge }
      - { name: b, key: [address, "header:user-agent"], machine: contact, rate: 5/h, over: limit }
      - { name: c, key: agent, rate: 3/s, burst: 9, over: deny }
      - { name: d, key: route, machine: [contact, signed], rate: 90/s, over: limit }
      - { name: e, key: address, machine: signed, concurrency: 4, over: limit }
      - { name: f, key: pass, rate: 1/s, over: limit }
      - { name: g, key: [route, query-shape], rate: 1/s, over: limit }
      - { name: h, key: site, rate: 1/s, over: { mark: many } }
      - { name: i, key: network, methods: [POST], rate: 1/s, over: limit }
      - { name: j, key: network, rate: 1/s, over: limit, mode: shadow }
      - { name: k, key: network, machine: unknown, rate: 7/d, over: limit }`,
  })
  const rate = { kind: 'rate', beyond: 'wait', burst: 1 } as const
  const agent = { ...rate, by: 'agent', beyond: 'refused', requests: 180, perSeconds: 60, burst: 9 }
  const all = { ...rate, by: 'all', requests: 5400, perSeconds: 60 }
  t.same(policy?.terms[0]?.tiers, {
    unknown: {
      kind: 'open',
      paces: [
        { ...rate, by: 'network', beyond: 'check', requests: 120, perSeconds: 60, burst: 60 },
        { ...rate, by: 'network', requests: 7, perSeconds: 86_400 },
      ],
    },
    contact: {
      kind: 'open',
      paces: [{ ...rate, by: 'address', requests: 5, perSeconds: 3600 }, all],
    },
    proven: { kind: 'open', paces: [agent] },
    signed: {
      kind: 'open',
      paces: [agent, all, { kind: 'concurrency', beyond: 'wait', by: 'address', max: 4 }],
    },
  })
})

const terms = (rules: string) => told({ policies: `  read:\n    rules:\n${rules}` })?.terms[0]

t.test('rules are told as far as they are about machines, the first word first', async (t) => {
  t.match(
    terms(`      - { name: a, when: { agentPurpose: [search, feed], machine: [proven, signed], method: [GET, HEAD] }, then: pass }
      - { name: b, when: { verifiedAgent: bnl }, then: pass }
      - { name: c, when: { agentPurpose: [training, feed] }, then: deny }
      - { name: d, when: { userAgent: [ai-crawler, browser] }, then: limit }
      - { name: e, when: { agentPurpose: archive, machine: proven }, then: deny, mode: shadow }
      - { name: f, when: { machine: [contact, proven] }, then: challenge }
      - { name: g, when: { machine: [contact, unknown] }, then: deny }`),
    {
      tiers: { unknown: CLOSED, contact: CLOSED, proven: CHECK, signed: OPEN },
      closedTo: ['training', 'ai-crawler'],
      freeFor: { purposes: ['search', 'feed'], agents: ['bnl'] },
    },
  )
  t.match(
    terms(`      - { name: a, when: { header: { user-agent: "*sqlmap*" } }, then: deny }
      - { name: b, when: { path: "/secret/**" }, then: deny }
      - { name: c, when: { method: POST }, then: deny }
      - { name: d, when: { machine: unknown, network: [192.0.2.0/24] }, then: deny }
      - { name: e, when: { expression: "true" }, then: deny }
      - { name: f, when: { userAgent: bot }, then: "points: 3" }
      - { name: g, when: { machine: unknown }, then: deny, rollout: 10% }`),
    { tiers: everybody(OPEN), closedTo: [], freeFor: { purposes: [], agents: [] } },
    'nothing of these',
  )
})

t.test('to ask for the check is no final word', async (t) => {
  t.match(
    terms(`      - { name: a, when: { agentPurpose: [search, feed] }, then: challenge }
      - { name: b, when: { agentPurpose: search, machine: proven }, then: pass }`),
    { closedTo: ['feed'], freeFor: { purposes: ['search'] } },
  )
})

t.test('a policy in shadow keeps nobody out', async (t) => {
  const policies =
    '  read: { challenge: always, mode: shadow, limits: [{ name: a, key: network, rate: 1/s, over: limit }] }'
  t.same(told({ policies })?.terms[0]?.tiers, everybody(OPEN))
})

t.test('the presets together', async (t) => {
  const policy = told({
    policies:
      '  read: { extends: [preset/search-engines, preset/ai-crawlers, preset/machine-tiers] }',
    rest: `agents:
  googlebot: { userAgent: Googlebot, hostNames: [googlebot.com] }
  bnl: { userAgent: NLUX_IAHarvester, hostNames: [bnl.lu] }
  thesis: { userAgent: thesis, hostNames: [uni.lu], purpose: research }
  secret: { userAgent: minebot, hostNames: [house.example] }`,
  })
  t.same(policy?.agents, [
    { name: 'googlebot', purpose: 'search' },
    { name: 'bnl', purpose: 'archive' },
    { name: 'thesis', purpose: 'research' },
  ])
  const [terms] = policy?.terms ?? []
  t.same(terms?.closedTo, ['training', 'answer', 'ai-crawler'])
  t.same(terms?.freeFor, { purposes: ['search'], agents: [] })
  t.match(terms?.tiers.contact.paces, [
    { by: 'network', requests: 200, perSeconds: 60, burst: 60, beyond: 'wait' },
    { by: 'all', requests: 1000 },
  ])
  t.match(terms?.tiers.signed.paces, [{ by: 'agent', requests: 900 }])
})

t.test('names of lists of the operator count', async (t) => {
  const files = new Map([['/etc/paart/m.txt', { text: 'minebot feed\n' }]])
  const rest = `agents: { mine: { userAgent: minebot, hostNames: [mine.example] }, g: { userAgent: Googlebot, hostNames: [googlebot.com] } }
lists: { machines: m.txt }`
  t.same(told({ rest }, files)?.agents, [{ name: 'mine', purpose: 'feed' }])
})

t.test('a page has an end', async (t) => {
  const routes = Array.from(
    { length: 60 },
    (_, i) => `      - { name: r${i}, path: "/r${i}", policy: ${i % 2 === 0 ? 'a' : 'b'} }`,
  )
  const policies = '  a: { challenge: never }\n  b: { challenge: always }\n  read: {}'
  const policy = told({
    routes: [...routes, '      - { name: all, policy: read }'].join('\n'),
    policies,
  })
  t.equal(policy?.terms.length, 50)
  t.equal(policy?.routesLeft, 11)
})
