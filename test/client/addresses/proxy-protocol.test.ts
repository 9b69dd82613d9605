import t, { type Test } from 'tap'
import { readProxyHeader } from '../../../src/client/index.ts'
import { proxyHeader } from '../../support/proxy-header.ts'
import { randomFrom } from '../../support/random.ts'

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')

/** Reads it whole with a request behind it, and checks that no shorter piece of it is enough. */
function read(t: Test, header: Buffer, name: string): unknown {
  for (let length = 0; length < header.length; length++) {
    const { kind } = readProxyHeader(header.subarray(0, length))
    if (kind !== 'unfinished') t.fail(`${name}: ${kind} after ${length} bytes`)
  }
  const got = readProxyHeader(Buffer.concat([header, REQUEST]))
  if (got.kind === 'read')
    t.equal(got.bytes, header.length, `${name}: the request begins behind it`)
  return got.kind === 'read' ? got.source : got.kind
}

t.test('version 1 says for whom a connection is', async (t) => {
  const cases: readonly [line: string, source: string | null][] = [
    ['PROXY TCP4 203.0.113.7 192.0.2.1 56324 443', '203.0.113.7'],
    ['PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535', '255.255.255.255'],
    ['PROXY TCP4 203.0.113.7 192.0.2.1 0 0', '203.0.113.7'],
    ['PROXY TCP6 2001:DB8::7 2001:db8::1 56324 443', '2001:db8::7'],
    [
      `PROXY TCP6 ${'ffff:'.repeat(7)}ffff ${'ffff:'.repeat(7)}ffff 65535 65535`,
      'ffff:'.repeat(7) + 'ffff',
    ],
    ['PROXY TCP6 ::ffff:203.0.113.7 ::1 1 2', '203.0.113.7'],
    ['PROXY UNKNOWN', null],
    [`PROXY UNKNOWN ${'ffff:'.repeat(7)}ffff ${'ffff:'.repeat(7)}ffff 65535 65535`, null],
    ['PROXY UNKNOWN anything at all', null],
  ]
  for (const [line, source] of cases)
    t.equal(read(t, Buffer.from(`${line}\r\n`), line), source, line)
})

t.test('what is no header of version 1 is unusable', async (t) => {
  const cases = [
    'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    'PROXY\r\n',
    'proxy TCP4 203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY  TCP4 203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY TCP4  203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY tcp4 203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY UDP4 203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 1\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 1 2 3\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 1 65536\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 01 2\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 1 -2\r\n',
    'PROXY TCP4 203.0.113.7 192.0.2.1 1 2 \r\n',
    'PROXY TCP4 203.0.113.007 192.0.2.1 1 2\r\n',
    'PROXY TCP4 203.0.113.7:80 192.0.2.1 1 2\r\n',
    'PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n',
    'PROXY TCP6 203.0.113.7 192.0.2.1 1 2\r\n',
    'PROXY TCP6 [2001:db8::7] 2001:db8::1 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 2001:db8::1 1 2\r\n',
    'PROXY TCP4 203.0.113.7 garbage 1 2\r\n',
    `PROXY UNKNOWN ${'x'.repeat(100)}\r\n`,
    `PROXY ${'x'.repeat(200)}`,
    '\r\nPROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n',
    '\x16\x03\x01\x02\x00',
  ]
  for (const text of cases) {
    const got = readProxyHeader(Buffer.from(text, 'latin1'))
    t.strictSame(got, { kind: 'unusable' }, JSON.stringify(text.slice(0, 60)))
  }
})

const IPV4_ENDS = Buffer.from('cb007107c00002010001 0002'.replace(' ', ''), 'hex')
const IPV6_ENDS = Buffer.from('20010db8000000000000000000000007'.repeat(2) + '00010002', 'hex')
const MAPPED_ENDS = Buffer.from('00000000000000000000ffffcb007107'.repeat(2) + '00010002', 'hex')
const UNIX_ENDS = Buffer.alloc(216, '/run/a.sock\0')
/** An ALPN value and a checksum that nobody looks at. */
const VALUES = Buffer.from('01000268320300040badc0de', 'hex')

