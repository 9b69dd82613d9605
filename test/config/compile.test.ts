import t from 'tap'
import { compileConfig } from '../../src/config/index.ts'
import { type Route, type Site, type Snapshot } from '../../src/model/index.ts'
import { factsOf } from '../support/facts.ts'
import { serverAt } from '../support/servers.ts'

const OPTIONS = { file: 'paart.yaml', folder: '/etc/paart', cores: 4 }

/** A small configuration; `sites` and `policies` can be told, the rest added. */
function written({ sites = SITE, policies = '  read: {}', more = '', listen = '127.0.0.1:8080' }) {
  return `version: 1
listen: [{ address: "${listen}" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
${sites}
policies:
${policies}
${more}`
}

const SITE = site({})

function site({ name = 'portal', hosts = '["*"]', more = '', routes = '' }) {
  return `  - name: ${name}
    hosts: ${hosts}
    backend: portal${more && `\n    ${more}`}
    routes:${routes && `\n      ${routes}`}
      - { name: everything, policy: read }`
}

function snapshotOf(text: string, options = OPTIONS): Snapshot {
  const compiled = compileConfig(text, options)
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot
}

function onlySite(snapshot: Snapshot): Site {
  return snapshot.sites[0]!
}

function routeOf(target: Site, method: string, path: string): Route | undefined {
  return target.routes.find((route) => route.matches(method, path))
}

t.test('what the file does not say has a default', (t) => {
  const snapshot = snapshotOf(written({ policies: '  read: {}' }))
  const { name, brandName, scheme, passDomain, passSites, languages } = onlySite(snapshot)
  t.same(
    { name, brandName, scheme, passDomain, passSites, languages },
    {
      name: 'portal',
      brandName: 'portal',
      scheme: 'auto',
      passDomain: null,
      passSites: ['portal'],
      languages: ['lb', 'fr', 'de', 'en', 'pt'],
    },
  )
  t.equal(snapshot.workers, 4)
  t.equal(snapshot.file, 'paart.yaml')
  t.same(snapshot.admin, {
    socket: '/etc/paart/run/admin.sock',
    address: { kind: 'tcp', host: '127.0.0.1', port: 9090 },
  })
  t.equal(snapshot.logTo, 'stdout')
  t.equal(snapshot.trustedProxies.isEmpty, true)
  t.same(snapshot.silentDoor, { passesPerNetwork: { intervalMs: 10_000, burst: 60 } })
  t.same(snapshot.slowDoor, {
    waitMs: 10_000,
    heldMax: 1000,
    heldPerNetworkMax: 8,
    passesPerNetwork: { intervalMs: 5_000, burst: 12 },
  })
  t.same(snapshot.pass, {
    lifetimeSeconds: 86_400,
    renewAfterSeconds: 21_600,
    proofMaxAgeSeconds: 604_800,
    graceSeconds: 900,
    requestsMax: { waited: 60, worked: 600, vouched: 5000 },
    keysFile: '/etc/paart/run/keys.json',
  })
  t.same(snapshot.backends, [
    {
      name: 'portal',
      index: 0,
      servers: [serverAt('http://127.0.0.1:8081')],
      tls: null,
      health: null,
      sticky: null,
      connections: 128,
      inFlightMax: 1024,
      webSocketsMax: 1024,
      webSocketsIdleMs: 3_600_000,
      webSocketsRate: { intervalMs: 100, burst: 600 },
      connectTimeoutMs: 5000,
      headersTimeoutMs: 60_000,
      bodyTimeoutMs: 300_000,
      bufferMaxBytes: 65_536,
      host: 'preserve',
      trailers: [],
      requestFields: { removed: new Set(), set: [] },
    },
  ])
  const { challenge, clearance, challengeAt, limits, rules } = routeOf(
    onlySite(snapshot),
    'GET',
    '/',
  )!.policy
  t.same(
    { challenge, clearance, challengeAt, limits, rules },
    { challenge: 'when-suspicious', clearance: 'waited', challengeAt: 6, limits: [], rules: [] },
  )
  t.end()
})

