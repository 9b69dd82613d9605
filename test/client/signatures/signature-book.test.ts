import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { compileNetworks, readSigningKeys } from '../../../src/client/index.ts'
import {
  SignatureBook,
  type SignatureTools,
  type SignedSight,
} from '../../../src/client/signatures/signature-book.ts'
import { type Agent, type AgentSignature, type SigningKey } from '../../../src/model/index.ts'
import { factsOf } from '../../support/facts.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'
import {
  NOW_SECONDS,
  type Signing,
  type TestSigner,
  newSigner,
  signatureTools,
  signedFields,
} from '../../support/signed.ts'

const DIRECTORY = 'https://signer.example/.well-known/http-message-signatures-directory'
const AGENT = '"https://signer.example"'
const HOST = 'portal.example.lu'

function keyOf({ jwk }: TestSigner): SigningKey {
  const { crv, kty, x } = jwk
  const members = `{"crv":"${crv}","kty":"${kty}","x":"${x}"}`
  return { id: createHash('sha256').update(members).digest('base64url'), x }
}

function agentOf(name: string, signature: Partial<AgentSignature>): Agent {
  const usual = { directory: DIRECTORY, keys: [], lifetimeMaxMs: 3_600_000 }
  const ranges = compileNetworks([])
  return {
    name,
    purpose: null,
    words: [],
    hostSuffixes: [],
    ranges,
    signature: { ...usual, ...signature },
  }
}

const SIGNER = newSigner()
const KEY = keyOf(SIGNER)

interface Sent extends Partial<Omit<Signing, 'privateKey'>> {
  readonly headers?: Readonly<Record<string, string>>
  /** Whose key really signs. */
  readonly by?: TestSigner
  readonly facts?: Parameters<typeof factsOf>[0]
}

const USUAL: Signing['covered'] = [
  ['"@authority"', HOST],
  ['"signature-agent"', AGENT],
]

/** A request signed as its signer means it, unless told otherwise. */
function sent({ headers = {}, by = SIGNER, facts = {}, ...signing }: Sent = {}): SignedSight {
  const { privateKey } = by
  const fields = signedFields({ keyid: KEY.id, privateKey, covered: USUAL, ...signing })
  return factsOf({
    nowMs: NOW_SECONDS * 1000,
    ...facts,
    headers: { host: HOST, 'signature-agent': AGENT, ...fields, ...headers },
  })
}

function open(signature: Partial<AgentSignature> = {}, tools: Partial<SignatureTools> = {}) {
  const agents = [agentOf('archive', { keys: [KEY], ...signature })]
  const book = new SignatureBook(agents, signatureTools(tools))
  return (request: SignedSight = sent()): string | null => {
    const check = book.check(request)
    return check === null ? null : `${check.outcome} ${check.signer}`.trim()
  }
}

t.test('a request is of the agent whose key has signed it', async (t) => {
  const check = open()
  t.equal(check(), 'verified archive')
  t.equal(check(factsOf({ headers: { host: HOST } })), null, 'none is signed')
  t.equal(check(sent({ tag: 'somebody-else' })), null, 'another profile is no matter of ours')
})

t.test('a site is the same however its host is spelled', async (t) => {
  for (const host of [HOST, HOST.toUpperCase(), `${HOST}:`, `${HOST}:443`]) {
    t.equal(
      open()(sent({ headers: { host }, facts: { scheme: 'https' } })),
      'verified archive',
      host,
    )
  }
  const elsewhere = sent({ headers: { host: `${HOST}:8443` }, facts: { scheme: 'https' } })
  t.equal(open()(elsewhere), 'wrong archive')
})

