import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { compileConfig } from '../../src/config/index.ts'
import { type Policy, type Route, type Site, type Snapshot } from '../../src/model/index.ts'

const EXAMPLE = readFileSync(new URL('../../config/paart.yaml', import.meta.url), 'utf8')

const LOGO = readFileSync(new URL('../../config/logo.svg', import.meta.url), 'latin1')

const OPTIONS = {
  file: 'paart.yaml',
  folder: '/etc/paart',
  cores: 4,
  tellsWishes: true,
  files: new Map([['/etc/paart/logo.svg', { text: LOGO }]]),
}

function compileExample(): Snapshot {
  const compiled = compileConfig(EXAMPLE, OPTIONS)
  t.same(compiled.mistakes, [], 'the example has neither mistakes nor warnings')
  if (!compiled.ok) throw new Error('the example does not compile')
  return compiled.snapshot
}

function routeOf(target: Site, method: string, path: string): Route | undefined {
  return target.routes.find((route) => route.matches(method, path))
}

t.test('the example', (t) => {
  const snapshot = compileExample()
  const demo = snapshot.sites[0]!
  for (const [method, path, want] of [
    ['GET', '/assets/style.css', 'assets open never'],
    ['HEAD', '/assets/a/b', 'assets open never'],
    ['POST', '/assets/style.css', 'everything read when-suspicious'],
    ['POST', '/inquiries/1/contributions', 'contribute write always'],
    ['GET', '/inquiries/1/contributions', 'everything read when-suspicious'],
    ['GET', '/inquiries/1', 'form form always'],
    ['POST', '/inquiries/1', 'everything read when-suspicious'],
    ['POST', '/login', 'login login when-suspicious'],
    ['GET', '/download', 'download read when-suspicious'],
    ['DELETE', '/anything', 'everything read when-suspicious'],
  ] as const) {
    const route = routeOf(demo, method, path)
    const got = `${route?.name} ${route?.policy.name} ${route?.policy.challenge}`
    t.equal(got, want, `${method} ${path}`)
  }
  const read = routeOf(demo, 'GET', '/')!.policy
  t.same(
    read.limits.map(({ counter, bound, over }) => [counter, bound, over]),
    [
      ['demo\0read\0network', { kind: 'rate', intervalMs: 500, burst: 60 }, 'challenge'],
      ['demo\0read\0whole route', { kind: 'rate', intervalMs: 20, burst: 1000 }, 'challenge'],
      ['demo\0read\0pass', { kind: 'rate', intervalMs: 100, burst: 120 }, 'limit'],
      ['demo\0read\0slow door', { kind: 'rate', intervalMs: 10_000, burst: 10 }, 'limit'],
    ],
    'reading has four limits',
  )
  const challenging = demo.routes.map(({ policy }) => policy).filter(isChallenging)
  t.ok(
    challenging.every(({ limits }) => limits.some(({ name }) => name === 'slow door')),
    'every policy that challenges limits the slow door',
  )
  t.equal(snapshot.siteOfAnyHost, demo, 'serves every host')
  t.equal(demo.brandName, 'Demonstration portal')
  const lines = EXAMPLE.split('\n')
  for (const route of demo.routes) {
    const { line, name, policy } = route
    t.match(lines[line - 1], `name: ${name}`, `the route "${name}" knows its line`)
    t.match(lines[policy.line - 1], `${policy.name}:`, `the policy "${policy.name}" knows its line`)
    for (const limit of policy.limits) t.match(lines[limit.line - 1], `name: ${limit.name}`)
  }
  t.end()
})

function isChallenging({ challenge }: Policy): boolean {
  return challenge !== 'never'
}

t.test('a snapshot is frozen through and through', (t) => {
  const seen = new Set<unknown>()
  const thawed: string[] = []
  function look(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (!Object.isFrozen(value)) thawed.push(path)
    for (const [key, part] of Object.entries(value)) look(part, `${path}.${key}`)
  }
  look(compileExample(), 'snapshot')
  t.same(thawed, [])
  t.ok(seen.size > 40)
  t.end()
})

t.test('the hash is of the text and of the files that it names', (t) => {
  const hash = createHash('sha256').update(EXAMPLE).update(`\0/etc/paart/logo.svg\0${LOGO}`)
  const want = hash.digest('hex').slice(0, 12)
  t.equal(compileExample().hash, want)
  const other = compileConfig(`${EXAMPLE}\n`, OPTIONS)
  t.not(other.ok && other.snapshot.hash, want)
  t.end()
})
