import t from 'tap'
import { addressKeyOf, networkOf, parseAddress, prefixOf } from '../../../src/client/index.ts'
import { addressOf } from '../../support/facts.ts'

t.test('an address is read in every spelling', async (t) => {
  const cases: [text: string, want: string][] = [
    ['203.0.113.7', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['203.0.113.7:8080', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['::ffff:198.51.100.9', '198.51.100.9'],
    ['::198.51.100.9', '::c633:6409'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
    ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4:5:6:cb00:7107'],
    ['::fffe:203.0.113.7', '::fffe:cb00:7107'],
    ['1::ffff:203.0.113.7', '1::ffff:cb00:7107'],
    ['2001:db8::1:8080', '2001:db8::1:8080'],
  ]
  for (const [text, want] of cases) t.equal(parseAddress(text), want, text)
})

t.test('an IPv6 address is spelled as RFC 5952 says', async (t) => {
  const cases: [text: string, want: string][] = [
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:1:0:0:1:0:0', '::1:0:0:1:0:0'],
    ['1:0:2:0:3:0:4:0', '1:0:2:0:3:0:4:0'],
    ['2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:1', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1'],
    ['00ff:0:0:0:0:0:0:000a', 'ff::a'],
  ]
  for (const [text, want] of cases) {
    t.equal(parseAddress(text), want, text)
    t.equal(parseAddress(want), want, `${want} stays as it is`)
  }
})

t.test('what is no address is null', async (t) => {
  const cases = [
    '',
    ' ',
    'unknown',
    '_hidden',
    'localhost',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.7.8',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    ' 203.0.113.7',
    '203.0.113.7\n',
    '203.0.113.7:',
    '203.0.113.7:http',
    '203.0.113.7:123456',
    '203.0.113.7:80:80',
    '203.0.113.7/24',
    '[203.0.113.7]',
    '[203.0.113.7]:80',
    '[2001:db8::1',
    '[2001:db8::1]443',
    '[2001:db8::1]:',
    '[2001:db8::1]:x',
    '[]',
    '[',
    ']',
    '2001:db8::1]',
    '2001:db8::1::2',
    '2001:db8:1',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::g',
    'fe80::1%eth0',
    '[fe80::1%25eth0]:80',
    '::ffff:203.0.113.256',
    ':',
    ':'.repeat(10_000),
    '"203.0.113.7"',
  ]
  for (const text of cases) t.equal(parseAddress(text), null, JSON.stringify(text.slice(0, 40)))
})

t.test('a network is the first bits of an address', async (t) => {
  const cases: [address: string, bits: { v4: number; v6: number }, want: string][] = [
    ['203.0.113.199', { v4: 32, v6: 0 }, '203.0.113.199/32'],
    ['203.0.113.199', { v4: 25, v6: 0 }, '203.0.113.128/25'],
    ['203.0.113.199', { v4: 20, v6: 0 }, '203.0.112.0/20'],
    ['203.0.113.199', { v4: 1, v6: 0 }, '128.0.0.0/1'],
    ['203.0.113.199', { v4: 0, v6: 0 }, '0.0.0.0/0'],
    ['2001:db8:ffff:ffff:ffff::1', { v4: 0, v6: 128 }, '2001:db8:ffff:ffff:ffff::1/128'],
    ['2001:db8:ffff:ffff:ffff::1', { v4: 0, v6: 50 }, '2001:db8:ffff:c000::/50'],
    ['2001:db8:ffff:ffff:ffff::1', { v4: 0, v6: 48 }, '2001:db8:ffff::/48'],
    ['2001:db8:ffff:ffff:ffff::1', { v4: 0, v6: 0 }, '::/0'],
  ]
  for (const [address, bits, want] of cases) {
    t.equal(prefixOf(addressOf(address), bits), want, want)
  }
})

t.test('clients are counted by what one household and one device are given', async (t) => {
  const cases: { address: string; network: string; key: string }[] = [
    { address: '203.0.113.7', network: '203.0.113.0/24', key: '203.0.113.7' },
    { address: '::ffff:203.0.113.7', network: '203.0.113.0/24', key: '203.0.113.7' },
    { address: '2001:db8:1:2ff::7', network: '2001:db8:1:200::/56', key: '2001:db8:1:2ff::/64' },
    { address: '2001:db8::7', network: '2001:db8::/56', key: '2001:db8::/64' },
  ]
  for (const { address, network, key } of cases) {
    t.equal(networkOf(addressOf(address)), network, address)
    t.equal(addressKeyOf(addressOf(address)), key, address)
  }
})
