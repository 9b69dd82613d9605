import t from 'tap'
import { compileConfig, renderMistakes } from '../../src/config/index.ts'
import { factsOf, ledgerOf } from '../support/facts.ts'
import { judge } from '../../src/policies/index.ts'

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => `      - ${line(i)}`).join('\n')
}

function written(parts: { readonly routes?: string; readonly rules?: string }): string {
  const { routes = '      - { name: everything, policy: large }' } = parts
  return `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: portal
    routes:
${routes}
policies:
  large:
    rules:
${parts.rules ?? '      []'}
`
}

function compile(text: string) {
  return compileConfig(text, { file: 'paart.yaml', folder: '/', cores: 1 })
}

/** What an operator reads. */
function told(text: string): string {
  return renderMistakes(compile(text).mistakes, text)
}

const rule = (i: number): string => `{ name: r${i}, when: { path: "/part/${i}/*" }, then: deny }`
const route = (i: number): string => `{ name: r${i}, path: "/part/${i}/**", policy: large }`

t.test('a policy of 10,000 rules is taken, and its last rule is heard', async (t) => {
  const compiled = compile(written({ rules: lines(10_000, rule) }))
  t.same(compiled.mistakes, [])
  const site = compiled.ok ? compiled.snapshot.sites[0] : undefined
  const judged = (path: string) => site && judge(factsOf({ path }), site, ledgerOf())?.decision
  t.match(judged('/part/9999/x'), { kind: 'deny', reason: { name: 'r9999', line: 10_013 } })
  t.match(judged('/part/10000/x'), { kind: 'pass' })
})

t.test('one rule more is a mistake', async (t) => {
  t.equal(
    told(written({ rules: lines(10_001, rule) })),
    `paart.yaml:14:7: error: "rules" must hold at most 10000 [PAART_VALUE]
14 |       - { name: r0, when: { path: "/part/0/*" }, then: deny }
   |       ^

1 mistake
`,
  )
})

/** These, and one for everything behind them. */
function routed(routes: readonly string[]): string {
  const all = [...routes, '{ name: everything, policy: large }']
  return written({ routes: lines(all.length, (i) => all[i] ?? '') })
}

t.test('of 1,000 routes the one that nobody reaches is named', async (t) => {
  const routes = Array.from({ length: 999 }, (_, i) => route(i))
  t.same(told(routed(routes)), '')
  const overlapping = routes.with(700, '{ name: late, path: "/part/7/form", policy: large }')
  t.equal(
    told(routed(overlapping)),
    `paart.yaml:710:9: error: no request reaches the route "late" [PAART_UNREACHABLE_ROUTE]
710 |       - { name: late, path: "/part/7/form", policy: large }
    |         ^
hint: the route "r7" in line 17 takes them all; put it after this one

1 mistake
`,
  )
})
