import { BlockList } from 'node:net'
import t from 'tap'
import { compileNetworks, isNetwork, parseAddress } from '../../../src/client/index.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

t.test('a network is an address with or without the number of its bits', async (t) => {
  const networks = [
    '203.0.113.7',
    '203.0.113.7/32',
    '203.0.113.0/24',
    '203.0.113.7/24',
    '0.0.0.0/0',
    '2001:db8::1',
    '2001:db8::1/128',
    '2001:DB8::/32',
    '::/0',
    '64:ff9b::192.0.2.0/120',
  ]
  for (const text of networks) t.equal(isNetwork(text), true, text)
  const others = [
    '',
    '/',
    '/24',
    'proxy',
    '203.0.113.0/',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/2 4',
    '203.0.113.0/24/24',
    '203.0.113.0/0x8',
    '203.0.113.0/1e1',
    '203.0.113/24',
    '203.0.113.0:80/24',
    '203.0.113.0:80',
    '2001:db8::/129',
    '2001:db8::/0128',
    '[2001:db8::1]',
    '[2001:db8::]/32',
    'fe80::1%eth0',
    '::ffff:203.0.113.0/120',
    '::ffff:cb00:7100/120',
    '::ffff:cb00:7100/24',
    '::ffff:203.0.113.7',
  ]
  for (const text of others) t.equal(isNetwork(text), false, JSON.stringify(text))
})

t.test('a set has the addresses of its networks and no others', async (t) => {
  const cases: { list: string[]; has: string[]; hasNot: string[] }[] = [
    { list: [], has: [], hasNot: ['0.0.0.0', '::', '203.0.113.7'] },
    { list: ['0.0.0.0/0'], has: ['0.0.0.0', '255.255.255.255'], hasNot: ['::', '2001:db8::1'] },
    { list: ['::/0'], has: ['::', 'ffff::'], hasNot: ['0.0.0.0', '203.0.113.7'] },
    {
      list: ['203.0.113.7/32'],
      has: ['203.0.113.7'],
      hasNot: ['203.0.113.6', '203.0.113.8'],
    },
    {
      list: ['2001:db8::8/128'],
      has: ['2001:db8::8'],
      hasNot: ['2001:db8::7', '2001:db8::9', '0.0.0.8'],
    },
    {
      list: ['203.0.113.77/24'],
      has: ['203.0.113.0', '203.0.113.255'],
      hasNot: ['203.0.112.255', '203.0.114.0'],
    },
    {
      list: ['10.0.0.0/8', '10.1.0.0/16', '10.255.255.255', '10.0.0.0/8', '11.0.0.0/9'],
      has: ['10.0.0.0', '10.1.2.3', '10.200.0.1', '10.255.255.255', '11.0.0.0', '11.127.0.0'],
      hasNot: ['9.255.255.255', '11.128.0.0'],
    },
    {
      list: ['10.0.0.0', '10.0.0.0/8'],
      has: ['10.0.0.0', '10.255.255.255'],
      hasNot: ['11.0.0.0'],
    },
    { list: ['garbage', '10.0.0.0/99', '10.0.0.1'], has: ['10.0.0.1'], hasNot: ['10.0.0.2'] },
  ]
  for (const { list, has, hasNot } of cases) {
    const name = list.join(' ')
    const set = compileNetworks(list)
    for (const address of has) t.equal(set.has(address), true, `[${name}] has ${address}`)
    for (const address of hasNot) t.equal(set.has(address), false, `[${name}] has no ${address}`)
  }
})

t.test('a set of nothing but garbage is empty', async (t) => {
  t.equal(compileNetworks([]).isEmpty, true)
  t.equal(compileNetworks(['garbage', '10.0.0.0/33']).isEmpty, true)
  t.equal(compileNetworks(['10.0.0.0/8']).isEmpty, false)
  t.equal(compileNetworks(['2001:db8::/32']).isEmpty, false)
  t.equal(compileNetworks(['10.0.0.0/8', '2001:db8::/32']).isEmpty, false)
})

/** Few different bits, so that networks overlap and addresses fall near their ends. */
function someAddress(random: () => number): string {
  const pick = <T>(list: readonly [T, ...T[]]): T =>
    list[wholeBelow(random, list.length)] ?? list[0]
  if (random() < 0.5) {
    return Array.from({ length: 4 }, () => pick([0, 1, 127, 128, 254, 255])).join('.')
  }
  const groups = Array.from({ length: 7 }, () => pick(['0', '1', '7fff', '8000', 'ffff']))
  return ['2001', ...groups].join(':')
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4')

t.test('a set agrees with the block list of Node', async (t) => {
  const random = randomFrom(4711)
  let hits = 0
  for (let round = 0; round < 150; round++) {
    const blocks = new BlockList()
    const list: string[] = []
    for (let i = wholeBelow(random, 12); i >= 0; i--) {
      const address = someAddress(random)
      // Wider ones would make the rest of a set meaningless.
      const bits = 6 + wholeBelow(random, address.includes(':') ? 123 : 27)
      blocks.addSubnet(address, bits, familyOf(address))
      list.push(`${address}/${bits}`)
    }
    const set = compileNetworks(list)
    const asked = Array.from({ length: 40 }, () => someAddress(random))
    const want = asked.filter((address) => blocks.check(address, familyOf(address)))
    const got = asked.filter((address) => set.has(parseAddress(address) ?? ''))
    t.same(got, want, list.join(' '))
    hits += want.length
  }
  t.ok(hits > 500 && hits < 5500, `both answers were asked for (${hits} of 6000)`)
})
