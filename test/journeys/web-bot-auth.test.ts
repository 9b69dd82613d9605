import { type webcrypto, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { signatureHeaders } from 'web-bot-auth'
import { signerFromJWK } from 'web-bot-auth/crypto'
import { main } from '../../src/cli/index.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { type RawAnswer, get, request } from '../support/http.ts'
import { linesOf } from '../support/lines-of.ts'
import { metricsTell } from '../support/metrics.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { fakeTerminal } from '../support/terminal.ts'
import { NAVIGATION, SCRIPT } from '../support/visitor.ts'

/*
 * A signer that others wrote (Cloudflare's web-bot-auth) signs; the gate reads it by its own code and that of
 * structured-headers.
 */

const origin = await startOrigin()
t.teardown(origin.close)

const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: `- { name: limited, path: "/limited/**", policy: limited }
- { name: everything, policy: read }`,
  policies: `read:
  challenge: always
  rules: [{ name: archives, when: { verifiedAgent: archive }, then: pass }]
limited:
  challenge: never
  limits: [{ name: few, key: network, rate: 1/min, burst: 1, over: limit }]`,
  rest: 'agents: { archive: { signature: { keys: keys.json } } }',
})

function newKey(): webcrypto.JsonWebKey {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
}

const OWN = newKey()
const { kty, crv, x } = OWN

async function start(
  test: { readonly teardown: (end: () => unknown) => void },
  text = TEXT,
): Promise<FileGate> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-signed-'))
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [{ kty, crv, x }] }))
  return startFileGate(test, text, folder)
}

interface Signing {
  readonly by?: webcrypto.JsonWebKey
  readonly path?: string
  readonly ageMs?: number
  /** Signed for another host than it is sent to. */
  readonly host?: string
  readonly scheme?: string
  readonly components?: string[]
}

/** The fields of a request that is signed as its signer means it. */
async function signed({ port }: FileGate, given: Signing = {}): Promise<Record<string, string>> {
  const { by = OWN, path = '/', ageMs = 0, host = `127.0.0.1:${port}` } = given
  const { scheme = 'http', components } = given
  const created = new Date(Date.now() - ageMs)
  const expires = new Date(created.getTime() + 60_000)
  const agent = { 'Signature-Agent': '"https://archive.example"' }
  const message = { method: 'GET', url: `${scheme}://${host}${path}`, headers: agent }
  const fields = await signatureHeaders(message, await signerFromJWK(by), {
    created,
    expires,
    ...(components === undefined ? {} : { components }),
  })
  return { Host: `127.0.0.1:${port}`, ...agent, ...fields, ...SCRIPT }
}

async function statusOf(gate: FileGate, headers: Record<string, string>): Promise<number> {
  return (await get(gate.port, '/', headers)).status
}

/** Connections that both workers have had some of. */
const TRIES = 16

t.test('a real signer is known by what it signs, and three forgers are not', async (t) => {
  const gate = await start(t)
  t.equal(await statusOf(gate, await signed(gate)), 200)
  t.equal(await statusOf(gate, SCRIPT), 403, 'unsigned')

  const stolenName = await signed(gate, { by: { ...newKey() } })
  const keyid = /keyid="[^"]+"/
  const [real = ''] = keyid.exec((await signed(gate))['Signature-Input'] ?? '') ?? []
  const forged = {
    ...stolenName,
    'Signature-Input': (stolenName['Signature-Input'] ?? '').replace(keyid, real),
  }
  t.equal(await statusOf(gate, forged), 403, 'by another key under the name of the real one')

  t.equal(
    await statusOf(gate, await signed(gate, { host: 'other.example' })),
    403,
    'for another site',
  )

  const once = await signed(gate)
  t.equal(await statusOf(gate, once), 200)
  const again = await Promise.all(
    Array.from({ length: TRIES }, () => statusOf(gate, { ...once, Connection: 'close' })),
  )
  t.strictSame([...new Set(again)], [403], 'seen on the way and sent again, to whichever worker')

  t.equal(
    await statusOf(gate, await signed(gate, { by: newKey() })),
    403,
    'a signer that nobody named',
  )
  t.equal(await statusOf(gate, await signed(gate, { ageMs: 180_000 })), 403, 'too old')
})

