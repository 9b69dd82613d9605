import t from 'tap'
import {
  compileNetworks,
  compileProxies,
  parseAddress,
  spellNetwork,
} from '../../../src/client/index.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'
import { trusting } from '../../support/proxies.ts'

/** Each network is told by a field of its own name. */
function told(networks: readonly string[]) {
  const proxies = compileProxies(
    networks.map((network) => ({ network, fields: new Set([network]), ownConnections: false })),
  )
  return (address: string) => [...(proxies.proxyOf(address)?.fields ?? ['nobody'])].join(' ')
}

t.test('of networks that lie in each other the smallest counts, wherever it stands', async (t) => {
  const networks = ['10.0.0.0/8', '10.1.2.3', '10.1.0.0/16', '2001:db8::/32', '2001:db8:1::/48']
  const cases = [
    { address: '10.1.2.3', want: '10.1.2.3' },
    { address: '10.1.2.4', want: '10.1.0.0/16' },
    { address: '10.1.255.255', want: '10.1.0.0/16' },
    { address: '10.2.0.0', want: '10.0.0.0/8' },
    { address: '10.255.255.255', want: '10.0.0.0/8' },
    { address: '11.0.0.0', want: 'nobody' },
    { address: '9.255.255.255', want: 'nobody' },
    { address: '2001:db8:1::7', want: '2001:db8:1::/48' },
    { address: '2001:db8:2::7', want: '2001:db8::/32' },
    { address: '2001:db9::', want: 'nobody' },
  ]
  for (const { address, want } of cases) {
    t.equal(told(networks)(address), want, address)
    t.equal(told(networks.toReversed())(address), want, `${address}, written the other way`)
  }
})

t.test('whoever is trusted with nothing more is trusted all the same', async (t) => {
  const proxies = trusting(['10.0.0.0/8'])
  t.equal(proxies.has('10.1.2.3'), true)
  t.same(proxies.proxyOf('10.1.2.3'), { fields: new Set(), ownConnections: false })
  t.equal(proxies.isEmpty, false)
  t.equal(trusting(['garbage']).isEmpty, true)
  t.equal(trusting([]).proxyOf('10.1.2.3'), null)
})

t.test('all fields that some proxy is the source of are known together', async (t) => {
  const proxies = compileProxies([
    { network: '10.0.0.1', fields: new Set(['x-user', 'x-dn']), ownConnections: false },
    { network: '10.0.0.2', fields: new Set(['x-user', 'x-mail']), ownConnections: true },
  ])
  t.same([...proxies.fields], ['x-user', 'x-dn', 'x-mail'])
})

t.test('who is trusted agrees with a plain set of the same networks', async (t) => {
  const random = randomFrom(815)
  const address = (): string =>
    Array.from({ length: 4 }, () => [0, 1, 127, 128, 255][wholeBelow(random, 5)]).join('.')
  let hits = 0
  for (let round = 0; round < 100; round++) {
    const list = Array.from(
      { length: 1 + wholeBelow(random, 12) },
      () => `${address()}/${6 + wholeBelow(random, 27)}`,
    )
    const [set, proxies] = [compileNetworks(list), trusting(list)]
    for (let i = 0; i < 40; i++) {
      const asked = parseAddress(address()) ?? ''
      if (set.has(asked)) hits++
      if (set.has(asked) !== proxies.has(asked)) t.fail(`${asked} in ${list.join(' ')}`)
    }
  }
  t.ok(hits > 500 && hits < 3500, `both answers were asked for (${hits} of 4000)`)
})

t.test('a network is spelled in one way', async (t) => {
  const cases = [
    { written: '10.1.2.3/8', want: '10.0.0.0/8' },
    { written: '10.1.2.3', want: '10.1.2.3/32' },
    { written: '2001:DB8:0::1/32', want: '2001:db8::/32' },
    { written: '::1', want: '::1/128' },
    { written: '10.0.0.0/33', want: null },
    { written: 'proxy', want: null },
  ]
  for (const { written, want } of cases) t.equal(spellNetwork(written), want, written)
})
