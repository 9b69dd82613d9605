import t from 'tap'
import { readDescription } from '../../../src/proxy/reading/description.ts'

/** What Caddy and Traefik send, in their order. */
const ASKED = [
  'Host',
  '127.0.0.1:8081',
  'User-Agent',
  'curl/8',
  'Cookie',
  'a=b',
  'X-Forwarded-For',
  '192.0.2.1',
  'X-Forwarded-Host',
  'demarches.example.lu',
  'X-Forwarded-Method',
  'POST',
  'X-Forwarded-Proto',
  'https',
  'X-Forwarded-Uri',
  '/forms?a=%2f',
] as const

/** The question with another value of a field; without it where there is none. */
function asked(name: string, value: string | null): string[] {
  const at = ASKED.findIndex((text) => text.toLowerCase() === name)
  const fields: string[] = [...ASKED]
  if (value === null) fields.splice(at, 2)
  else fields[at + 1] = value
  return fields
}

t.test('the request that a proxy describes', async (t) => {
  t.strictSame(readDescription(ASKED), {
    method: 'POST',
    target: '/forms?a=%2f',
    rawHeaders: [
      'Host',
      'demarches.example.lu',
      'User-Agent',
      'curl/8',
      'Cookie',
      'a=b',
      'X-Forwarded-For',
      '192.0.2.1',
      'X-Forwarded-Proto',
      'https',
    ],
  })
})

const NAMES = ['method', 'host', 'uri', 'for', 'proto'].map((name) => `x-forwarded-${name}`)

t.test('a field that is missing, empty, or there twice, describes nothing', async (t) => {
  for (const name of NAMES) {
    t.equal(readDescription(asked(name, null)), 'undescribed', `without ${name}`)
    t.equal(readDescription(asked(name, '')), 'undescribed', `an empty ${name}`)
    const twice = [...ASKED, name, 'GET']
    t.equal(readDescription(twice), 'undescribed', `two of ${name}`)
  }
})

t.test('a client that nobody knows is none', async (t) => {
  for (const hops of ['unknown', '_hidden', '192.0.2.1, unknown', '192.0.2.1,', ' ']) {
    t.equal(readDescription(asked('x-forwarded-for', hops)), 'undescribed', hops)
  }
  for (const hops of ['2001:db8::1', '[2001:db8::1]:443', 'unknown, 192.0.2.1']) {
    t.not(readDescription(asked('x-forwarded-for', hops)), 'undescribed', hops)
  }
})

function schemeOf(proto: string): unknown {
  const read = readDescription(asked('x-forwarded-proto', proto))
  return typeof read === 'string' ? read : read.rawHeaders.at(-1)
}

t.test('the scheme, and that of a WebSocket’s address', async (t) => {
  t.equal(schemeOf('http'), 'http')
  t.equal(schemeOf('HTTPS'), 'https')
  t.equal(schemeOf('ws'), 'http')
  t.equal(schemeOf('wss'), 'https')
  for (const proto of ['ftp', 'https, http', 'constructor']) t.equal(schemeOf(proto), 'undescribed')
})

t.test('a method that no parser takes', async (t) => {
  for (const method of ['BREW', 'get', 'GET ', 'G\u00e4T', 'x'.repeat(9_000)]) {
    t.equal(
      readDescription(asked('x-forwarded-method', method)),
      'unknown-method',
      method.slice(0, 9),
    )
  }
  t.match(readDescription(asked('x-forwarded-method', 'PROPFIND')), { method: 'PROPFIND' })
})

t.test('a target with bytes that no parser takes', async (t) => {
  for (const target of ['/a b', '/a\tb', '/a\u0000b']) {
    t.equal(readDescription(asked('x-forwarded-uri', target)), 'bad-target', target)
  }
})
