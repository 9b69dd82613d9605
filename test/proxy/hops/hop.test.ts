import t from 'tap'
import { keyRing, newKeyFile, parseAddress } from '../../../src/client/index.ts'
import { type Exchange } from '../../../src/proxy/exchange.ts'
import { type Gate } from '../../../src/proxy/gate.ts'
import { headerReader } from '../../../src/proxy/headers.ts'
import { handedFields } from '../../../src/proxy/hops/handing.ts'
import { digestOf, readHop, spellHop } from '../../../src/proxy/hops/hop.ts'
import { FieldNames } from '../../../src/proxy/forwarding/field-names.ts'
import { newGateLimits } from '../../kept/parts.ts'

const ring = keyRing(newKeyFile(0))
const NOW_MS = 1_000_000
const limits = newGateLimits()

function gateAt(wallMs: number, { mark = 'Ab3d', keys = ring } = {}): Gate {
  const clock = { wallMs: () => wallMs, steadyMs: () => wallMs }
  const gate = { clock, limits, keys: () => keys, kept: { store: { mark } } }
  return gate as unknown as Gate
}

function exchangeOf(
  field: string,
  { method = 'POST', target = '/a?b', host = 'h' } = {},
): Exchange {
  const rawHeaders = ['Host', host, 'Paart-Hop', field]
  const exchange = {
    method,
    request: { url: target, rawHeaders },
    header: headerReader(rawHeaders),
  }
  return exchange as unknown as Exchange
}

const address = parseAddress('203.0.113.7')
const peer = parseAddress('10.0.0.1')
if (address === null || peer === null) throw new Error('no addresses')

const said = {
  to: 'Ab3d',
  atMs: NOW_MS,
  address,
  peer,
  scheme: 'https',
  digest: digestOf(Buffer.of(1)),
} as const
const newHop = (): string => spellHop(ring, said, { method: 'POST', target: '/a?b', host: 'h' })

t.test('one gate believes another of its ring, once', async (t) => {
  const field = newHop()
  const hop = readHop(exchangeOf(field), gateAt(NOW_MS + 4_000))
  t.match(hop, { address, peer, scheme: 'https', digest: said.digest })
  t.equal(readHop(exchangeOf(field), gateAt(NOW_MS)), null, 'not twice')
})

t.test('it is good for one request, at one gate, now', async (t) => {
  const others: readonly [string, Exchange, Gate][] = [
    ['method', exchangeOf(newHop(), { method: 'GET' }), gateAt(NOW_MS)],
    ['target', exchangeOf(newHop(), { target: '/a?c' }), gateAt(NOW_MS)],
    ['host', exchangeOf(newHop(), { host: 'i' }), gateAt(NOW_MS)],
    ['later', exchangeOf(newHop()), gateAt(NOW_MS + 6_000)],
    ['sooner', exchangeOf(newHop()), gateAt(NOW_MS - 6_000)],
    ['another gate', exchangeOf(newHop()), gateAt(NOW_MS, { mark: 'Ab3e' })],
    ['another ring', exchangeOf(newHop()), gateAt(NOW_MS, { keys: keyRing(newKeyFile(0)) })],
    ['cut off', exchangeOf(newHop().slice(0, -1)), gateAt(NOW_MS)],
    ['too long', exchangeOf(newHop() + 'A'.repeat(1_024)), gateAt(NOW_MS)],
    ['nothing', exchangeOf(''), gateAt(NOW_MS)],
  ]
  for (const [what, exchange, gate] of others) t.equal(readHop(exchange, gate), null, what)
})

t.test('nobody outside writes what gates say to each other', async (t) => {
  const gate = { fieldNames: new FieldNames() } as unknown as Gate
  const raw = [
    'Host',
    'h',
    'paart-hop',
    'x',
    'Paart_Hop',
    'x',
    'X-A',
    '1',
    'x-a',
    '2',
    'Expect',
    '100-continue',
  ]
  const hops = [
    'Connection',
    'x-b, host, content-length',
    'X-B',
    '3',
    'Content-Length',
    '256',
    'TE',
    'trailers',
  ]
  const kept = ['Host', 'h', 'X-A', '1', 'x-a', '2', 'Content-Length', '256']
  t.strictSame(handedFields([...raw, ...hops], gate), kept)
})
