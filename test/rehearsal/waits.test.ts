import t from 'tap'
import { readPresets } from '../../src/control/examining/index.ts'
import { tryPolicies } from '../../src/rehearsal/index.ts'
import { triedSnapshot } from '../support/trial.ts'

/** A route on which forms have an end, behind which people wait. */
const WAITS = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: [portal.example.lu]
    backend: portal
    routes:
      - { name: send, path: "/send/**", policy: send, waitingRoom: { activeMax: 500 } }
      - { name: shadow, path: "/shadow/**", policy: shadow, waitingRoom: { activeMax: 500 } }
      - { name: everything, policy: read }
policies:
  read: { challenge: never }
  send:
    challenge: when-suspicious
    signals: { headers: off, behaviour: off }
    limits: [{ name: forms, key: route, methods: [POST], rate: 1/min, burst: 3, over: wait }]
  shadow:
    challenge: never
    limits: [{ name: forms, key: route, methods: [POST], rate: 1/min, burst: 3, over: wait, mode: shadow }]
`

const FORM = 'request: { method: POST, url: /send/1, as: firefox }'
const THREE = 'history: [{ requests: 3, client: 198.51.100.7 }]'

const HOLDING = [
  [`the third form goes on`, `${FORM}, history: [{ requests: 2 }], expect: pass`],
  [
    'the fourth waits',
    `${FORM}, ${THREE}, expect: { decision: limit, reason: "limit: forms", retryAfter: 60s }`,
  ],
  [
    'so does who comes for the form then, though only forms are counted',
    `request: { url: /send/1, as: firefox }, history: [{ requests: 3, request: { method: POST, url: /send/1, as: firefox } }], expect: { decision: limit, reason: forms }`,
  ],
  ['who is in sends it', `${FORM}, ${THREE}, place: in, expect: { decision: pass }`],
  [
    'a minute later one more is let in',
    `${FORM}, history: [{ requests: 3, ago: 61s }], expect: pass`,
  ],
  [
    'a full room says so',
    `${FORM}, ${THREE}, waitingRoom: full, expect: { decision: limit, reason: waiting-room, retryAfter: 30s }`,
  ],
  [
    'elsewhere nobody waits',
    `request: { method: POST, url: /, as: firefox }, ${THREE}, expect: pass`,
  ],
  [
    'in shadow it is said who would',
    'request: { method: POST, url: /shadow/1, as: firefox }, history: [{ requests: 3 }], expect: { decision: pass, would: limit }',
  ],
] as const

const snapshot = triedSnapshot(WAITS)

t.test('policy tests know who waits for a rate', async (t) => {
  const text = HOLDING.map(([name, rest]) => `  - { name: "${name}", ${rest} }\n`).join('')
  const { mistakes, results } = await tryPolicies(
    [{ file: 'tests.yaml', text: `tests:\n${text}` }],
    { snapshot, presets: await readPresets() },
  )
  t.strictSame(
    mistakes.map(({ message, hint }) => `${message} (${hint})`),
    [],
  )
  t.equal(results.length, HOLDING.length)
})
