import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { renderMistakes, presetFile } from '../../src/config/index.ts'
import { readPresets } from '../../src/control/examining/index.ts'
import { tryPolicies } from '../../src/rehearsal/index.ts'
import { presetTests, tried } from '../support/trial.ts'

/** Each holds; its second line is what a gate would say instead of the expectation. */
const HOLDING = [
  [
    'whoever is banned is shut out, whatever they show',
    'request: GET /, pass: vouched, inForce: { ban: 203.0.113.0/24 }, expect: { decision: deny, reason: ban }',
  ],
  [
    'in shadow nobody is',
    'request: { url: /, as: firefox }, inForce: { ban: [AS64500, 203.0.113.7], shadow: true }, expect: { decision: pass, would: deny }',
  ],
  [
    'whoever is allowed is not asked',
    'request: GET /form/1, inForce: { allow: 203.0.113.7 }, expect: { decision: pass, reason: "allow: 1" }',
  ],
  [
    'a system is known by the test',
    'request: GET /, client: { address: 192.0.2.9, asn: 64500 }, inForce: { ban: AS64500 }, expect: { reason: ban }',
  ],
  [
    'under attack everybody is asked',
    'request: { url: /, as: firefox }, inForce: { mode: under-attack }, expect: { decision: challenge, reason: under-attack }',
  ],
  ['a page passes', 'request: { url: /, as: firefox }, expect: pass'],
  [
    'a request without any header fields is odd, not refused',
    'request: GET /, expect: { score: 3, decision: pass }',
  ],
  ['curl is told by its name', 'request: { url: /, as: curl }, expect: { score: 3 }'],
  [
    'chrome is a browser over plain HTTP too',
    'request: { url: "http://a.plain.lu/", as: chrome }, expect: { site: plain, score: 0 }',
  ],
  [
    'a rule denies',
    'request: { url: /, headers: { User-Agent: sqlmap/1 } }, expect: { decision: deny, reason: bad tool, route: everything, site: portal }',
  ],
  [
    'the reason may be written as in the log',
    'request: { url: /, headers: { User-Agent: sqlmap/1 } }, expect: { reason: "rule: bad tool" }',
  ],
  [
    'a header may stand twice',
    'request: { url: /, headers: { X-A: [b, c], User-Agent: [curl/8, sqlmap] } }, expect: deny',
  ],
  [
    'a form is checked',
    'request: { method: POST, url: /form/1, as: firefox }, expect: { decision: challenge, reason: always, route: form }',
  ],
  [
    'a pass of the clearance lets it through',
    'request: { method: POST, url: /form/1, as: chrome }, pass: worked, expect: { decision: pass, reason: worked }',
  ],
  ['a lower pass does not', 'request: POST /form/1, pass: waited, expect: challenge'],
  [
    'an old proof does not either',
    'request: GET /form/1, pass: { clearance: worked, age: 7d }, expect: { decision: challenge, reason: always }',
  ],
  [
    'but of a form that may have been open',
    'request: { method: POST, url: /form/1, as: firefox }, pass: { clearance: worked, age: 7d }, expect: { decision: pass, reason: worked in grace }',
  ],
  [
    'for a while',
    'request: POST /form/1, pass: { clearance: worked, age: 10095m }, expect: { decision: challenge, reason: always }',
  ],
  [
    'a page is checked before its form would be',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, age: 10021m }, expect: { decision: challenge, reason: "pass: worked ends soon" }',
  ],
  [
    'a script is not',
    'request: { url: /form/1, as: firefox, headers: { sec-fetch-mode: cors, sec-fetch-dest: empty } }, pass: { clearance: worked, age: 10021m }, expect: { decision: pass, reason: worked }',
  ],
  [
    'nor a page a minute earlier',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, age: 10020m }, expect: { decision: pass, reason: worked }',
  ],
  [
    'a younger one does',
    'request: POST /form/1, pass: { clearance: worked, age: 6d }, expect: pass',
  ],
  [
    'a pass that has served its requests is checked again when a page is loaded',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, used: 600 }, expect: challenge',
  ],
  [
    'so is a form, which is kept',
    'request: { method: POST, url: /form/1, as: firefox }, pass: { clearance: worked, used: 600 }, expect: challenge',
  ],
  [
    'a script is checked at once',
    'request: { url: /form/1, as: firefox, headers: { sec-fetch-mode: cors, sec-fetch-dest: empty } }, pass: { clearance: worked, used: 600 }, expect: challenge',
  ],
  [
    'whatever the number is',
    'request: { method: POST, url: /form/1, as: firefox }, pass: { clearance: worked, used: 1199 }, expect: challenge',
  ],
  [
    'and no further',
    'request: { method: POST, url: /form/1, as: firefox }, pass: { clearance: worked, used: 1200 }, expect: challenge',
  ],
  [
    'one request earlier it was good',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, used: 599 }, expect: pass',
  ],
  [
    'a pass on its fifth network is checked again',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, networks: 4 }, expect: challenge',
  ],
  [
    'on a few it is not',
    'request: { url: /form/1, as: firefox }, pass: { clearance: worked, networks: 3 }, expect: pass',
  ],
  [
    'a limit that is not over lets through',
    'request: { url: /, as: firefox }, history: [{ requests: 4 }], expect: pass',
  ],
  [
    'a limit that is over asks for the check',
    'request: { url: /, as: firefox }, history: [{ requests: 5 }], expect: { decision: challenge, reason: network }',
  ],
  [
    'a neighbour of the network counts with it',
    'request: { url: /, as: firefox }, history: [{ requests: 5, client: 203.0.113.99 }], expect: challenge',
  ],
  [
    'another network does not',
    'request: { url: /, as: firefox }, history: [{ requests: 5, client: 198.51.100.1 }], expect: pass',
  ],
  [
    'time refills the burst',
    'request: { url: /, as: firefox }, history: [{ requests: 5, ago: 1s }], expect: pass',
  ],
  [
    'requests spread over time are less',
    'request: { url: /, as: firefox }, history: [{ requests: 5, within: 5s }], expect: pass',
  ],
  [
    'a limit says when to come again',
    'request: { url: /, as: firefox }, pass: worked, history: [{ requests: 10 }], expect: { decision: limit, reason: pass, retryAfter: 1s }',
  ],
  [
    'what is under way counts until it is answered',
    'request: GET /export, history: [{ requests: 2, underWay: true }], expect: { decision: limit, reason: at once }',
  ],
  [
    'what has been answered does not',
    'request: GET /export, history: [{ requests: 2 }], expect: pass',
  ],
  [
    'who comes to a full waiting room waits',
    'request: { url: /trial, as: firefox }, waitingRoom: full, expect: { decision: limit, reason: waiting-room, route: trial, retryAfter: 30s }',
  ],
  [
    'who is in goes on',
    'request: { method: POST, url: /trial, as: firefox }, waitingRoom: full, place: in, expect: pass',
  ],
  [
    'what asks for leave alone does not wait',
    'request: { method: OPTIONS, url: /trial, headers: { Origin: "https://a.lu", Access-Control-Request-Method: PUT } }, waitingRoom: full, expect: pass',
  ],
  [
    'a route without a room is free',
    'request: { url: /, as: firefox }, waitingRoom: full, expect: pass',
  ],
  [
    'a network is a condition',
    'request: GET /health, client: 192.0.2.9, expect: { reason: probes }',
  ],
  [
    'the client stands behind trusted proxies',
    'request: GET /health, client: { address: 192.0.2.9, proxies: [10.0.0.2, 10.0.0.1] }, expect: { reason: probes }',
  ],
  [
    'a proxy that nobody trusts is the client',
    'request: GET /health, client: { address: 192.0.2.9, proxies: [198.51.100.1] }, expect: { reason: default }',
  ],
  ['it is a working day at noon', 'request: GET /, expect: { marks: [] }'],
  [
    'at night it is night',
    'request: GET /, at: "2026-01-07T23:00+01:00", expect: { marks: [night] }',
  ],
  [
    'a crawler may be proven',
    'request: GET /, client: { verifiedAgent: Googlebot, country: LU, asn: 1 }, expect: { reason: known crawler }',
  ],
  [
    'a crawler is known by its ranges',
    'request: { url: /, headers: { User-Agent: Googlebot/2.1 } }, client: 192.0.2.200, expect: { reason: known crawler }',
  ],
  ['shadow changes nothing', 'request: DELETE /trial, expect: { decision: pass, would: deny }'],
  ['without shadow there is one decision', 'request: GET /, expect: { would: pass }'],
  [
    'forms that nobody opened a page for',
    'request: { method: POST, url: /trial, as: firefox }, history: [{ requests: 3 }], expect: { decision: challenge, reason: score, score: 6 }',
  ],
  [
    'forms after a page',
    'request: { method: POST, url: /trial, as: firefox }, history: [{ request: { url: /trial, as: firefox }, ago: 1m }, { requests: 3 }], expect: pass',
  ],
  [
    'paths that are guessed',
    'request: { url: /trial, as: firefox }, history: [{ requests: 30, within: 30s, missed: true }], expect: { decision: challenge, score: 6 }',
  ],
  [
    'pages that are there',
    'request: { url: /trial, as: firefox }, history: [{ requests: 30, within: 30s }], expect: pass',
  ],
  ['the gate has paths of its own', 'request: GET /.paart/privacy, expect: own'],
  [
    'none is reached by another spelling',
    'request: GET /%2epaart/privacy, expect: { decision: error, reason: no-such-page }',
  ],
  [
    'a host of nobody',
    'request: "GET https://nobody.example/", expect: { decision: error, reason: no-such-site }',
  ],
  ['a path nobody sends', 'request: GET /%00, expect: { decision: error, reason: ambiguous-path }'],
  [
    'a path that the site refuses',
    'request: "GET http://a.plain.lu/a/../b", expect: { decision: error, reason: ambiguous-path }',
  ],
  ['a method nobody needs', 'request: TRACE /, expect: { decision: error, reason: method }'],
  [
    'a host that is none',
    'request: { url: /, headers: { Host: "a b" } }, expect: { decision: error, reason: bad-host }',
  ],
  [
    'a fragment is no target',
    'request: "GET /#a", expect: { decision: error, reason: bad-target }',
  ],
] as const

