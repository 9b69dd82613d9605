import t from 'tap'
import { readRanges } from '../../../src/client/index.ts'

t.test('the JSON that vendors publish, or a network in each line', async (t) => {
  const json = {
    creationTime: '2026-01-01T00:00:00',
    prefixes: [{ ipv4Prefix: '192.0.2.0/27' }, { ipv6Prefix: '2001:db8:1::/64', service: 'x' }],
  }
  const networks = ['192.0.2.0/27', '2001:db8:1::/64']
  t.same(readRanges(JSON.stringify(json)), { ok: true, networks })
  t.same(readRanges('# remark\n192.0.2.0/27 ; here\r\n\n2001:db8:1::/64\n'), { ok: true, networks })
})

t.test('what is broken is refused whole', async (t) => {
  const many = Array.from({ length: 20_001 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`).join('\n')
  const cases: Record<string, readonly [text: string, why: string]> = {
    nothing: ['', 'holds no network'],
    'no prefixes': ['{"prefixes": []}', 'holds no network'],
    'half of a file': ['{"prefixes": [{"ipv4Prefix": "192.0', 'is no JSON with a list of prefixes'],
    'other JSON': ['{"ips": []}', 'is no JSON with a list of prefixes'],
    'an error page': ['<html>404</html>', 'holds "<html>404</html>"'],
    'a bad entry': ['{"prefixes": [{"ipv4Prefix": "192.0.2.300"}]}', 'holds "192.0.2.300"'],
    'an entry of another kind': ['{"prefixes": [7]}', 'holds "7"'],
    'an entry without a prefix': [
      '{"prefixes": [{"a": "192.0.2.1"}]}',
      'holds "{\\"a\\":\\"192.0.2.1\\"}"',
    ],
    everybody: ['0.0.0.0/0', 'holds 0.0.0.0/0, which is far too large'],
    'everybody on IPv6': ['2000::/3', 'holds 2000::/3, which is far too large'],
    'too many': [many, 'holds more than 20000 networks'],
  }
  for (const [name, [text, why]] of Object.entries(cases)) {
    t.same(readRanges(text), { ok: false, why }, name)
  }
})
