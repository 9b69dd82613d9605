import t from 'tap'
import { findOrigin } from '../../../src/client/index.ts'
import { addressOf } from '../../support/facts.ts'
import { trusting } from '../../support/proxies.ts'

const PROXY = '10.0.0.1'
const STRANGER = '198.51.100.9'
const TRUSTED = trusting(['10.0.0.0/8', '2001:db8:ffff::/48'])

function originOf(peer: string, headers: Readonly<Record<string, string>>, trusted = TRUSTED) {
  return findOrigin(addressOf(peer), trusted, (name) => headers[name])
}

const thousands = (hop: string): string => Array.from({ length: 10_000 }, () => hop).join(',')

t.test('a stranger is believed nothing', async (t) => {
  const headers = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
    forwarded: 'for=203.0.113.7;proto=https',
  }
  const want = { scheme: null, isPeerTrusted: false, proxy: null }
  t.same(originOf(STRANGER, headers), { address: STRANGER, ...want })
  t.same(originOf(PROXY, headers, trusting([])), { address: PROXY, ...want })
})

t.test('behind a trusted proxy the client is the rightmost stranger', async (t) => {
  const cases: { name: string; headers: Record<string, string>; want: string }[] = [
    { name: 'no header', headers: {}, want: PROXY },
    { name: 'one hop', headers: { 'x-forwarded-for': '203.0.113.7' }, want: '203.0.113.7' },
    {
      name: 'what the client made up stands left of what the proxy saw',
      headers: { 'x-forwarded-for': '1.2.3.4, 10.0.0.2, 203.0.113.7' },
      want: '203.0.113.7',
    },
    {
      name: 'a chain of trusted proxies',
      headers: { 'x-forwarded-for': '1.2.3.4,203.0.113.7 ,\t10.0.0.3, 10.0.0.2' },
      want: '203.0.113.7',
    },
    {
      name: 'nobody but trusted proxies: the farthest',
      headers: { 'x-forwarded-for': '10.0.0.3, 10.0.0.2' },
      want: '10.0.0.3',
    },
    {
      name: 'garbage at the right: the proxy itself',
      headers: { 'x-forwarded-for': '203.0.113.7, garbage' },
      want: PROXY,
    },
    {
      name: 'garbage in the middle: the last good hop',
      headers: { 'x-forwarded-for': '203.0.113.7, unknown, 10.0.0.2' },
      want: '10.0.0.2',
    },
    { name: 'nothing in it', headers: { 'x-forwarded-for': '' }, want: PROXY },
    {
      name: 'nothing in it, beside Forwarded',
      headers: { 'x-forwarded-for': ' , ', forwarded: 'for=203.0.113.7;proto=https' },
      want: '203.0.113.7',
    },
    {
      name: 'empty elements say nothing',
      headers: { 'x-forwarded-for': ', 203.0.113.7, ,, 10.0.0.2, ,' },
      want: '203.0.113.7',
    },
    {
      name: 'ports and mapped addresses',
      headers: { 'x-forwarded-for': '203.0.113.7:4711, ::ffff:10.0.0.2' },
      want: '203.0.113.7',
    },
    {
      name: 'IPv6',
      headers: { 'x-forwarded-for': '[2001:DB8::7]:4711, 2001:db8:ffff::1' },
      want: '2001:db8::7',
    },
    {
      name: 'ten thousand strangers',
      headers: { 'x-forwarded-for': thousands('1.2.3.4') },
      want: '1.2.3.4',
    },
    {
      name: 'ten thousand trusted hops hide nobody',
      headers: { 'x-forwarded-for': `203.0.113.7,${thousands('10.0.0.2')}` },
      want: '10.0.0.2',
    },
    {
      name: 'Forwarded',
      headers: { forwarded: 'for=1.2.3.4, for=203.0.113.7;proto=http;by=10.0.0.2' },
      want: '203.0.113.7',
    },
    {
      name: 'Forwarded in capitals, with blanks, the name not the first',
      headers: { forwarded: 'Proto=http ; FOR = "203.0.113.7"' },
      want: '203.0.113.7',
    },
    {
      name: 'Forwarded, quoted with a port',
      headers: { forwarded: 'for="203.0.113.7:4711", for="[2001:db8:ffff::1]:80"' },
      want: '203.0.113.7',
    },
    {
      name: 'Forwarded, quoted IPv6',
      headers: { forwarded: 'for="[2001:db8::7]:4711"' },
      want: '2001:db8::7',
    },
    {
      name: 'Forwarded with empty elements',
      headers: { forwarded: 'for=203.0.113.7,, for=10.0.0.2 , ' },
      want: '203.0.113.7',
    },
    {
      name: 'a proxy that names nobody ends the walk',
      headers: { forwarded: 'for=203.0.113.7, proto=https, for=10.0.0.2' },
      want: '10.0.0.2',
    },
    {
      name: 'so does one that hides its client',
      headers: { forwarded: 'for=203.0.113.7, for=_hidden' },
      want: PROXY,
    },
    {
      name: 'an open quote swallows nothing',
      headers: { forwarded: 'for="1.2.3.4, for=203.0.113.7' },
      want: '203.0.113.7',
    },
    {
      name: 'X-Forwarded-For before Forwarded',
      headers: { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=1.2.3.4' },
      want: '203.0.113.7',
    },
    {
      name: 'ten thousand elements',
      headers: { forwarded: thousands('for=1.2.3.4') },
      want: '1.2.3.4',
    },
  ]
  for (const { name, headers, want } of cases) {
    const { address, isPeerTrusted } = originOf(PROXY, headers)
    t.equal(address, want, name)
    t.equal(isPeerTrusted, true, name)
  }
})

t.test('a trusted proxy says over which scheme the request came', async (t) => {
  const cases: { headers: Record<string, string>; want: 'http' | 'https' | null }[] = [
    { headers: {}, want: null },
    { headers: { 'x-forwarded-proto': 'https' }, want: 'https' },
    { headers: { 'x-forwarded-proto': 'HTTP' }, want: 'http' },
    { headers: { 'x-forwarded-proto': 'https, http' }, want: 'http' },
    { headers: { 'x-forwarded-proto': 'http ,https, ' }, want: 'https' },
    { headers: { 'x-forwarded-proto': 'wss' }, want: null },
    { headers: { 'x-forwarded-proto': '"https"' }, want: null },
    { headers: { forwarded: 'for=203.0.113.7;proto=https' }, want: 'https' },
    { headers: { forwarded: 'proto=https, for=203.0.113.7;Proto="HTTP",' }, want: 'http' },
    { headers: { forwarded: 'proto=https, for=203.0.113.7' }, want: null },
    { headers: { forwarded: 'for=203.0.113.7;proto' }, want: null },
    { headers: { 'x-forwarded-proto': 'http', forwarded: 'proto=https' }, want: 'http' },
    { headers: { 'x-forwarded-proto': '', forwarded: 'proto=https' }, want: 'https' },
  ]
  for (const { headers, want } of cases) {
    t.equal(originOf(PROXY, headers).scheme, want, JSON.stringify(headers))
  }
})