t.test('what cannot be believed counts as none, each for its reason', async (t) => {
  const other = newSigner()
  const cases: readonly (readonly [name: string, sent: Sent, want: string])[] = [
    ['signed by somebody else', { by: other }, 'wrong archive'],
    [
      'for another site',
      {
        covered: [
          ['"@authority"', 'other.example'],
          ['"signature-agent"', AGENT],
        ],
      },
      'wrong archive',
    ],
    ['a key that nobody has', { keyid: keyOf(other).id, by: other }, 'unknown-key'],
    ['RSA', { alg: 'rsa-pss-sha512' }, 'algorithm archive'],
    [
      'bound to no site',
      {
        covered: [
          ['"@method"', 'GET'],
          ['"signature-agent"', AGENT],
        ],
      },
      'components archive',
    ],
    [
      'a component of responses',
      { covered: [...USUAL, ['"@status"', '200']] },
      'components archive',
    ],
    [
      'a field that is not there',
      { covered: [...USUAL, ['"date"', 'today']] },
      'components archive',
    ],
    [
      'a parameter nobody knows',
      { covered: [...USUAL, ['"@method";req', 'GET']] },
      'components archive',
    ],
    ['a component twice', { covered: [...USUAL, ['"@authority"', HOST]] }, 'malformed'],
    ['an agent that is not signed', { covered: [['"@authority"', HOST]] }, 'agent archive'],
    [
      'another agent',
      {
        covered: [
          ['"@authority"', HOST],
          ['"signature-agent"', '"https://evil.example"'],
        ],
        headers: { 'signature-agent': '"https://evil.example"' },
      },
      'agent archive',
    ],
    [
      'an agent without https',
      {
        covered: [
          ['"@authority"', HOST],
          ['"signature-agent"', '"http://signer.example"'],
        ],
        headers: { 'signature-agent': '"http://signer.example"' },
      },
      'agent archive',
    ],
    ['no times', { created: null }, 'times archive'],
    ['no end', { expires: null }, 'times archive'],
    ['over', { created: NOW_SECONDS - 200, expires: NOW_SECONDS - 61 }, 'expired archive'],
    [
      'ends before it begins',
      { created: NOW_SECONDS + 5, expires: NOW_SECONDS },
      'expired archive',
    ],
    ['not yet made', { created: NOW_SECONDS + 61, expires: NOW_SECONDS + 90 }, 'not-yet archive'],
    ['good for too long', { expires: NOW_SECONDS + 3_601 }, 'lifetime archive'],
    [
      'without a nonce good for too long',
      { nonce: null, expires: NOW_SECONDS + 301 },
      'lifetime archive',
    ],
    [
      'no dictionary',
      { headers: { 'signature-input': 'sig1=("@authority";tag="web-bot-auth"' } },
      'malformed',
    ],
    ['no bytes', { headers: { signature: 'sig1="text"' } }, 'malformed'],
    [
      'too large',
      {
        headers: {
          'signature-input': `sig1=("@authority" ${'"a" '.repeat(600)});tag="web-bot-auth"`,
        },
      },
      'malformed',
    ],
  ]
  for (const [name, given, want] of cases) t.equal(open()(sent(given)), want, name)
})

const COMPONENTS = [
  '"@authority"',
  '"signature-agent"',
  '"signature-agent";key="a"',
  '"@query"',
  '"@path";sf',
  '@12',
  '%"a"',
  '"x"',
  '1.5',
  ')',
  '(',
  '\u00e9',
]
const PARAMETERS = [
  ';created=1800000000',
  ';created=-1.5',
  ';expires=1800000010',
  ';expires',
  ';nonce=?1',
  ';nonce="a"',
  ';alg="ed25519"',
  ';alg=ed25519',
  ';x=*',
  ';d=@5',
  ';e=%"%c3"',
  ';A=1',
  ';f=:AA==:',
]
const AGENTS = [
  '"https://signer.example"',
  'a="https://signer.example"',
  'a=("b" 1);c',
  'a',
  '1',
  '"',
  'x'.repeat(2_000),
]

t.test('whatever is sent, nothing is thrown', async (t) => {
  const random = randomFrom(7)
  const one = (of: readonly string[]): string => of[wholeBelow(random, of.length)] ?? ''
  const some = (of: readonly string[], between: string): string =>
    Array.from({ length: wholeBelow(random, 5) }, () => one(of)).join(between)
  const check = open({ directory: null })
  const met = new Set<string | null>()
  for (let i = 0; i < 5_000; i++) {
    const isNear = i % 2 === 0
    const near = isNear
      ? ['"@authority" "signature-agent" ', ';created=1800000000;expires=1800000010']
      : []
    const input = `(${near[0] ?? ''}${some(COMPONENTS, ' ')})${near[1] ?? ''}${some(PARAMETERS, '')};keyid="${KEY.id}";tag="web-bot-auth"`
    const signature = `sig1=:${'A'.repeat(86)}==:`
    const headers = {
      host: HOST,
      'signature-input': `sig1=${input}`,
      signature,
      'signature-agent': one(AGENTS),
    }
    met.add(check(factsOf({ nowMs: NOW_SECONDS * 1000, headers })))
  }
  const outcomes = new Set([...met].map((outcome) => outcome?.split(' ', 1)[0]))
  for (const want of ['malformed', 'algorithm', 'components', 'times', 'agent', 'wrong']) {
    t.ok(outcomes.has(want), want)
  }
})

