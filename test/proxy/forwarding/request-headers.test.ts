import t, { type Test } from 'tap'
import { type RawHeaders } from '../../support/message.ts'
import { startTestGate } from '../../support/gate.ts'
import { openConnection, request } from '../../support/http.ts'
import { startOrigin } from '../../support/recording-origin.ts'
import { HANDSHAKE, handshakeBytes } from '../../support/websocket.ts'

const origin = await startOrigin()
const policies = `
open:
  challenge: when-suspicious
  signals: { headers: off }
  rules:
    - { name: spam, when: { header: { x-spam: "*" } }, then: { mark: inquiry-spam } }
    - { name: odd, when: { header: { x-odd: "*" } }, then: { points: 3 } }
`
const untrusting = await startTestGate({ backendPort: origin.port, policies })
const trusting = await startTestGate({
  backendPort: origin.port,
  policies,
  rest: 'trustedProxies: [127.0.0.0/8]',
})
const FIELDS = '[X-SSL-Client-Verify, OIDC_CLAIM_sub, X-Real-IP, X-Forwarded-Host, Badge]'
const trustingIn = (proxies: string) =>
  startTestGate({ backendPort: origin.port, policies, rest: `trustedProxies: [${proxies}]` })
const believing = await trustingIn(`{ network: 127.0.0.1, fields: ${FIELDS} }`)
const elsewhere = await trustingIn(`{ network: 10.0.0.1, fields: ${FIELDS} }`)
const other = await trustingIn(`127.0.0.1, { network: 10.0.0.1, fields: ${FIELDS} }`)
const choosing = await startTestGate({
  backendPort: origin.port,
  policies,
  backend:
    'requestFields: { remove: [accept-encoding, Badge, Cookie], set: { X-Api-Key: ours, X-Remote-User: citizen } }',
})
t.teardown(async () => {
  await Promise.all(
    [untrusting, trusting, believing, elsewhere, other, choosing].map((gate) => gate.stop()),
  )
  await origin.close()
})

/** What the backend gets of a request with these fields, without Host and Connection. */
async function received(
  port: number,
  headers: RawHeaders,
): Promise<{ readonly fields: RawHeaders; readonly reference: string }> {
  const answer = await request(port, { path: '/', headers: [['Host', 'a.lu'], ...headers] })
  t.equal(answer.status, 200)
  const fields = origin.requests.at(-1)?.rawHeaders ?? []
  const reference = fields.find(([name]) => name === 'X-Request-Id')?.[1] ?? ''
  return { fields: fields.filter(([name]) => !/^(host|connection)$/i.test(name)), reference }
}

/** The gate's own fields as they stand where nothing else is known. */
function own(overrides: Readonly<Record<string, string>> = {}): RawHeaders {
  return Object.entries({
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Host': 'a.lu',
    'X-Real-IP': '127.0.0.1',
    'X-Request-Id': 'the reference',
    'Paart-Client': 'pass=none; score=0',
    ...overrides,
  })
}

const REFERENCE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/

/** Compares fields; `the reference` stands for the one of this request. */
async function same(
  t: Pick<Test, 'strictSame' | 'match'>,
  port: number,
  { name, sent, want }: { name: string; sent: RawHeaders; want: RawHeaders },
): Promise<void> {
  const { fields, reference } = await received(port, sent)
  const named = want.map(([field, value]) => [field, value === 'the reference' ? reference : value])
  t.strictSame(fields, named, name)
  if (want.some(([, value]) => value === 'the reference')) t.match(reference, REFERENCE, name)
}

t.test('nobody else can speak for the gate', async (t) => {
  const cases: readonly { name: string; sent: RawHeaders }[] = [
    { name: 'its word on the client', sent: [['Paart-Client', 'pass=vouched']] },
    { name: 'in lower case', sent: [['paart-client', 'pass=vouched']] },
    { name: 'with an underscore', sent: [['paart_client', 'pass=vouched']] },
    {
      name: 'any name of its own',
      sent: [
        ['PAART_Anything', 'x'],
        ['Paart-', 'x'],
      ],
    },
    { name: 'the client', sent: [['X-Forwarded-For', '203.0.113.1']] },
    { name: 'the client, underscores', sent: [['X_Forwarded_For', '203.0.113.1']] },
    { name: 'the client, mixed', sent: [['x-forwarded_for', '203.0.113.1']] },
    { name: 'the scheme', sent: [['X-Forwarded-Proto', 'https']] },
    { name: 'the host', sent: [['X-Forwarded-Host', 'b.lu']] },
    {
      name: 'all of that family',
      sent: [
        ['X-Forwarded-Port', '1'],
        ['x_forwarded_server', 'b'],
      ],
    },
    { name: 'the standard field', sent: [['Forwarded', 'for=203.0.113.1;proto=https']] },
    {
      name: 'the address, as others say it',
      sent: [
        ['X-Real-IP', '203.0.113.1'],
        ['x_real_ip', '203.0.113.1'],
      ],
    },
    {
      name: 'another path than the one that is judged',
      sent: [
        ['X-Original-URL', '/admin'],
        ['X-Rewrite-URL', '/admin'],
        ['x_original_url', '/admin'],
        ['X-Original-Host', 'b'],
      ],
    },
    {
      name: 'another framing, for whoever reads _ as -',
      sent: [
        ['Content_Length', '5'],
        ['Transfer_Encoding', 'chunked'],
      ],
    },
    {
      name: 'the request’s id',
      sent: [
        ['X-Request-Id', 'mine'],
        ['x_request_id', 'mine'],
      ],
    },
  ]
  for (const { name, sent } of cases) await same(t, untrusting.port, { name, sent, want: own() })
})