t.test('what the file says arrives in the snapshot', (t) => {
  const more = `workers: 3
trustedProxies: [10.0.0.0/8, { network: 10.1.0.0/16, fields: [X-SSL-Client-Verify], ownConnections: true }]
languages: [fr, de]
shares: { crowds: [10.4.0.0/16] }
log: { to: logs/access.log }
doors:
  silent: { passesPerNetwork: { rate: 360/h } }
  slow: { wait: 1s, heldMax: 5, heldPerNetworkMax: 2, passesPerNetwork: { rate: 10/h, burst: 3 } }
pass: { lifetime: 2s, renewAfter: 1s, proofMaxAge: 3s, grace: 0s, requestsMax: { waited: 7 }, keys: /keys }
`
  const own = `languages: [en]
    scheme: https
    brand: { name: My Portal }
    contact: { phone: "2", hours: never, email: a@b.lu, address: Esch }`
  const snapshot = snapshotOf(written({ more, sites: site({ more: own }) }))
  t.equal(snapshot.workers, 3)
  t.equal(snapshot.trustedProxies.has('10.1.2.3'), true)
  t.same(snapshot.trustedProxies.proxyOf('10.1.2.3'), {
    fields: new Set(['x-ssl-client-verify']),
    ownConnections: true,
  })
  t.same(snapshot.trustedProxies.proxyOf('10.2.0.1'), { fields: new Set(), ownConnections: false })
  t.same(snapshot.languages, ['fr', 'de'])
  t.strictSame([snapshot.crowds.has('10.4.1.1'), snapshot.crowds.has('10.5.1.1')], [true, false])
  t.equal(snapshot.logTo, '/etc/paart/logs/access.log')
  t.same(snapshot.silentDoor, { passesPerNetwork: { intervalMs: 10_000, burst: 60 } })
  t.match(snapshot.slowDoor, { waitMs: 1000, heldMax: 5, heldPerNetworkMax: 2 })
  t.same(snapshot.slowDoor.passesPerNetwork, { intervalMs: 360_000, burst: 3 })
  t.match(snapshot.pass, { lifetimeSeconds: 2, renewAfterSeconds: 1, proofMaxAgeSeconds: 3 })
  t.equal(snapshot.pass.graceSeconds, 0)
  t.same(snapshot.pass.requestsMax, { waited: 7, worked: 600, vouched: 5000 })
  t.equal(snapshot.pass.keysFile, '/keys')
  t.match(onlySite(snapshot), { languages: ['en'], scheme: 'https', brandName: 'My Portal' })
  t.equal(onlySite(snapshot).contact.phone, '2')
  t.equal(snapshot.contact.phone, '1')
  t.end()
})

t.test('addresses', (t) => {
  for (const { listen, want } of [
    { listen: '0.0.0.0:0', want: { kind: 'tcp', host: '0.0.0.0', port: 0 } },
    { listen: '[::1]:8080', want: { kind: 'tcp', host: '::1', port: 8080 } },
    { listen: 'localhost:80', want: { kind: 'tcp', host: 'localhost', port: 80 } },
    { listen: 'unix:/run/http.sock', want: { kind: 'unix', path: '/run/http.sock' } },
    { listen: 'unix:run/http.sock', want: { kind: 'unix', path: '/etc/paart/run/http.sock' } },
  ]) {
    t.match(snapshotOf(written({ listen })).listen, [{ address: want }], listen)
  }
  t.end()
})

t.test('the admin address, and who can reach it', (t) => {
  for (const { address, want, isOpen } of [
    { address: 'none', want: null, isOpen: false },
    { address: '127.8.9.1:0', want: { kind: 'tcp', host: '127.8.9.1', port: 0 }, isOpen: false },
    { address: 'LocalHost:1', want: { kind: 'tcp', host: 'LocalHost', port: 1 }, isOpen: false },
    { address: '[::1]:1', want: { kind: 'tcp', host: '::1', port: 1 }, isOpen: false },
    { address: '10.0.0.1:1', want: { kind: 'tcp', host: '10.0.0.1', port: 1 }, isOpen: true },
    { address: 'gate.lu:1', want: { kind: 'tcp', host: 'gate.lu', port: 1 }, isOpen: true },
  ]) {
    const more = `admin: { socket: x.sock, address: "${address}" }`
    const compiled = compileConfig(written({ more }), OPTIONS)
    const got = compiled.ok ? compiled.snapshot.admin : null
    t.same(got, { socket: '/etc/paart/x.sock', address: want }, address)
    const codes = compiled.mistakes.map(({ severity, code }) => `${severity} ${code}`)
    t.same(codes, isOpen ? ['warning PAART_ADMIN_OPEN'] : [], address)
  }
  t.end()
})