t.test('clocks may differ by a minute', async (t) => {
  t.equal(
    open()(sent({ created: NOW_SECONDS + 60, expires: NOW_SECONDS + 90 })),
    'verified archive',
  )
  t.equal(
    open()(sent({ created: NOW_SECONDS - 90, expires: NOW_SECONDS - 60 })),
    'verified archive',
  )
})

t.test('all that a request line and its fields say can be covered', async (t) => {
  const facts = { method: 'POST', path: '/a%20b', query: 'c=d', scheme: 'https' } as const
  const covered: Signing['covered'] = [
    ['"@method"', 'POST'],
    ['"@target-uri"', 'https://portal.example.lu:8443/a%20b?c=d'],
    ['"@scheme"', 'https'],
    ['"@request-target"', '/a%20b?c=d'],
    ['"@path"', '/a%20b'],
    ['"@query"', '?c=d'],
    ['"@authority"', 'portal.example.lu:8443'],
    ['"content-type"', 'text/plain'],
    ['"signature-agent"', AGENT],
  ]
  const headers = { host: 'Portal.Example.lu:8443', 'content-type': '  text/plain ' }
  t.equal(open()(sent({ facts, covered, headers })), 'verified archive')
})

/** What is signed for that authority is sent to that host. */
function sentTo(host: string, scheme: 'http' | 'https', authority: string): SignedSight {
  const covered: Signing['covered'] = [
    ['"@authority"', authority],
    ['"signature-agent"', AGENT],
  ]
  return sent({ facts: { scheme }, headers: { host }, covered })
}

t.test('the port that a scheme has anyway is no part of the authority', async (t) => {
  t.equal(open()(sentTo('a.example:443', 'https', 'a.example')), 'verified archive')
  t.equal(open()(sentTo('a.example:80', 'http', 'a.example')), 'verified archive')
  t.equal(open()(sentTo('a.example:80', 'https', 'a.example')), 'wrong archive')
})

t.test('several fields of a name are one', async (t) => {
  const { 'signature-input': input, signature } = signedFields({
    keyid: KEY.id,
    privateKey: SIGNER.privateKey,
    covered: USUAL,
  })
  const request = factsOf({
    nowMs: NOW_SECONDS * 1000,
    rawHeaders: [
      'Host',
      HOST,
      'Signature-Agent',
      AGENT,
      'Signature-Input',
      'proxy=("date");tag="own"',
      'SIGNATURE-INPUT',
      input,
      'Signature',
      'proxy=:AAAA:',
      'signature',
      signature,
    ],
  })
  t.equal(open()(request), 'verified archive')
})

t.test('a nonce is good for one request, in all workers', async (t) => {
  const tools = signatureTools()
  const [one, two] = [open({}, tools), open({}, tools)]
  const request = sent()
  t.equal(one(request), 'verified archive')
  t.equal(one(request), 'replayed archive')
  t.equal(two(request), 'replayed archive', 'nor at another worker')
  t.equal(two(), 'verified archive', 'another one is')
  const nonceless = sent({ nonce: null })
  t.equal(one(nonceless), 'verified archive')
  t.equal(one(nonceless), 'verified archive', 'what has none can be sent again until it ends')
})

t.test('a wrong signature uses up no nonce', async (t) => {
  const check = open()
  t.equal(check(sent({ nonce: 'n', by: newSigner() })), 'wrong archive')
  t.equal(check(sent({ nonce: 'n' })), 'verified archive')
})

t.test('where nobody can remember a nonce, its signature is none', async (t) => {
  const counts = { add: () => 0, read: () => 0 }
  t.equal(open({}, { counts })(), 'crowded archive')
})