t.test(
  'a trusted proxy is believed and continued, but cannot speak for the gate either',
  async (t) => {
    const cases: readonly { name: string; sent: RawHeaders; want: RawHeaders }[] = [
      {
        name: 'the chain goes on',
        sent: [
          ['X-Forwarded-For', '203.0.113.1, 198.51.100.2'],
          ['x-forwarded-for', '127.0.0.9'],
        ],
        want: own({
          'X-Forwarded-For': '203.0.113.1, 198.51.100.2, 127.0.0.9, 127.0.0.1',
          'X-Real-IP': '198.51.100.2',
        }),
      },
      {
        name: 'scheme and id, and not the host, which is in Host',
        sent: [
          ['X-Forwarded-Proto', 'https'],
          ['X-Forwarded-Host', 'b.lu'],
          ['X-Request-Id', 'theirs'],
        ],
        want: own({ 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'theirs' }),
      },
      {
        name: 'the standard field, in the words of the others as well',
        sent: [['Forwarded', 'for=203.0.113.1;proto=https']],
        want: [
          ['Forwarded', 'for=203.0.113.1;proto=https'],
          ...own({
            'X-Forwarded-For': '203.0.113.1, 127.0.0.1',
            'X-Forwarded-Proto': 'https',
            'X-Real-IP': '203.0.113.1',
          }),
        ],
      },
      {
        name: 'of both only the one that is read',
        sent: [
          ['Forwarded', 'for=198.51.100.2'],
          ['X-Forwarded-For', '203.0.113.1'],
        ],
        want: own({
          'X-Forwarded-For': '203.0.113.1, 127.0.0.1',
          'X-Real-IP': '203.0.113.1',
        }),
      },
      {
        name: 'an empty list as none',
        sent: [
          ['X-Forwarded-For', ''],
          ['X-Forwarded-For', ' , '],
        ],
        want: own(),
      },
      {
        name: 'an empty list beside Forwarded, which is then read and goes on',
        sent: [
          ['X-Forwarded-For', ''],
          ['Forwarded', 'for=203.0.113.7'],
        ],
        want: [
          ['Forwarded', 'for=203.0.113.7'],
          ...own({ 'X-Forwarded-For': '203.0.113.7, 127.0.0.1', 'X-Real-IP': '203.0.113.7' }),
        ],
      },
      {
        name: 'a line of a list that is empty',
        sent: [
          ['X-Forwarded-For', '203.0.113.1'],
          ['X-Forwarded-For', ''],
        ],
        want: own({ 'X-Forwarded-For': '203.0.113.1, 127.0.0.1', 'X-Real-IP': '203.0.113.1' }),
      },
      {
        name: 'nothing else that names a host or a path',
        sent: [
          ['X-Forwarded-Port', '443'],
          ['X-Original-URL', '/a'],
        ],
        want: own(),
      },
      {
        name: 'not what is spelled with underscores',
        sent: [
          ['X_Forwarded_For', '203.0.113.1'],
          ['x_request_id', 'theirs'],
          ['paart_client', 'x'],
          ['Paart-Client', 'pass=vouched'],
        ],
        want: own(),
      },
    ]
    for (const given of cases) await same(t, trusting.port, given)
  },
)

t.test('a proxy that is named as the source of fields is believed for those', async (t) => {
  const cases: readonly { name: string; sent: RawHeaders; want: RawHeaders }[] = [
    {
      name: 'a certificate, as the proxy spells it and nobody else',
      sent: [
        ['X-SSL-Client-Verify', 'SUCCESS'],
        ['X_SSL_Client_Verify', 'forged'],
        ['HTTP_X_SSL_Client_Verify', 'forged'],
        ['X-SSL-Client-Cert', 'forged'],
      ],
      want: [['X-SSL-Client-Verify', 'SUCCESS'], ...own()],
    },
    {
      name: 'a name with underscores, and not its twin',
      sent: [
        ['OIDC_CLAIM_sub', 'anna'],
        ['OIDC-CLAIM-sub', 'forged'],
      ],
      want: [['OIDC_CLAIM_sub', 'anna'], ...own()],
    },
    {
      name: 'in the gate’s place',
      sent: [
        ['X-Real-IP', '203.0.113.9'],
        ['X-Forwarded-Host', 'b.lu'],
      ],
      want: own({ 'X-Real-IP': '203.0.113.9', 'X-Forwarded-Host': 'b.lu' }),
    },
    {
      name: 'a field of the proxy’s own',
      sent: [['Badge', 'anna']],
      want: [['Badge', 'anna'], ...own()],
    },
    { name: 'where it says nothing, the gate does', sent: [], want: own() },
  ]
  for (const given of cases) await same(t, believing.port, given)
})