const manyBackends = (count: number): string =>
  Array.from({ length: count }, (_, backend) => {
    const servers = Array.from({ length: 16 }, (_, server) => `unix:${backend}-${server}`)
    return `  b${backend}: { servers: [${servers.join()}] }\n`
  }).join('')

const withBackends = (count: number): string =>
  written({}).replace(
    /backends: .*\n/,
    `backends:\n  portal: { servers: [unix:a] }\n${manyBackends(count)}`,
  )

t.test('servers have a place each, and there are so many places', (t) => {
  const places = snapshotOf(withBackends(15)).backends.flatMap(({ servers }) => servers)
  t.equal(new Set(places.map(({ place }) => place)).size, 241)
  t.match(places[1], { url: 'unix:0-0', socketPath: '/etc/paart/0-0' })
  const many = compileConfig(withBackends(16), OPTIONS)
  t.match(
    many.mistakes.find(({ severity }) => severity === 'error'),
    { code: 'PAART_VALUE', message: 'all backends together have more than 256 servers' },
  )
  t.end()
})

t.test('workers: auto means one per core, at least one and no more than can be told', (t) => {
  for (const { cores, want } of [
    { cores: 0, want: 1 },
    { cores: 2, want: 2 },
    { cores: 500, want: 64 },
  ]) {
    t.equal(snapshotOf(written({}), { ...OPTIONS, cores }).workers, want, `${cores} cores`)
  }
  t.end()
})

t.test('hosts lead to sites', (t) => {
  const sites = [
    site({ name: 'exact', hosts: '[A.Example.lu, "[::1]", 127.0.0.1]' }),
    site({ name: 'short', hosts: '["*.lu"]' }),
    site({ name: 'long', hosts: '["*.Example.lu"]' }),
  ].join('\n')
  const snapshot = snapshotOf(written({ sites }))
  t.same([...snapshot.siteByHost.keys()], ['a.example.lu', '[::1]', '127.0.0.1'])
  t.equal(snapshot.siteByHost.get('a.example.lu'), snapshot.sites[0])
  t.same(
    snapshot.siteBySuffix.map(([suffix, found]) => [suffix, found.name]),
    [
      ['.example.lu', 'long'],
      ['.lu', 'short'],
    ],
    'the longest suffix comes first',
  )
  t.equal(snapshot.siteOfAnyHost, null)
  t.end()
})

t.test('sites of one pass domain share passes', (t) => {
  const sites = [
    site({ name: 'one', hosts: '[one.example.lu]', more: 'pass: { domain: Example.lu }' }),
    site({ name: 'two', hosts: '[two.example.lu]', more: 'pass: { domain: example.lu }' }),
    site({ name: 'alone', hosts: '[alone.example.lu]' }),
    site({ name: 'lonely', hosts: '[lonely.example.lu]' }),
  ].join('\n')
  t.same(
    snapshotOf(written({ sites })).sites.map(({ passDomain, passSites }) => [
      passDomain,
      passSites,
    ]),
    [
      ['example.lu', ['one', 'two']],
      ['example.lu', ['one', 'two']],
      [null, ['alone']],
      [null, ['lonely']],
    ],
  )
  t.end()
})

t.test('a site that ignores case matches in lower case, as its paths are read', (t) => {
  const sites = site({
    more: 'caseInsensitivePaths: true',
    routes: '- { name: login, path: /LogIn, policy: read }',
  })
  const policies = '  read: { rules: [{ name: a, when: { path: /Health }, then: pass }] }'
  const only = onlySite(snapshotOf(written({ sites, policies })))
  t.equal(routeOf(only, 'GET', '/login')?.name, 'login')
  t.equal(only.routes[0]?.policy.rules[0]?.matches(factsOf({}), '/health'), true)
  t.end()
})

t.test('conditions of a rule', (t) => {
  const both =
    '{ path: [/a, "/b/**"], method: POST, network: 192.0.2.0/24, header: { User-Agent: ["*SQLMap*"] } }'
  const matching = { method: 'POST', address: '192.0.2.1', headers: { 'user-agent': 'x sqlmap/1' } }
  const policies = `  read: { rules: [{ name: a, when: ${both}, then: deny }] }`
  const rule = routeOf(onlySite(snapshotOf(written({ policies }))), 'GET', '/')!.policy.rules[0]!
  for (const { name, given, path, want } of [
    { name: 'all hold', given: matching, path: '/a', want: true },
    { name: 'another path of the list', given: matching, path: '/b/c', want: true },
    { name: 'no path of the list', given: matching, path: '/c', want: false },
    { name: 'another method', given: { ...matching, method: 'GET' }, path: '/a', want: false },
    { name: 'another header', given: { ...matching, headers: {} }, path: '/a', want: false },
    {
      name: 'another network',
      given: { ...matching, address: '198.51.100.1' },
      path: '/a',
      want: false,
    },
  ]) {
    t.equal(rule.matches(factsOf(given), path), want, name)
  }
  t.end()
})