t.test('tests hold or fail as the gate would decide', async (t) => {
  const text = HOLDING.map(([name, rest]) => `  - { name: "${name}", ${rest} }\n`).join('')
  const { results, mistakes } = await tried(`tests:\n${text}`)
  t.equal(results.length, HOLDING.length)
  t.strictSame(
    mistakes.map(({ message, hint }) => `${message} (${hint})`),
    [],
  )
})

const FOLDER = new URL('../golden/policy-tests/', import.meta.url)
const SEPARATOR = '----------\n'

for (const file of readdirSync(FOLDER)) {
  t.test(file.replace('.txt', '').replaceAll('-', ' '), async (t) => {
    const url = new URL(file, FOLDER)
    const golden = readFileSync(url, 'utf8')
    const at = golden.lastIndexOf(SEPARATOR)
    const text = golden.slice(0, at)
    const { mistakes, results } = await tried(text)
    const got = renderMistakes(mistakes, text) || `${results.length} hold\n`
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(url, text + SEPARATOR + got)
    else t.equal(got, golden.slice(at + SEPARATOR.length))
  })
}

t.test('the presets do what their tests say', async (t) => {
  const presets = await readPresets()
  for (const file of presetTests()) {
    const text = readFileSync(file, 'utf8')
    const trial = await tryPolicies([{ file, text }], { snapshot: null, presets })
    t.equal(renderMistakes(trial.mistakes, text), '', file)
    t.ok(trial.results.length > 0, file)
  }
})