t.test('behind a proxy that is trusted a site is what its client has asked for', async (t) => {
  const gate = await start(t, `${TEXT}\ntrustedProxies: [127.0.0.1]`)
  const components = ['@target-uri', '@authority', 'signature-agent']
  const fields = await signed(gate, { scheme: 'https', host: 'library.example', components })
  const proxied = { ...fields, Host: 'library.example', 'X-Forwarded-For': '192.0.2.7' }
  t.equal(await statusOf(gate, { ...proxied, 'X-Forwarded-Proto': 'https' }), 200)
  const again = await signed(gate, { scheme: 'https', host: 'library.example', components })
  t.equal(await statusOf(gate, { ...again, Host: 'library.example' }), 403, 'it did not say https')
})

t.test('what came of signatures stands in log, metrics and `explain`', async (t) => {
  const gate = await start(t)
  await statusOf(gate, await signed(gate))
  const { headers } = await get(gate.port, '/', await signed(gate, { host: 'other.example' }))
  await statusOf(gate, SCRIPT)
  const lines = await linesOf(join(gate.folder, 'access.log'), 3)
  // Two workers write, each for itself.
  const said = new Map(
    lines.map((text) => {
      const line = JSON.parse(text) as Record<string, unknown>
      return [line['signature'], line]
    }),
  )
  t.equal(said.size, 3)
  t.match(said.get('verified'), { decision: 'pass', reason: 'rule: archives', signer: 'archive' })
  t.match(said.get('wrong'), { decision: 'challenge', signer: 'archive' })
  t.match(said.get(undefined), { decision: 'challenge' }, 'unsigned')
  await metricsTell(
    gate.adminPort,
    'paart_signatures_total{signer="archive",outcome="verified"} 1',
    'paart_signatures_total{signer="archive",outcome="wrong"} 1',
  )
  const terminal = fakeTerminal()
  const code = await main(
    ['--config', gate.file, 'explain', headers.get('paart-reference') ?? ''],
    terminal,
  )
  t.equal(code, 0)
  t.match(terminal.outText(), /^signature +archive +wrong +0 *$/m)
})

const WISH =
  'sig1=("@authority" "signature-agent");created;expires;nonce;alg="ed25519";tag="web-bot-auth"'

function doorsFor(answer: RawAnswer): readonly (string | undefined)[] {
  return [answer.headers.get('accept-signature'), answer.headers.get('link')]
}

t.test(
  'a program that is refused is told how to say who it is, and where the rules stand',
  async (t) => {
    const gate = await start(t)
    const ask = (path: string, headers: Record<string, string>) =>
      request(gate.port, { path, headers })
    const told = [WISH, '</.paart/robots>; rel="help"']
    const refused = await ask('/', SCRIPT)
    t.equal(refused.status, 403)
    t.strictSame(doorsFor(refused), told)
    t.equal((await ask('/limited/', SCRIPT)).status, 200)
    const limited = await ask('/limited/', SCRIPT)
    t.equal(limited.status, 429)
    t.strictSame(doorsFor(limited), told)
    const missing = await ask('/.paart/nothing', SCRIPT)
    t.equal(missing.status, 404)
    t.strictSame(doorsFor(missing), [undefined, undefined], 'with 403 and 429 alone')
    const page = await ask('/', NAVIGATION)
    t.equal(page.status, 403)
    t.strictSame(doorsFor(page), [undefined, undefined], 'people sign nothing')
    t.strictSame(doorsFor(await ask('/', await signed(gate))), [undefined, undefined])
  },
)