t.test('a network that sends wrong ones is not worth more cryptography for a minute', async (t) => {
  const clock = { now: 1_000_000 }
  const check = open({}, signatureTools({ steadyMs: () => clock.now }))
  const by = newSigner()
  const bad = sent({ by })
  for (let i = 0; i < 100; i++) check(bad)
  t.equal(check(bad), 'wrong archive', 'the same one again costs nothing')
  for (let i = 0; i < 29; i++) t.equal(check(sent({ by })), 'wrong archive')
  t.equal(check(sent({ by })), 'paced archive')
  t.equal(check(), 'paced archive', 'for all of the network')
  t.equal(
    check(sent({ facts: { network: factsOf({ address: '192.0.2.1' }).network } })),
    'verified archive',
  )
  clock.now += 60_001
  t.equal(check(), 'verified archive')
})

t.test(
  'a key of a file needs no directory, and a key of a directory comes and goes with it',
  async (t) => {
    const plain: Sent = { covered: [['"@authority"', HOST]] }
    const unnamed = (given: Sent = plain): SignedSight => {
      const { nowMs, rawHeaders, ...facts } = sent(given)
      const at = rawHeaders.indexOf('signature-agent')
      return { ...facts, nowMs, rawHeaders: rawHeaders.toSpliced(at, 2) }
    }
    t.equal(open({ directory: null })(unnamed()), 'verified archive')
    t.equal(open({ directory: null })(), 'verified archive', 'whatever it names is signed')
    t.equal(open({ directory: null })(sent(plain)), 'agent archive', 'but never left out')
    t.equal(open()(unnamed()), 'agent archive', 'one with a directory names it')
    const known = { list: [] as { url: string; keys: readonly SigningKey[] }[] }
    const check = open({ keys: [] }, { directories: () => known.list })
    t.equal(check(), 'unknown-key')
    known.list = [{ url: DIRECTORY, keys: [KEY] }]
    t.equal(check(), 'verified archive')
    known.list = [{ url: 'https://other.example/keys', keys: [KEY] }]
    t.equal(check(), 'unknown-key', 'of the directory of the agent alone')
  },
)

t.test('who publishes the key of somebody else takes nothing from it', async (t) => {
  const evil = 'https://evil.example/keys'
  const agents = [agentOf('evil', { directory: evil }), agentOf('archive', {})]
  const lists = [evil, DIRECTORY].map((url) => ({ url, keys: [KEY] }))
  const book = new SignatureBook(agents, signatureTools({ directories: () => lists }))
  t.strictSame(book.check(sent()), { outcome: 'verified', signer: 'archive' })
})

t.test('of several signatures the one by a known key counts', async (t) => {
  const other = newSigner()
  const first = signedFields({
    keyid: 'nobody',
    privateKey: other.privateKey,
    covered: USUAL,
    label: 'a',
  })
  const second = signedFields({
    keyid: KEY.id,
    privateKey: SIGNER.privateKey,
    covered: USUAL,
    label: 'b',
  })
  const headers = {
    'signature-input': `${first['signature-input']}, ${second['signature-input']}`,
    signature: `${first.signature}, ${second.signature}`,
  }
  t.equal(open()(sent({ headers })), 'verified archive')
})

interface Vector {
  readonly key: { readonly kty: string; readonly x?: string }
  readonly target_url: string
  readonly created_ms: number
  readonly expires_ms: number
  readonly label: string
  readonly signature: string
  readonly signature_input: string
  readonly signature_agent?: string
}