t.test('what a rule does', (t) => {
  for (const { does, want } of [
    { does: 'pass', want: { kind: 'pass' } },
    { does: 'limit', want: { kind: 'limit' } },
    { does: '{ points: 3 }', want: { kind: 'points', points: 3 } },
    { does: '"points: 100"', want: { kind: 'points', points: 100 } },
    { does: '{ mark: office }', want: { kind: 'mark', mark: 'office' } },
    { does: '"mark: office"', want: { kind: 'mark', mark: 'office' } },
  ]) {
    const policies = `  read: { rules: [{ name: a, when: { path: /a }, then: ${does} }] }`
    const { policy } = onlySite(snapshotOf(written({ policies }))).routes[0]!
    t.same(policy.rules[0]?.then, want, does)
  }
  t.end()
})

t.test('policies', (t) => {
  const never = snapshotOf(written({ policies: '  read: { challenge: never }' }))
  t.equal(onlySite(never).routes[0]?.policy.challengeAt, Infinity, 'never is never, at any score')
  const sites = site({ routes: '- { name: a, path: /a, policy: read }' })
  const [first, second] = onlySite(snapshotOf(written({ sites }))).routes
  t.equal(first?.policy, second?.policy, 'routes of one site share a policy')
  t.end()
})

t.test('what all share keeps a part for those whose network is known, and has free looks', (t) => {
  const looks = 'freeLooks: { count: 20, for: 10m }'
  for (const [limit, strangers, freeLooks] of [
    [`key: route, burst: 100, over: challenge, ${looks}`, 75, { count: 20, forMs: 600_000 }],
    ['key: [site, query-shape], burst: 3, over: challenge', 3, null],
    ['key: route, burst: 100, over: limit', null, null],
    ['key: [route, network], burst: 100, over: challenge', null, null],
  ] as const) {
    const policies = `  read: { limits: [{ name: a, rate: 1/s, ${limit} }] }`
    const { policy } = onlySite(snapshotOf(written({ policies }))).routes[0]!
    const [got] = policy.limits
    const want = strangers === null ? null : { intervalMs: 1000, burst: strangers }
    t.same([got?.strangers, got?.freeLooks], [want, freeLooks], limit)
  }
  t.end()
})

t.test('anchors and aliases are written out', (t) => {
  const policies = `  read: { limits: [&one { name: a, key: address, rate: 1/s, over: limit }] }
  other: { limits: [*one] }`
  const sites = site({ routes: '- { name: a, path: /a, policy: other }' })
  const { policy } = onlySite(snapshotOf(written({ policies, sites }))).routes[0]!
  t.match(policy.limits[0], { counter: 'portal\0other\0a', bound: { intervalMs: 1000, burst: 1 } })
  t.end()
})

t.test('signals are listened to wherever something is challenged', (t) => {
  const unset = { headers: true, behaviour: true, dwellMs: 1000, points: new Map() }
  const settings = (signals: string) => {
    const policies = `  read:\n    challenge: when-suspicious\n    ${signals}`
    return snapshotOf(written({ policies })).sites[0]!.routes[0]!.policy.signals
  }
  t.same(settings('challengeAt: 5'), { ...unset, line: 12 })
  t.match(settings('signals: { headers: off, dwell: 3s }'), { headers: false, dwellMs: 3000 })
  t.equal(settings('signals: { headers: off, behaviour: off }'), null)
  t.same(settings('signals: { points: { http-1.0: 5 }, off: [language-any] }'), {
    ...unset,
    points: new Map([
      ['http-1.0', 5],
      ['language-any', 0],
    ]),
    line: 14,
  })
  const never = written({ policies: '  read: { challenge: never }' })
  t.equal(snapshotOf(never).sites[0]!.routes[0]!.policy.signals, null)
  t.end()
})
