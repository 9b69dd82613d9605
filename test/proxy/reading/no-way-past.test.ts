import t from 'tap'
import { compileConfig } from '../../../src/config/index.ts'
import { type Site, type Snapshot } from '../../../src/model/index.ts'
import { type Judged, judge } from '../../../src/policies/index.ts'
import { identifyDescribed } from '../../../src/proxy/index.ts'
import { readTarget } from '../../../src/proxy/reading/target.ts'
import { addressOf, factsOf, ledgerOf } from '../../support/facts.ts'
import { SERVERS } from '../../support/path-servers.ts'
import { targetsTo } from '../../support/paths-to.ts'
import { randomFrom } from '../../support/random.ts'

/** CI tries more: twenty servers read each of them. */
const TARGETS = Number(process.env['PAART_PATH_TARGETS'] ?? 10_000)
const SEED = Number(process.env['PAART_HOSTILE_SEED'] ?? 42)

function snapshotOf({ site = '', routes = ROUTES, policies = POLICIES }): Snapshot {
  const text = `
version: 1
listen: [{ address: 127.0.0.1:8080 }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { app: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: app
    hosts: ["*"]
    backend: app
    ${site}
    routes: [${inOneLine(routes)}]
policies: { ${inOneLine(policies)} }
`
  const compiled = compileConfig(text, { file: 'paart.yaml', folder: '/etc/paart', cores: 1 })
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

const ROUTES = `
  { name: protected, path: "/protected/**", policy: closed },
  { name: office, path: "/büro/**", policy: closed },
  { name: login, path: /login, policy: asked },
  { name: everything, policy: open }`

const POLICIES = `
  closed: { rules: [{ name: closed, when: { path: "/**" }, then: deny }] },
  asked: { challenge: always },
  open: { challenge: never, rules: [
    { name: papers, when: { path: "/open/**" }, then: pass },
    { name: drawers, when: { path: ["/intern/**", "/a b"] }, then: deny },
    { name: secrets, when: { expression: 'path.startsWith("/secret")' }, then: deny }] }`

interface Answer {
  /** The word of a refusal, or what was decided. */
  readonly kind: string
  readonly judged: Judged | null
}

function ask(target: string, snapshot: Snapshot, method = 'GET'): Answer {
  const [site] = snapshot.sites
  if (site === undefined) throw new Error('no site')
  const found = identifyDescribed(
    {
      nowMs: 0,
      method,
      target,
      rawHeaders: ['Host', 'a'],
      scheme: 'https',
      peer: addressOf('192.0.2.1'),
    },
    snapshot,
  )
  if (found.kind !== 'known')
    return { kind: found.kind === 'own' ? 'own' : found.why, judged: null }
  const judged = judge(factsOf({ ...found.known, headers: {} }), site, ledgerOf())
  return { kind: judged?.decision.kind ?? 'no-such-route', judged }
}

/** What a page asks for, in the order of severity. */
function wanted(page: string): 'deny' | 'challenge' | null {
  const path = Buffer.from(page, 'latin1').toString('utf8').includes('\uFFFD')
    ? page
    : Buffer.from(page, 'latin1').toString('utf8')
  const isDenied = [page, path].some((one) =>
    /^\/(?:(?:protected|büro|intern)(?:\/|$)|a b$|secret)/.test(one),
  )
  if (isDenied) return 'deny'
  return page === '/login' ? 'challenge' : null
}

const REFUSED = new Set(['ambiguous-path', 'bad-target', 'no-such-page'])

t.test('no target leads past a route or a rule, whatever server stands behind', async (t) => {
  const snapshot = snapshotOf({})
  const loose = snapshotOf({ site: 'caseInsensitivePaths: true' })
  const paths = [
    '/protected/page.html',
    '/b%C3%BCro/akte.pdf',
    '/login',
    '/intern/x',
    '/a%20b',
    '/secrets',
  ]
  const targets = targetsTo(paths, { count: TARGETS, random: randomFrom(SEED) })
  const kinds = new Map<string, number>()
  const past: string[] = []
  let ways = 0
  for (const target of targets) {
    const read = readTarget(target, 'a')
    if (typeof read === 'string') continue
    const { kind } = ask(target, snapshot)
    const ignoringCase = ask(target, loose).kind
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    for (const [server, pageOf] of Object.entries(SERVERS)) {
      const page = pageOf(read.path)
      const want = wanted(page)
      if (want !== null) ways++
      const isHeld = (got: string): boolean => got === 'deny' || got === want || REFUSED.has(got)
      if (want !== null && !isHeld(kind)) past.push(`${target} by ${server}: ${page}, ${kind}`)
      const lower = wanted(page.toLowerCase())
      if (lower !== null && !(ignoringCase === lower || isHeld(ignoringCase))) {
        past.push(`${target} by ${server} that ignores case: ${page}, ${ignoringCase}`)
      }
    }
  }
  t.comment(
    `${targets.length} targets, seed ${SEED}: ${ways} readings lead there, ${past.length} past`,
  )
  t.comment(JSON.stringify(Object.fromEntries(kinds)))
  t.strictSame(past.slice(0, 10), [])
  t.ok(ways > targets.length, 'most of them lead there')
})

const ONE = snapshotOf({
  routes: '{ name: a, path: "/job/**", policy: open }, { name: b, policy: open }',
  policies: 'open: { challenge: never }',
})

t.test('where all readings come to one policy no path is refused for looking odd', async (t) => {
  const paths = [
    '/job/x/feature%252Flogin/',
    '/a/50%2525.txt',
    '/%C0%B4.html',
    '/caf%C3%A9%2Fb;jsessionid=A1.n1/',
    '/a/%252e%252e/b',
    '/a%2500',
    '/a%u002f',
    '/%C0%AF',
    '//host\\a/b',
    '/a%2fb\\..\\c',
    '/%61%62%63/%2e%2e;a/%2fd//..;/',
    '/;'.repeat(2_000),
  ]
  for (const path of paths) t.equal(ask(path, ONE).kind, 'pass', path.slice(0, 40))
  for (const path of ['/a%00', '/%00']) t.equal(ask(path, ONE).kind, 'ambiguous-path', path)
})

t.test('no reading leads to the gate’s own paths, however many there are', async (t) => {
  const paths = [
    '/%2epaart/x',
    '/%252epaart/x',
    '/%25252epaart/x',
    '/a/..;/.paart/x',
    '/.pa%09art/',
    '/%61%62%63/%2e%2e;a/%2fd//..;/.PAART/',
    '/%61%62%63/%2e%2e;a/%2fd//..;/%252epaar%74/',
    '/%61%62%63/%2e%2e;a/%2fd//..;/%u002e%70aart/',
    '/%61%62%63/%2e%2e;a/%2fd//..;/%c0%aepaart/',
    `/%61%62%63/%2e%2e;a/%2fd//..;/%${'25'.repeat(12)}2e`,
  ]
  for (const path of paths) t.equal(ask(path, ONE).kind, 'no-such-page', path)
})

/** More readings than are judged. */
const ANY = '/%61%62%63/%2e%2e;a/%2fd//..;/'

t.test('of a path that may be any the strictest policy of the site decides', async (t) => {
  const closed = snapshotOf({})
  t.equal(ask(ANY, closed).kind, 'deny')
  const asked = snapshotOf({
    routes: '{ name: login, path: /login, policy: asked }, { name: all, policy: open }',
    policies: 'asked: { challenge: always }, open: { challenge: never }',
  })
  const { kind, judged } = ask(ANY, asked)
  t.strictSame([kind, judged?.route.name], ['challenge', 'login'])
  const posts =
    '{ name: login, path: /login, methods: [POST], policy: asked }, { name: all, policy: open }'
  const byMethod = snapshotOf({
    routes: posts,
    policies: 'asked: { challenge: always }, open: { challenge: never }',
  })
  t.equal(ask(ANY, byMethod).kind, 'pass', 'of those that take the method')
  t.equal(ask(ANY, byMethod, 'POST').kind, 'challenge')
  const none = snapshotOf({
    routes: '{ name: all, methods: [POST], policy: open }',
    policies: 'open: { challenge: never }',
  })
  t.equal(ask(ANY, none).kind, 'no-such-route')
})

t.test('and of its rules those about paths, but that let pass', async (t) => {
  const cases: readonly (readonly [rules: string, want: string])[] = [
    ['{ name: a, when: { path: /a }, then: deny }', 'deny'],
    [
      '{ name: a, when: { path: /a }, then: pass }, { name: b, when: { method: GET }, then: deny }',
      'deny',
    ],
    [
      '{ name: a, when: { method: GET }, then: pass }, { name: b, when: { path: /a }, then: deny }',
      'pass',
    ],
    ['{ name: a, when: { path: /a, method: POST }, then: deny }', 'pass'],
    [`{ name: a, when: { expression: 'path == "/a"' }, then: deny }`, 'deny'],
    [
      `{ name: a, when: { expression: '!path.startsWith("/a")' }, then: pass }, { name: b, when: { method: GET }, then: limit }`,
      'limit',
    ],
    [`{ name: a, when: { expression: 'method == "POST"' }, then: deny }`, 'pass'],
  ]
  for (const [rules, want] of cases) {
    const policies = `open: { challenge: when-suspicious, rules: [${rules}] }`
    const snapshot = snapshotOf({ routes: '{ name: all, policy: open }', policies })
    t.equal(ask(ANY, snapshot).kind, want, rules)
  }
})

t.test('of very many routes one is heard for each policy', async (t) => {
  const many = Array.from({ length: 200 }, (_, i) => `{ name: r${i}, path: /r/${i}, policy: open }`)
  const routes = (last: string): string => [...many, `{ name: all, policy: ${last} }`].join(', ')
  const policies = 'asked: { challenge: always }, open: { challenge: never }'
  t.equal(ask(ANY, snapshotOf({ routes: routes('open'), policies })).kind, 'pass')
  t.equal(ask(ANY, snapshotOf({ routes: routes('asked'), policies })).kind, 'challenge')
  const different = Array.from({ length: 100 }, (_, i) => i)
  const apart = snapshotOf({
    routes: different.map((i) => `{ name: r${i}, path: /r/${i}, policy: p${i} }`).join(', '),
    policies: different.map((i) => `p${i}: { challenge: never }`).join(', '),
  })
  t.equal(ask(ANY, apart).kind, 'no-such-route', 'and more policies than are asked let nobody in')
})

function kindsOf(paths: readonly string[], snapshot: Snapshot): readonly string[] {
  return paths.map((path) => ask(path, snapshot).kind)
}

t.test(
  'a route refuses ambiguous paths by itself, or takes them where its site does not',
  async (t) => {
    const policies = 'open: { challenge: never }'
    const refusing = snapshotOf({
      routes: `{ name: api, path: "/api/**", policy: open, ambiguousPath: reject }, { name: all, policy: open }`,
      policies,
    })
    const paths = ['/api/a', '/api//a', '/x/..;/api/a', '/x//a', '/api/caf%C3%A9/', ANY]
    t.strictSame(kindsOf(paths, refusing), [
      'pass',
      'ambiguous-path',
      'ambiguous-path',
      'pass',
      'pass',
      'ambiguous-path',
    ])
    const taking = snapshotOf({
      site: 'ambiguousPath: reject',
      routes: `{ name: job, path: "/job/**", policy: open, ambiguousPath: strictest }, { name: all, policy: open }`,
      policies,
    })
    t.strictSame(kindsOf(['/job/a%252Fb', '/job//a', '/job/../a', '/a//b', '/a'], taking), [
      'pass',
      'pass',
      'ambiguous-path',
      'ambiguous-path',
      'pass',
    ])
    const lonely = snapshotOf({
      site: 'ambiguousPath: reject',
      routes: `{ name: job, path: "/job/**", policy: open, ambiguousPath: strictest }`,
      policies,
    })
    t.strictSame(kindsOf(['/job//a', '/a//b', '/a'], lonely), [
      'pass',
      'ambiguous-path',
      'no-such-route',
    ])
  },
)

t.test('a pattern means a path in either spelling', async (t) => {
  const cases: readonly (readonly [pattern: string, path: string, want: boolean])[] = [
    ['/café/**', '/caf%C3%A9/x', true],
    ['/café/**', '/caf%c3%a9', true],
    ['/caf%C3%A9/**', '/caf%c3%a9/x', true],
    ['/caf%E9/**', '/caf%E9/x', true],
    ['/sch%C3%BCler/**', '/sch%C3%BCler/klassen', true],
    ['/schüler/**', '/sch%C3%BCler/klassen', true],
    ['/sch%C3%BCler/**', '/schuler/klassen', false],
    ['/a b/**', '/a%20b/c', true],
    ['/a%20b/**', '/a%20b/c', true],
    ['/a b/**', '/a+b/c', false],
    ['/user@example/**', '/user%40example/x', true],
    ['/wiki/C%2B%2B', '/wiki/C++', true],
    ['/50%25/**', '/50%25/x', true],
    ['/50%/**', '/50%25/x', true],
    ['/a%2fb/**', '/a%2Fb/x', false],
    ['/job/**', '/job/a%252Fb/', true],
    ['/%61bc/**', '/abc/x', true],
    ['/*/é.html', '/x/%C3%A9.html', true],
    ['/**/*.css', '/a/b/c.css', true],
    ['/**/*.css', '/c.css', true],
    ['/**/*.css', '/a/c.css/x', false],
    ['/**/*.é', '/a/x.%C3%A9', true],
    ['/odata/%24metadata', '/odata/$metadata', true],
    ['/a%7Bb%7D', '/a%7Bb%7D', true],
  ]
  for (const [pattern, path, want] of cases) {
    const snapshot = snapshotOf({
      routes: `{ name: one, path: "${pattern}", policy: one }, { name: rest, policy: asked }`,
      policies: 'one: { challenge: never }, asked: { challenge: always }',
    })
    const name = `${pattern} and ${path}`
    t.equal(ask(path, snapshot).kind, want ? 'pass' : 'challenge', name)
    const deny = `{ name: no, when: { path: "${pattern}" }, then: deny }`
    const byRule = snapshotOf({
      routes: '{ name: all, policy: open }',
      policies: `open: { challenge: never, rules: [${deny}] }`,
    })
    if (want) t.equal(ask(path, byRule).kind, 'deny', `${name}, in a rule`)
  }
})

t.test('among many routes too, and where case does not count', async (t) => {
  const many = Array.from({ length: 20 }, (_, i) => `{ name: r${i}, path: /r/${i}, policy: open }`)
  const snapshot = snapshotOf({
    site: 'caseInsensitivePaths: true',
    routes: `${many.join(', ')}, { name: one, path: "/CAF%C3%89/**", policy: asked }, { name: all, policy: open }`,
    policies: 'asked: { challenge: always }, open: { challenge: never }',
  })
  for (const path of ['/caf%C3%A9/x', '/CAF%C3%89', '/Caf%c3%89/x']) {
    t.equal(ask(path, snapshot).kind, 'challenge', path)
  }
  t.equal((snapshot.sites[0] as Site).routesFor('/café/x').length, 2)
})
