import { type RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  type Reach,
  fetchDirectory,
  systemAddresses,
} from '../../../src/control/directories/fetch-directory.ts'
import { publicAddresses } from '../../../src/control/directories/public-address.ts'
import { newSigner } from '../../support/signed.ts'

const dataOf = (name: string): string =>
  readFileSync(new URL(`../../data/tls/${name}`, import.meta.url), 'utf8')

const DIRECTORY = 'application/http-message-signatures-directory+json'
const { jwk } = newSigner()
const KEYS = JSON.stringify({ keys: [{ kty: 'RSA' }, jwk] })

interface Asked {
  readonly why: string
  readonly keys: readonly string[]
  readonly requests: readonly string[]
}

/** Asks a directory that answers so, at a name that its certificate has. */
async function ask(
  answer: RequestListener,
  {
    path = '/keys',
    ...reach
  }: Partial<Reach> & { readonly path?: string; readonly host?: string } = {},
): Promise<Asked> {
  const { host = 'backend.test', ...given } = reach
  const requests: string[] = []
  const tls = { cert: dataOf('server.pem'), key: dataOf('server-key.pem') }
  const server = createServer(tls, (request, response) => {
    requests.push(`${request.method} ${request.headers.host?.split(':')[0]} ${request.url}`)
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const found = await fetchDirectory(`https://${host}:${port}${path}`, {
    addressesOf: () => Promise.resolve(['127.0.0.1']),
    isAllowed: () => true,
    ca: dataOf('ca.pem'),
    ...given,
  })
  server.closeAllConnections()
  server.close()
  const keys = found.ok ? found.keys.map(({ x }) => x) : []
  return { why: found.ok ? '' : found.why, keys, requests }
}

const good: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': `${DIRECTORY}; charset=utf-8` }).end(KEYS)
}

t.test('keys are fetched by https from the name that the configuration has', async (t) => {
  const { keys, requests, why } = await ask(good)
  t.equal(why, '')
  t.strictSame(keys, [jwk.x], 'those of Ed25519')
  t.strictSame(requests, ['GET backend.test /keys'])
})

t.test('an address that is not on the Internet is never connected to', async (t) => {
  const isAllowed = publicAddresses()
  for (const address of ['127.0.0.1', '10.0.0.1', '::1', '169.254.169.254', 'fd00::1']) {
    const addressesOf = () => Promise.resolve([address])
    const { why, requests } = await ask(good, { isAllowed, addressesOf })
    t.equal(why, 'backend.test has no address on the Internet', address)
    t.strictSame(requests, [])
  }
})

t.test('a name is asked once: what was looked at is what is connected to', async (t) => {
  let asked = 0
  const addressesOf = (): Promise<readonly string[]> => {
    asked++
    return Promise.resolve(asked === 1 ? ['127.0.0.1'] : ['127.0.0.2'])
  }
  const { keys } = await ask(good, { addressesOf })
  t.equal(keys.length, 1)
  t.equal(asked, 1)
})

function askFor(text: string): Promise<Asked> {
  return ask((_request, response) =>
    response.writeHead(200, { 'content-type': DIRECTORY }).end(text),
  )
}

t.test(
  'a signer takes back its keys by a directory that has none, and by nothing less',
  async (t) => {
    for (const text of ['{"keys":[]}', '{"keys":[{"kty":"RSA"}]}']) {
      t.match(await askFor(text), { why: '', keys: [] }, text)
    }
    for (const text of ['{}', '[]', '{"keys":null}', '{"error":"later"}']) {
      t.not((await askFor(text)).why, '', text)
    }
  },
)

t.test(
  'of names one is asked for at a time: others are of servers that visitors wait for',
  async (t) => {
    const asked: string[] = []
    const waiting: ((error: Error | null) => void)[] = []
    const addressesOf = systemAddresses((host) => {
      asked.push(host)
      return new Promise((resolve, reject) => {
        waiting.push((error) => (error === null ? resolve(['192.0.2.1']) : reject(error)))
      })
    })
    const first = addressesOf('slow.example')
    const second = addressesOf('quick.example')
    await Promise.resolve()
    t.strictSame(asked, ['slow.example'])
    waiting[0]?.(new Error('getaddrinfo EAI_AGAIN'))
    await t.rejects(first, /EAI_AGAIN/)
    t.strictSame(asked, ['slow.example', 'quick.example'], 'whatever became of it')
    waiting[1]?.(null)
    t.strictSame(await second, ['192.0.2.1'])
  },
)

t.test('what is no directory says why', async (t) => {
  const answers: readonly (readonly [name: string, answer: RequestListener, why: RegExp])[] = [
    [
      'a redirection',
      (_request, response) => response.writeHead(302, { location: 'https://127.0.0.1/' }).end(),
      /^it answers 302, and is followed nowhere else$/,
    ],
    ['nothing', (_request, response) => response.writeHead(404).end(), /^it answers 404$/],
    [
      'a page',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(KEYS),
      /^it answers with text\/html, which is no directory$/,
    ],
    ['no type', (_request, response) => response.writeHead(200).end(KEYS), /no type/],
    [
      'no JSON',
      (_request, response) => response.writeHead(200, { 'content-type': DIRECTORY }).end('<'),
      /no JSON object/,
    ],
    [
      'too much',
      (_request, response) =>
        response.writeHead(200, { 'content-type': DIRECTORY }).end(' '.repeat(65_537) + KEYS),
      /size|max/i,
    ],
    ['a connection that breaks', (request) => request.socket.destroy(), /./],
  ]
  for (const [name, answer, want] of answers) {
    const { why, keys, requests } = await ask(answer)
    t.match(why, want, name)
    t.strictSame(keys, [], name)
    t.equal(requests.length, 1, 'once')
  }
})

t.test('whose certificate nobody vouches for is not believed', async (t) => {
  t.match((await ask(good, { ca: dataOf('other-ca.pem') })).why, /certificate/)
  t.match((await ask(good, { host: 'other.test' })).why, /does not match|altnames/i)
  const gone = { addressesOf: () => Promise.reject(new Error('getaddrinfo ENOTFOUND')) }
  t.equal((await ask(good, gone)).why, 'getaddrinfo ENOTFOUND')
})