function vectorsOf(name: string): unknown {
  const url = new URL(`../../data/web-bot-auth/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8'))
}

t.test('the published vectors of the profile', async (t) => {
  const [key] = keysIn(
    readFileSync(new URL('../../data/web-bot-auth/ed25519.json', import.meta.url), 'utf8'),
  )
  t.equal(key?.id, 'poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U')
  const directory = 'https://signature-agent.test/.well-known/http-message-signatures-directory'
  for (const version of ['v1', 'v2']) {
    for (const vector of vectorsOf(`web_bot_auth_architecture_${version}`) as readonly Vector[]) {
      const isAgentNamed = vector.signature_agent !== undefined
      const check = open({
        keys: key === undefined ? [] : [key],
        directory: isAgentNamed ? directory : null,
        // Those of the second draft are good for a hundred years, which no gate would believe.
        lifetimeMaxMs: Infinity,
      })
      const { host, pathname } = new URL(vector.target_url)
      const headers = {
        host,
        'signature-input': vector.signature_input,
        signature: vector.signature,
        ...(vector.signature_agent === undefined
          ? {}
          : { 'signature-agent': vector.signature_agent }),
      }
      const request = factsOf({ nowMs: vector.created_ms + 1_000, path: pathname, headers })
      const want = vector.key.kty === 'OKP' ? 'verified archive' : 'unknown-key'
      t.equal(check(request), want, `${version} ${vector.key.kty} ${vector.label}`)
      if (vector.key.kty !== 'OKP') continue
      const late = factsOf({ nowMs: vector.expires_ms + 61_000, headers })
      t.equal(check(late), 'expired archive')
      t.equal(
        check(factsOf({ nowMs: vector.created_ms, headers: { ...headers, host: 'example.org' } })),
        'replayed archive',
      )
      const elsewhere = { ...headers, host: 'example.org' }
      const fresh = open({
        keys: key === undefined ? [] : [key],
        directory: isAgentNamed ? directory : null,
        lifetimeMaxMs: Infinity,
      })
      t.equal(fresh(factsOf({ nowMs: vector.created_ms, headers: elsewhere })), 'wrong archive')
    }
  }
})

function keysIn(text: string): readonly SigningKey[] {
  const read = readSigningKeys(text, 'refuse')
  return read.ok ? read.keys : []
}

t.test('what `Signature-Agent` says in the published vectors', async (t) => {
  interface AgentVector {
    readonly header: string
    readonly entries: readonly {
      readonly label: string
      readonly uri: string
      readonly type: string
    }[]
  }
  for (const { header, entries } of vectorsOf(
    'web_bot_auth_signature_agent_v1',
  ) as readonly AgentVector[]) {
    for (const { label, uri, type } of entries) {
      const directory =
        type === 'directory' ? `${uri}/.well-known/http-message-signatures-directory` : uri
      const parameter = type === 'directory' ? '' : `;type=${type}`
      const covered: Signing['covered'] = [
        ['"@authority"', HOST],
        [`"signature-agent";key="${label}"`, `"${uri}"${parameter}`],
      ]
      const request = sent({ covered, headers: { 'signature-agent': header } })
      t.equal(open({ directory })(request), 'verified archive', header)
    }
  }
})

t.test('the thumbprints of the published vectors', async (t) => {
  interface Thumbprint {
    readonly name: string
    readonly jwk: string
    readonly thumbprint: string
  }
  const found = (vectorsOf('vectors') as readonly Thumbprint[]).map(({ name, jwk, thumbprint }) => {
    const read = readSigningKeys(jwk, 'refuse')
    return [name, read.ok ? read.keys[0]?.id === thumbprint : read.why]
  })
  t.strictSame(found, [
    ['rsa', 'holds a key that is not of Ed25519 (key 1 of it)'],
    ['ed25519', true],
  ])
})

t.test('what is no file of public keys says why', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = { format: 'pem', type: 'pkcs8' } as const
  const isPrivate = /holds a private key/
  const cases: readonly (readonly [name: string, text: string, why: RegExp])[] = [
    ['a private JWK', JSON.stringify(privateKey.export({ format: 'jwk' })), isPrivate],
    ['a private PEM', privateKey.export(pem), isPrivate],
    ['a public PEM', publicKey.export({ format: 'pem', type: 'spki' }), /PEM, where a JWK Set/],
    ['no JSON', '{', /no JSON object/],
    ['no list', '{"keys": 1}', /no list/],
    ['no keys', '{"keys": []}', /no Ed25519 key/],
    ['no key', '{"keys": [1]}', /no JWK/],
    ['a short key', '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}', /not 32 bytes/],
    ['too many', JSON.stringify({ keys: Array.from({ length: 33 }, () => KEY) }), /more than 32/],
  ]
  for (const [name, text, want] of cases) {
    const read = readSigningKeys(text, 'refuse')
    t.match(read.ok ? '' : read.why, want, name)
  }
  const mixed = JSON.stringify({ keys: [{ kty: 'RSA' }, SIGNER.jwk] })
  t.strictSame(readSigningKeys(mixed, 'skip'), { ok: true, keys: [KEY] }, 'others are left out')
})
