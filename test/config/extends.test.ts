import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { type FilesRead, compileConfig } from '../../src/config/index.ts'
import { PRESETS, presetFile } from '../../src/config/schema/presets.ts'
import { type Policy, whereIs } from '../../src/model/index.ts'
import { withFiles } from '../../src/control/examining/index.ts'

/** A configuration whose one route uses the policy `used`. */
function written(policies: string): string {
  return `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: portal
    routes: [{ name: everything, policy: used }]
policies:
${policies}
`
}

/** The presets, as a gate that uses one reads them. */
const { files: SHIPPED } = await withFiles(written('  used: { extends: preset/x }'), '/')

function compile(policies: string, files: FilesRead = SHIPPED) {
  return compileConfig(written(policies), { file: 'paart.yaml', folder: '/', cores: 1, files })
}

function used(policies: string): Policy {
  const compiled = compile(policies)
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot.sites[0]!.routes[0]!.policy
}

function told(policies: string, files?: FilesRead): string[] {
  const { mistakes } = compile(policies, files)
  return mistakes.map(({ line, code, message }) => `${line} ${code} ${message}`)
}

const rule = (name: string, then: string) => `{ name: ${name}, when: { path: /x }, then: ${then} }`
const limit = (name: string, burst: number) =>
  `{ name: ${name}, key: network, rate: 1/s, burst: ${burst}, over: limit }`

t.test('what a policy says stands; what it does not say it inherits', (t) => {
  const policy =
    used(`  base: { challenge: always, clearance: worked, challengeAt: 3, mode: shadow }
  used: { extends: base, clearance: waited }`)
  t.match(policy, {
    name: 'used',
    challenge: 'always',
    clearance: 'waited',
    challengeAt: 3,
    share: 0,
  })
  t.equal(used('  base: {}\n  used: { extends: base }').challenge, 'when-suspicious')
  t.end()
})

t.test('own rules and limits stand first, and replace inherited ones of their name', (t) => {
  const policy =
    used(`  one: { rules: [${rule('a', 'pass')}, ${rule('b', 'pass')}], limits: [${limit('l', 1)}] }
  two: { rules: [${rule('b', 'deny')}, ${rule('c', 'pass')}], limits: [${limit('l', 2)}, ${limit('m', 3)}] }
  used: { extends: [one, two], rules: [${rule('c', 'deny')}], limits: [${limit('n', 4)}] }`)
  t.same(
    policy.rules.map(({ name, then, line }) => [name, then.kind, line]),
    [
      ['c', 'deny', 13],
      ['a', 'pass', 11],
      ['b', 'pass', 11],
    ],
  )
  t.same(
    policy.limits.map(({ counter, bound }) => [counter, bound]),
    [
      ['portal\0used\0n', { kind: 'rate', intervalMs: 1000, burst: 4 }],
      ['portal\0used\0l', { kind: 'rate', intervalMs: 1000, burst: 1 }],
      ['portal\0used\0m', { kind: 'rate', intervalMs: 1000, burst: 3 }],
    ],
  )
  t.end()
})

t.test('a policy that is extended is used, and heirs have heirs', (t) => {
  const policies = `  a: { challenge: always }
  b: { extends: a, challengeAt: 9 }
  used: { extends: b }`
  t.match(used(policies), { challenge: 'always', challengeAt: 9 })
  t.same(told(policies), [], 'nobody warns of what the route does not name itself')
  t.end()
})

t.test('circles, unknown names and unknown presets are mistakes at their line', (t) => {
  t.same(told('  used: { extends: used }'), [
    '11 PAART_EXTENDS the policy extends itself: used -> used',
  ])
  t.same(
    told(`  a: { extends: b }
  b: { extends: used }
  used: { extends: a }`),
    ['13 PAART_EXTENDS the policy extends itself: a -> b -> used -> a'],
  )
  t.same(told('  used: { extends: raed }\n  read: {}'), [
    '11 PAART_UNKNOWN_POLICY no policy "raed" is described',
    '12 PAART_UNUSED the policy "read" is used by nothing',
  ])
  t.same(told('  used: { extends: preset/browser-form }'), [
    '11 PAART_UNKNOWN_PRESET no preset "browser-form" ships with the gate',
  ])
  const { mistakes } = compile('  used: { extends: [preset/browser-form, public-inquiry] }')
  t.same(
    mistakes.map(({ hint }) => hint),
    ['did you mean "browser-forms"?', 'did you mean "preset/public-inquiry"?'],
  )
  t.end()
})

t.test('what is wrong in what is inherited is told once', (t) => {
  const policies = `  a: { challenge: sometimes }
  b: { extends: a }
  used: { extends: [a, b] }`
  t.same(told(policies), [
    '11 PAART_VALUE "challenge" must be never, when-suspicious or always, not "sometimes"',
  ])
  t.same(told('  used: { extends: 7 }'), [
    '11 PAART_VALUE "extends" must be a text or a list of texts, not 7',
  ])
  t.end()
})

/** One for each preset that lets crawlers in. */
const AGENTS = `agents:
  googlebot: { userAgent: googlebot, hostNames: [googlebot.com] }
  archive-lu: { userAgent: nlux, hostNames: [bnl.lu] }`

t.test('every preset ships, is listed, and is right', (t) => {
  const folder = new URL('../../config/presets/', import.meta.url)
  t.same(
    readdirSync(folder)
      .filter((file) => !file.endsWith('.tests.yaml'))
      .toSorted(),
    PRESETS.map((name) => `${name}.yaml`).toSorted(),
  )
  for (const name of PRESETS) {
    t.same(told(`  used: { extends: preset/${name} }\n${AGENTS}`), [], name)
    t.ok(readFileSync(presetFile(name), 'utf8').startsWith('# '), 'it says what it is for')
  }
  t.end()
})