const OF_PRESET = `policy: preset/browser-forms
tests: [{ name: a, request: { url: /, headers: { User-Agent: x } }, expect: deny }]
`

t.test('a rule of a preset is shown where it stands in its own file', async (t) => {
  const preset =
    'challenge: always\n\nrules:\n  - { name: x, when: { header: { user-agent: x } }, then: pass }\n'
  const presets = new Map([[presetFile('browser-forms'), { text: preset }]])
  const texts = [{ file: 'tests.yaml', text: OF_PRESET }]
  const { mistakes } = await tryPolicies(texts, { snapshot: null, presets })
  t.match(mistakes, [{ line: 2, hint: 'decided by rule: x, preset/browser-forms:4' }])
})

for (const { name, found, says } of [
  {
    name: 'cannot be read',
    found: { problem: 'cannot be read: EACCES' },
    says: /cannot be read: EACCES/,
  },
  { name: 'is not there', found: undefined, says: /the file of the preset was not read/ },
  {
    name: 'has a mistake',
    found: { text: '\nchalenge: always\n' },
    says: /has a mistake in line 2: unknown key/,
  },
]) {
  t.test(`a preset that ${name} is told where tests name it`, async (t) => {
    const presets = new Map(found === undefined ? [] : [[presetFile('browser-forms'), found]])
    const texts = [{ file: 'tests.yaml', text: OF_PRESET }]
    const { mistakes, results } = await tryPolicies(texts, { snapshot: null, presets })
    t.match(mistakes, [{ code: 'PAART_TEST', line: 1, message: says }])
    t.strictSame(results, [])
  })
}

t.test('all tests together may ask for so many requests', async (t) => {
  const one = '{ name: a, request: GET /, history: [{ requests: 10000 }], expect: challenge }'
  const { mistakes, results } = await tried(`tests:\n${`  - ${one}\n`.repeat(21)}`)
  t.match(mistakes, [{ code: 'PAART_TEST', line: 22, message: /more than 200000 requests/ }])
  t.strictSame(results, [], 'nothing was run')
})
