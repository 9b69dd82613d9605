import t from 'tap'
import { PRESETS, compileConfig } from '../../src/config/index.ts'
import { readPresets } from '../../src/control/examining/index.ts'
import {
  MACHINE_TIERS,
  type MachineAccess,
  type MachineTier,
  type Snapshot,
} from '../../src/model/index.ts'
import { tryPolicies } from '../../src/rehearsal/index.ts'

const presets = await readPresets()

/** A program of each tier, as a policy test describes it. */
const PROGRAMS: Readonly<Record<MachineTier, { readonly name: string; readonly client: object }>> =
  {
    unknown: { name: 'curl/8.5.0', client: {} },
    contact: { name: 'harvester/1 (+https://data.example.lu/bot)', client: {} },
    proven: { name: 'xbot/1', client: { verifiedAgent: 'xbot' } },
    signed: { name: 'xbot/1', client: { verifiedAgent: 'xbot', provenBy: 'signature' } },
  }

function snapshotOf(policy: string): Snapshot {
  const text = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites: [{ name: portal, hosts: [portal.example.lu], backend: portal, routes: [{ name: all, policy: read }] }]
policies: { read: ${policy} }
machines: {}
`
  const compiled = compileConfig(text, {
    file: 'paart.yaml',
    folder: '/',
    cores: 1,
    files: presets,
  })
  if (!compiled.ok) throw new Error(compiled.mistakes.map(({ message }) => message).join('\n'))
  return compiled.snapshot
}

/** So many at once, if there is an end. */
function atOnceOf({ paces }: MachineAccess): number | null {
  const bursts = paces.flatMap((pace) => (pace.kind === 'rate' ? [pace.burst] : []))
  return bursts.length === 0 ? null : Math.min(...bursts)
}

/** What tests of a policy ask so that it does what is told: the last within a pace, and the first beyond it. */
function testsOf(tier: MachineTier, access: MachineAccess): readonly object[] {
  const { name, client } = PROGRAMS[tier]
  const request = { url: '/acts', headers: { 'User-Agent': name, Accept: '*/*' } }
  const asking = (requests: number, decision: string, tag: string): object => ({
    name: `${tier} ${tag}`,
    request,
    client,
    ...(requests === 0 ? {} : { history: [{ requests }] }),
    expect: { decision },
  })
  if (access.kind === 'closed') return [asking(0, 'deny', 'closed')]
  if (access.kind === 'check') return [asking(0, 'challenge', 'check')]
  const atOnce = atOnceOf(access)
  if (atOnce === null) return [asking(200, 'pass', 'open')]
  const [first] = access.paces
  const beyond = { wait: 'limit', check: 'challenge', refused: 'deny' }[first?.beyond ?? 'wait']
  return [asking(atOnce - 1, 'pass', 'within'), asking(atOnce, beyond, 'beyond')]
}

/** Sends people back to where they signed in; it looks at who sends them, which no page tells. */
const OF_ITS_OWN: ReadonlySet<string> = new Set(['sso-callback'])

const POLICIES: Readonly<Record<string, string>> = {
  'one rule for each': `{ challenge: when-suspicious, rules: [
    { name: a, when: { machine: unknown }, then: challenge }, { name: b, when: { machine: [unknown, contact] }, then: deny },
    { name: c, when: { machine: signed }, then: pass } ], limits: [{ name: l, key: agent, rate: 1/min, burst: 3, over: deny }] }`,
  'in shadow':
    '{ challenge: always, mode: shadow, rules: [{ name: a, when: { path: "/**" }, then: deny }] }',
  ...Object.fromEntries(
    PRESETS.filter((name) => !OF_ITS_OWN.has(name)).map((name) => [
      name,
      `{ extends: preset/${name} }`,
    ]),
  ),
}

for (const [name, policy] of Object.entries(POLICIES)) {
  t.test(`what machines are told is what is done: ${name}`, async (t) => {
    const snapshot = snapshotOf(policy)
    const [terms] = snapshot.sites[0]?.machines?.terms ?? []
    if (terms === undefined) throw new Error('nothing is told')
    const tests = MACHINE_TIERS.flatMap((tier) => testsOf(tier, terms.tiers[tier]))
    const text = JSON.stringify({ tests })
    const trial = await tryPolicies([{ file: 'tests.yaml', text }], { snapshot, presets })
    t.same(
      trial.mistakes.map(({ message, hint }) => `${message}: ${hint}`),
      [],
    )
    t.equal(trial.results.length, tests.length)
  })
}