t.test('what some proxy is the source of, nobody else is', async (t) => {
  const sent: RawHeaders = [
    ['Badge', 'forged'],
    ['b.adge', 'another field'],
    ['BADGE', 'forged'],
    ['X-SSL-Client-Verify', 'SUCCESS'],
    ['X-Mine', '1'],
  ]
  const want: RawHeaders = [['b.adge', 'another field'], ['X-Mine', '1'], ...own()]
  await same(t, elsewhere.port, { name: 'a stranger', sent, want })
  await same(t, other.port, { name: 'another trusted proxy', sent, want })
})

t.test('what Connection names is dropped, but never what the gate says', async (t) => {
  const sent: RawHeaders = [
    ['Connection', 'X-Forwarded-For, Host, Cookie, X-Mine, Paart-Client, X-Request-Id'],
    ['Cookie', 'a=b'],
    ['X-Mine', '1'],
    ['X-Other', '2'],
    ['TE', 'trailers'],
    ['Proxy-Connection', 'keep-alive'],
    ['Keep-Alive', 'timeout=1'],
  ]
  await same(t, untrusting.port, { name: 'named', sent, want: [['X-Other', '2'], ...own()] })
  t.equal(origin.requests.at(-1)?.headers.get('host'), 'a.lu', 'Host stays')
  t.equal(origin.requests.at(-1)?.headers.get('connection'), 'keep-alive', 'the gate’s own')
})

t.test('the gate’s cookies stay here, all others go on byte for byte', async (t) => {
  const cases = [
    { cookie: 'a=b', want: 'a=b' },
    { cookie: 'a=b;c="d;e"; =x;;', want: 'a=b;c="d;e"; =x;;' },
    { cookie: 'paart=x', want: null },
    { cookie: 'paart=x; a=\xe9; paart-language=fr', want: 'a=\xe9' },
    { cookie: 'a=1;  paart=x;b=2', want: 'a=1;b=2' },
    { cookie: '__Host-paart=1; __Secure-paart=2; __Host-paart-language=3; z=4', want: 'z=4' },
    { cookie: 'paartner=1; xpaart=2', want: 'paartner=1; xpaart=2' },
    { cookie: Array.from({ length: 20 }, () => 'paart=x').join('; '), want: null },
  ]
  for (const { cookie, want } of cases) {
    const fields: RawHeaders = want === null ? own() : [['Cookie', want], ...own()]
    const sent: RawHeaders = [['Cookie', cookie]]
    await same(t, untrusting.port, { name: cookie.slice(0, 60), sent, want: fields })
  }
})

t.test('sixty fields arrive in their order and spelling', async (t) => {
  const sent = Array.from({ length: 60 }, (_, i): readonly [string, string] => [
    i % 2 === 0 ? `X-Field-${i % 7}` : `x-FIELD-${i % 5}`,
    `value ${i} \xe9\t"`,
  ])
  const more: RawHeaders = [
    ['__proto__', 'x'],
    ['constructor', ''],
    ['X_Mine', 'kept'],
  ]
  const all = [...sent, ...more]
  await same(t, untrusting.port, { name: 'all of them', sent: all, want: [...all, ...own()] })
})

t.test('a backend is sent what it always is, and never what it never is', async (t) => {
  const sent: RawHeaders = [
    ['X-Api-Key', 'theirs'],
    ['x_api_key', 'theirs'],
    ['Accept-Encoding', 'gzip'],
    ['Badge', '1'],
    ['Cookie', 'a=b'],
    ['X-Mine', '1'],
  ]
  const want: RawHeaders = [
    ['X-Mine', '1'],
    ['X-Api-Key', 'ours'],
    ['X-Remote-User', 'citizen'],
    ...own(),
  ]
  await same(t, choosing.port, { name: 'a request', sent, want })
  const connection = await openConnection(choosing.port)
  connection.send(handshakeBytes('/', [...HANDSHAKE, ...sent]))
  await connection.receive()
  const fields = origin.requests.at(-1)?.rawHeaders ?? []
  t.strictSame(
    fields.filter(([, value]) => /theirs|ours|citizen|gzip|a=b/.test(value)),
    want.filter(([name]) => name === 'X-Api-Key' || name === 'X-Remote-User'),
    'a WebSocket',
  )
  connection.close()
})

t.test('the backend is told the score and the marks', async (t) => {
  const sent: RawHeaders = [
    ['X-Spam', '1'],
    ['X-Odd', '1'],
  ]
  const client = 'pass=none; score=3; mark=inquiry-spam'
  const want: RawHeaders = [...sent, ...own({ 'Paart-Client': client })]
  await same(t, untrusting.port, { name: 'both', sent, want })
})
t.equal(origin.faults.length, 0)