/** Two presets with these texts. */
const shelf = (browserForms: string, publicInquiry: string): FilesRead =>
  new Map([
    [presetFile('browser-forms'), { text: browserForms }],
    [presetFile('public-inquiry'), { text: publicInquiry }],
  ])

t.test('a preset may extend others, and a circle of them is told', (t) => {
  const forms = 'extends: preset/public-inquiry\nchallengeAt: 9'
  const using = '  used: { extends: preset/browser-forms }'
  const compiled = compile(using, shelf(forms, 'challenge: always'))
  const policy = compiled.ok ? compiled.snapshot.sites[0]?.routes[0]?.policy : null
  t.match(policy, { challenge: 'always', challengeAt: 9 })
  t.same(told(using, shelf(forms, 'extends: preset/browser-forms')), [
    '11 PAART_EXTENDS the policy extends itself: preset/browser-forms -> preset/public-inquiry -> preset/browser-forms',
  ])
  t.match(told(using, shelf('a: [', '')), [
    /^11 PAART_EXTENDS the preset "browser-forms" cannot be used: /,
  ])
  t.same(told(using, shelf('', '')), [
    '11 PAART_EXTENDS the preset "browser-forms" cannot be used: it is empty',
  ])
  t.same(told(using, new Map()), [
    '11 PAART_EXTENDS the preset "browser-forms" cannot be used: was not read',
  ])
  t.end()
})

t.test('policies that multiply each other have an end', (t) => {
  const rules = Array.from({ length: 500 }, (_, i) => rule(`r${i}`, 'pass'))
  const heirs = Array.from({ length: 90 }, (_, i) => `  h${i}: { extends: base }`)
  const policies = `  base: { rules: [${rules.join(', ')}] }\n${heirs.join('\n')}\n  used: { extends: base }`
  t.match(
    told(policies).filter((line) => !line.includes('UNUSED')),
    [/PAART_EXTENDS with what they extend, all policies together have more than 40000 rules/],
  )
  t.end()
})

/** What is warned of where the one route is for what an identity provider sends. */
function warnedOf(policies: string): string[] {
  const text = written(policies).replace('{ name: everything,', '{ name: acs, path: /saml/acs,')
  const options = { file: 'paart.yaml', folder: '/', cores: 1, files: SHIPPED }
  return compileConfig(text, options).mistakes.map(({ code }) => code)
}

t.test('where an identity provider sends people back, its preset is recognised', async (t) => {
  const warned = ['PAART_SSO_CALLBACK', 'PAART_NO_CATCH_ALL']
  const quiet = ['PAART_NO_CATCH_ALL']
  const cases: [policies: string, want: string[]][] = [
    ['  used: { extends: preset/sso-callback }', quiet],
    ['  used: { extends: [preset/sso-callback, preset/login-area] }', quiet],
    ['  used: { extends: ours }\n  ours: { extends: preset/sso-callback, challengeAt: 9 }', quiet],
    ['  used: { extends: preset/callbacks }', quiet],
    ['  used: { extends: preset/login-area }', warned],
  ]
  for (const [policies, want] of cases) {
    t.same(warnedOf(policies).toSorted(), want.toSorted(), policies)
  }
})

function lineIn(preset: string, name: string): number {
  const lines = readFileSync(presetFile(preset), 'utf8').split('\n')
  return lines.findIndex((line) => line.includes(`name: ${name}`)) + 1
}

t.test('what a preset says has the line of its own file', async (t) => {
  const { files } = await withFiles(written('  used: { extends: preset/x }'), '/')
  const compiled = compile(
    '  used: { extends: [preset/ai-crawlers, preset/feeds], limits: [{ name: own, key: network, rate: 1/s, over: limit }] }',
    files,
  )
  if (!compiled.ok) throw new Error('it has mistakes')
  const { snapshot } = compiled
  const { rules, limits } = snapshot.sites[0]!.routes[0]!.policy
  const [rule] = rules
  t.same(whereIs(rule!.line, snapshot), {
    file: 'preset/ai-crawlers',
    line: lineIn('ai-crawlers', rule!.name),
  })
  const [own, inherited] = limits
  t.same(whereIs(own!.line, snapshot), { file: 'paart.yaml', line: 11 })
  t.same(whereIs(inherited!.line, snapshot), {
    file: 'preset/feeds',
    line: lineIn('feeds', inherited!.name),
  })
  t.same(whereIs(0, snapshot), { file: '', line: 0 })
})

t.test('a preset none of whose crawlers is described does nothing, and says so', async (t) => {
  const policies = '  used: { extends: [preset/search-engines, preset/archive-lu] }'
  t.same(told(policies), [
    '11 PAART_UNKNOWN_AGENT no crawler is described that is for what the rule "search engines" asks for: it holds for nobody',
    '11 PAART_UNKNOWN_AGENT of the crawlers that the rule "legal deposit" of the preset lets in none is described: nobody is',
  ])
  const described = `${policies}\nagents: { bingbot: { userAgent: bingbot, hostNames: [search.msn.com] } }`
  t.match(told(described), [/legal deposit/], 'one of them is enough')
  t.equal(told(described).length, 1)
  const own = `${policies}\nagents: { mine: { userAgent: minebot, hostNames: [mine.lu], purpose: search } }`
  t.equal(told(own).length, 1, 'known by its purpose')
  const other = own.replace('search }', 'feed }')
  t.equal(told(other).length, 2)
  t.same(told('  used: { extends: [preset/feeds, preset/monitoring] }'), [], 'which do more')
})
