import t from 'tap'
import { networkOf } from '../../../src/client/index.ts'
import { type Notice, type TrustedProxies } from '../../../src/model/index.ts'
import { type Exchange } from '../../../src/proxy/exchange.ts'
import { headerReader } from '../../../src/proxy/headers.ts'
import { ProxyWatch } from '../../../src/proxy/arrival/proxy-watch.ts'
import { addressOf } from '../../support/facts.ts'
import { trusting } from '../../support/proxies.ts'

interface Asked {
  readonly peer: string
  readonly address?: string
  readonly headers?: readonly string[]
  readonly method?: string
  readonly nowMs?: number
  readonly isIntroduced?: boolean
}

/** A watch, and how requests come to it. */
function stage(trustedProxies: TrustedProxies = trusting(['10.0.0.0/8'])) {
  const told: Notice[] = []
  const watch = new ProxyWatch((notice) => told.push(notice))
  const snapshot = { trustedProxies, networkBits: { v4: 24, v6: 56 } }
  const arrive = ({
    peer,
    address = peer,
    headers = [],
    method = 'GET',
    nowMs = 0,
    isIntroduced = false,
  }: Asked) => {
    const header = headerReader(headers)
    const request = { rawHeaders: headers }
    const exchange = {
      snapshot,
      startedMs: nowMs,
      request,
      header,
      method,
      isIntroduced,
    } as unknown as Exchange
    const client = {
      peer: addressOf(peer),
      address: addressOf(address),
      network: networkOf(addressOf(address)),
      addressKey: address,
      isPeerTrusted: trustedProxies.has(peer),
      proxy: trustedProxies.proxyOf(peer),
    }
    watch.look(exchange, client)
    return { exchange, client }
  }
  return { told, watch, arrive }
}

const FORWARDED = ['X-Forwarded-For', '203.0.113.9']

t.test('a proxy of one’s own that is forgotten is told by its network, once', async (t) => {
  const cases = [
    { peer: '192.168.7.9', network: '192.168.7.0/24' },
    { peer: '100.64.1.2', network: '100.64.1.0/24' },
    { peer: 'fd00:1:2:3::4', network: 'fd00:1:2::/56' },
    { peer: '127.0.0.1', network: '127.0.0.1' },
    { peer: '::1', network: '::1' },
  ]
  for (const { peer, network } of cases) {
    for (const headers of [FORWARDED, ['a', 'b', 'x-FORWARDED-for', ''], ['Forwarded', 'for=x']]) {
      const { told, arrive } = stage()
      arrive({ peer, headers: ['Accept-Language', 'fr', 'Accept-Encoding', 'gzip'] })
      t.same(told, [], 'others are welcome')
      for (let i = 0; i < 3; i++) arrive({ peer, headers })
      t.same(told, [{ kind: 'stranger-forwards', network }], `${peer} ${headers.join(' ')}`)
    }
  }
})

const MINUTES = 60_000

t.test('what bots write is nobody’s business', async (t) => {
  const { told, arrive } = stage()
  for (let i = 0; i < 20_000; i++) {
    const headers = i % 10 < 8 ? FORWARDED : []
    arrive({ peer: '198.51.100.7', headers, nowMs: i * 100 })
  }
  t.same(told, [])
})

t.test('nor is a flood of it, while it is short', async (t) => {
  const { told, arrive } = stage()
  for (let i = 0; i < 20_000; i++) {
    arrive({ peer: '198.51.100.7', headers: FORWARDED, nowMs: i * 25 })
  }
  t.same(told, [])
  for (let i = 0; i < 20_000; i++) arrive({ peer: '198.51.100.7', nowMs: 9 * MINUTES + i * 25 })
  t.same(told, [])
})

t.test(
  'but where nearly every request is forwarded by somebody, it is told of nobody',
  async (t) => {
    const { told, arrive } = stage()
    for (let i = 0; i < 20_000; i++) {
      const headers = i % 20 < 19 ? FORWARDED : []
      arrive({ peer: `198.51.100.${i % 7}`, headers, nowMs: i * 100 })
    }
    t.same(told, [{ kind: 'stranger-forwards', network: null }])
  },
)

t.test('a trusted proxy that names nobody is told by what the file says of it', async (t) => {
  const { told, arrive } = stage()
  arrive({ peer: '10.1.2.3', address: '203.0.113.9', headers: FORWARDED })
  arrive({ peer: '10.1.2.3', method: 'OPTIONS' })
  arrive({ peer: '10.1.2.3', headers: ['User-Agent', 'kube-probe/1.29'] })
  arrive({ peer: '10.1.2.3', isIntroduced: true })
  t.same(told, [], 'nor by what it asks for itself')
  for (let i = 0; i < 3; i++) arrive({ peer: '10.1.2.3' })
  t.same(told, [{ kind: 'nobody-named', network: '10.0.0.0/8' }])
  const empty = stage()
  empty.arrive({ peer: '10.1.2.3', headers: ['X-Forwarded-For', ' , '] })
  t.same(empty.told, told, 'nor does an empty field name anybody')
})

t.test('of made-up names only some are told', async (t) => {
  const { told, watch, arrive } = stage()
  const { exchange, client } = arrive({ peer: '198.51.100.7' })
  watch.dropped('x'.repeat(65), exchange, client)
  t.same(told, [])
  for (let i = 0; i < 1_000; i++) watch.dropped(`x-forwarded-${i % 200}`, exchange, client)
  t.equal(told.length, 48)
  t.same(told[0], { kind: 'field-dropped', field: 'x-forwarded-0', network: null, fields: [] })
  for (const field of ['x-ssl-client-verify', 'remote-user']) watch.dropped(field, exchange, client)
  t.equal(told.length, 50, 'those that are in use are told all the same')
  watch.dropped('x_ssl_client_verify', exchange, client)
  t.equal(told.length, 50, 'in one spelling')
})

t.test('each network of forgotten proxies is told, whoever came first', async (t) => {
  const { told, arrive } = stage()
  for (const peer of ['127.0.0.1', '192.168.7.9', '192.168.7.10', '172.16.9.9']) {
    arrive({ peer, headers: FORWARDED })
  }
  const networks = told.map((notice) => notice.network)
  t.same(networks, ['127.0.0.1', '192.168.7.0/24', '172.16.9.0/24'])
  for (let i = 0; i < 100; i++) arrive({ peer: `192.168.${i + 20}.1`, headers: FORWARDED })
  t.equal(told.length, 16, 'as far as anybody has networks')
})

t.test('a proxy that names itself has named somebody', async (t) => {
  const { told, arrive } = stage()
  arrive({ peer: '10.1.2.3', headers: ['X-Forwarded-For', '10.1.2.3'] })
  t.same(told, [])
  arrive({ peer: '10.1.2.3' })
  t.equal(told.length, 1, 'and one that names nobody is still told of')
})