t.test('version 2 says for whom a connection is', async (t) => {
  const cases: readonly { name: string; header: Buffer; source: string | null }[] = [
    { name: 'IPv4', header: proxyHeader({ family: 0x11, rest: IPV4_ENDS }), source: '203.0.113.7' },
    { name: 'IPv6', header: proxyHeader({ family: 0x21, rest: IPV6_ENDS }), source: '2001:db8::7' },
    {
      name: 'mapped',
      header: proxyHeader({ family: 0x21, rest: MAPPED_ENDS }),
      source: '203.0.113.7',
    },
    { name: 'Unix', header: proxyHeader({ family: 0x31, rest: UNIX_ENDS }), source: null },
    { name: 'datagrams', header: proxyHeader({ family: 0x12, rest: IPV4_ENDS }), source: null },
    { name: 'no family', header: proxyHeader({ family: 0, rest: IPV4_ENDS }), source: null },
    { name: 'nothing', header: proxyHeader({ family: 0, rest: Buffer.alloc(0) }), source: null },
    {
      name: 'further values',
      header: proxyHeader({ family: 0x11, rest: Buffer.concat([IPV4_ENDS, VALUES]) }),
      source: '203.0.113.7',
    },
    {
      name: 'as many values as are read',
      header: proxyHeader({ family: 0x11, rest: Buffer.concat([IPV4_ENDS, Buffer.alloc(4068)]) }),
      source: '203.0.113.7',
    },
    { name: 'local', header: proxyHeader({ start: 0x20, family: 0, rest: VALUES }), source: null },
    {
      name: 'local with addresses',
      header: proxyHeader({ start: 0x20, family: 0x11, rest: IPV4_ENDS }),
      source: null,
    },
    {
      name: 'local with garbage',
      header: proxyHeader({ start: 0x20, family: 0xff, rest: VALUES }),
      source: null,
    },
  ]
  for (const { name, header, source } of cases) t.equal(read(t, header, name), source, name)
})

t.test('what is no header of version 2 is unusable', async (t) => {
  const cases: Readonly<Record<string, Buffer>> = {
    'another version': proxyHeader({ start: 0x31, family: 0x11, rest: IPV4_ENDS }),
    'version 1 in binary': proxyHeader({ start: 0x11, family: 0x11, rest: IPV4_ENDS }),
    'another command': proxyHeader({ start: 0x22, family: 0x11, rest: IPV4_ENDS }),
    'another family': proxyHeader({ family: 0x41, rest: UNIX_ENDS }),
    'another transport': proxyHeader({ family: 0x13, rest: IPV4_ENDS }),
    'too short for IPv4': proxyHeader({ family: 0x11, rest: IPV4_ENDS.subarray(1) }),
    'too short for IPv6': proxyHeader({ family: 0x21, rest: IPV4_ENDS }),
    'too short for Unix': proxyHeader({ family: 0x31, rest: IPV6_ENDS }),
    'longer than is read': proxyHeader({ family: 0x11, rest: Buffer.alloc(4081) }),
    'a signature with a mistake': Buffer.from('\r\n\r\n\0\r\nQUIT\r!\x11', 'latin1'),
  }
  for (const [name, header] of Object.entries(cases)) {
    t.strictSame(readProxyHeader(header), { kind: 'unusable' }, name)
  }
})

t.test('no bytes make it throw, or read beyond its bounds', async (t) => {
  const random = randomFrom(7)
  const starts = ['PROXY ', 'PROXY TCP4 ', 'PROXY TCP6 1::2 ', '\r\n\r\n\0\r\nQUIT\n', '']
  for (let i = 0; i < 20_000; i++) {
    const start = starts[i % starts.length] ?? ''
    const length = Math.floor(random() * 300)
    const noise = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
    const bytes = Buffer.concat([Buffer.from(start, 'latin1'), noise])
    const got = readProxyHeader(bytes)
    if (got.kind === 'read' && got.bytes > bytes.length) t.fail(bytes.toString('hex'))
    if (got.kind === 'unfinished' && bytes.length >= 4096) t.fail(bytes.toString('hex'))
  }
})
