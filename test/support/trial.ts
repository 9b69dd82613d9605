import { compileConfig, presetFile, PRESETS } from '../../src/config/index.ts'
import { readPresets } from '../../src/control/examining/index.ts'
import { type Snapshot } from '../../src/model/index.ts'
import { type Trial, tryPolicies } from '../../src/rehearsal/index.ts'

/** Policies that policy tests are tested by: one of each kind of thing that can decide. */
export const TRIED = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
trustedProxies: [10.0.0.0/8]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: [portal.example.lu]
    backend: portal
    routes:
      - { name: form, path: "/form/**", policy: form }
      - { name: export, path: /export, policy: export }
      - { name: trial, path: /trial, policy: trial, waitingRoom: { activeMax: 9 } }
      - { name: everything, policy: read }
  - { name: plain, hosts: ["*.plain.lu"], scheme: http, ambiguousPath: reject, backend: portal, routes: [{ name: all, policy: read }] }
policies:
  read:
    challenge: when-suspicious
    rules:
      - { name: probes, when: { path: /health, network: [192.0.2.0/24] }, then: pass }
      - { name: bad tool, when: { header: { user-agent: "*sqlmap*" } }, then: deny }
      - { name: at night, when: { time: { hours: "22:00-6:00" } }, then: { mark: night } }
      - { name: known crawler, when: { verifiedAgent: Googlebot }, then: pass }
    limits:
      - { name: network, key: network, rate: 60/min, burst: 5, over: challenge }
      - { name: pass, key: pass, rate: 60/min, burst: 10, over: limit }
  form: { challenge: always, clearance: worked }
  export:
    challenge: never
    limits: [{ name: at once, key: network, concurrency: 2, over: limit }]
  trial:
    challenge: when-suspicious
    rules: [{ name: new, when: { method: DELETE }, then: deny, mode: shadow }]
agents: { Googlebot: { userAgent: Googlebot, ranges: googlebot.json } }
pass: { requestsMax: { waited: 20 } }
`

/** As its operator publishes them. */
export const GOOGLEBOT = '{ "prefixes": [{ "ipv4Prefix": "192.0.2.128/25" }] }'

export function triedSnapshot(text = TRIED): Snapshot {
  const compiled = compileConfig(text, {
    file: 'paart.yaml',
    folder: '/etc/paart',
    cores: 1,
    files: new Map([['/etc/paart/googlebot.json', { text: GOOGLEBOT }]]),
  })
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot
}

/** Runs one file of tests by these policies, or by the preset that it names. */
export async function tried(text: string): Promise<Trial> {
  const presets = await readPresets()
  return tryPolicies([{ file: 'tests.yaml', text }], { snapshot: triedSnapshot(), presets })
}

/** The files of tests of all presets. */
export function presetTests(): readonly string[] {
  return PRESETS.map((name) => presetFile(name).replace(/\.yaml$/, '.tests.yaml'))
}
