import t from 'tap'
import { type FaultName, HttpFault } from '../../../src/backends/http1/faults.ts'
import { HeadReader } from '../../../src/backends/http1/head.ts'
import { everyCut } from '../../support/answers/reading.ts'

interface Read {
  readonly status: number
  readonly reason: string
  readonly isLatest: boolean
  readonly fields: readonly string[]
  /** What is left behind its empty line; null where that has not come. */
  readonly rest: string | null
}

/** Reads a head in pieces that end there. */
function read(text: string, cuts: readonly number[] = []): Read | FaultName {
  const reader = new HeadReader()
  const bytes = Buffer.from(text, 'latin1')
  let from = 0
  try {
    for (const to of [...cuts, bytes.length]) {
      const end = reader.read(bytes, from, to)
      const { status, reason, isLatest, fields } = reader
      if (end >= 0) return { status, reason, isLatest, fields, rest: text.slice(end) }
      from = to
    }
  } catch (error) {
    if (error instanceof HttpFault) return error.fault
    throw error
  }
  const { status, reason, isLatest, fields } = reader
  return { status, reason, isLatest, fields, rest: null }
}

const OK = 'HTTP/1.1 200 OK\r\n'

const plain = {
  status: 200,
  reason: 'OK',
  isLatest: true,
  fields: [] as readonly string[],
  rest: '',
}

const HEADS: readonly (readonly [text: string, want: Partial<Read>])[] = [
  [`${OK}\r\n`, {}],
  [`${OK}\r\nbody`, { rest: 'body' }],
  [OK, { rest: null }],
  ['HTTP/1.0 404 Not Found\r\n\r\n', { status: 404, reason: 'Not Found', isLatest: false }],
  ['HTTP/0.9 200 OK\r\n\r\n', { isLatest: false }],
  ['HTTP/2.0 200 OK\r\n\r\n', { isLatest: false }],
  ['HTTP/1.1 200\r\n\r\n', { reason: '' }],
  ['HTTP/1.1 200 \r\n\r\n', { reason: '' }],
  ['HTTP/1.1 999  two  blanks \r\n\r\n', { status: 999, reason: ' two  blanks ' }],
  ['HTTP/1.1 200 D\xe9fini \xc3\xa9 \0\r\n\r\n', { reason: 'D\xe9fini \xc3\xa9 \0' }],
  ['\r\n\r\n\nHTTP/1.1 200 OK\r\n\r\n', {}],
  ['HTTP/1.1 200 OK\nA: b\n\nx', { fields: ['A', 'b'], rest: 'x' }],
  [`${OK}b: 2\r\nA:1\r\nB:  3\t \r\n\r\n`, { fields: ['b', '2', 'A', '1', 'B', '3'] }],
  [`${OK}Empty:\r\nBlank:  \r\n\r\n`, { fields: ['Empty', '', 'Blank', ''] }],
  [`${OK}X-Powered-By \t: PHP/4\r\n\r\n`, { fields: ['X-Powered-By', 'PHP/4'] }],
  [`${OK}!#$%&'*+-.^_\`|~aZ09: x\r\n\r\n`, { fields: ["!#$%&'*+-.^_`|~aZ09", 'x'] }],
  [`${OK}A: \xff\x80\t~ :\r\n\r\n`, { fields: ['A', '\xff\x80\t~ :'] }],
  [
    `${OK}${'A: b\r\n'.repeat(500)}\r\n`,
    { fields: Array.from({ length: 500 }, () => ['A', 'b']).flat() },
  ],
]

const FAULTS: readonly (readonly [text: string, want: FaultName])[] = [
  ['<html>', 'no-answer'],
  ['\x15\x03\x01', 'no-answer'],
  ['http/1.1 200 OK\r\n', 'no-answer'],
  ['\rHTTP/1.1 200 OK\r\n\r\n', 'no-answer'],
  ['RTSP/1.0 200 OK\r\n\r\n', 'no-answer'],
  ['HTTP/3.0 200 OK\r\n', 'version'],
  ['HTTP/7.3 200 OK\r\n', 'version'],
  ['HTTP/1.2 200 OK\r\n', 'version'],
  ['HTTP/11 200 OK\r\n', 'version'],
  ['HTTP/1.1\r\n', 'status'],
  ['HTTP/1.1 20 OK\r\n', 'status'],
  ['HTTP/1.1 2000 OK\r\n', 'status'],
  ['HTTP/1.1 099 OK\r\n', 'status'],
  ['HTTP/1.1  200 OK\r\n', 'status'],
  ['HTTP/1.1\t200 OK\r\n', 'status'],
  ['HTTP/1.1 2x0 OK\r\n', 'status'],
  ['HTTP/1.1 200\tOK\r\n', 'status'],
  ['HTTP/1.1 200 O\rK\r\n', 'reason-phrase'],
  [`${OK}A: b\n\r\n`, 'line-ends'],
  ['HTTP/1.1 200 OK\nA: b\r\n\n', 'line-ends'],
  [`${OK}A: b\r\n c\r\n\r\n`, 'folded-line'],
  [`${OK}\tA: b\r\n\r\n`, 'folded-line'],
  [`${OK}: b\r\n\r\n`, 'field-name'],
  [`${OK}A B: c\r\n\r\n`, 'field-name'],
  [`${OK}A\r\n\r\n`, 'field-name'],
  [`${OK}A\xe9: b\r\n\r\n`, 'field-name'],
  [`${OK}A(: b\r\n\r\n`, 'field-name'],
  [`${OK}A: b\0\r\n\r\n`, 'field-value'],
  [`${OK}A: \x7f\r\n\r\n`, 'field-value'],
  [`${OK}A: \x1bb\r\n\r\n`, 'field-value'],
  [`${OK}A: b\rc\r\n\r\n`, 'bare-return'],
  [`${OK}A: b\r\r\n\r\n`, 'bare-return'],
]

t.test('a head is read as it stands, wherever it is cut', async (t) => {
  for (const [text, want] of HEADS) {
    const whole = read(text)
    t.strictSame(whole, { ...plain, ...want }, JSON.stringify(text.slice(0, 60)))
    const cuts = text.length < 200 ? everyCut(text) : [1, 20, 2_000]
    for (const cut of cuts) t.strictSame(read(text, [cut]), whole, `cut at ${cut}`)
    if (text.length < 200) t.strictSame(read(text, everyCut(text)), whole, 'byte by byte')
  }
})

t.test('what breaks a rule is refused by its name, wherever it is cut', async (t) => {
  for (const [text, want] of FAULTS) {
    t.equal(read(text), want, JSON.stringify(text))
    for (const cut of everyCut(text)) t.equal(read(text, [cut]), want, `cut at ${cut}`)
    t.equal(read(text, everyCut(text)), want, 'byte by byte')
  }
})

t.test('a head ends somewhere, whatever it is full of', async (t) => {
  const large = 'x'.repeat(64 * 1024)
  const endless = [
    `HTTP/1.1 200 ${large}`,
    `${OK}A: ${large}`,
    `${OK}A:${' '.repeat(64 * 1024)}`,
    `${OK}${'A: b\r\n'.repeat(16 * 1024)}`,
    '\r\n'.repeat(64 * 1024),
  ]
  for (const text of endless) t.equal(read(text), 'head-size', JSON.stringify(text.slice(0, 20)))
  const fits = `${OK}A: ${'x'.repeat(60_000)}\r\n\r\n`
  t.match(read(fits), { rest: '' })
  t.match(read(fits, everyCut(fits)), { rest: '' }, 'a line that comes byte by byte is read once')
})

t.test('it begins anew for the next one', async (t) => {
  const reader = new HeadReader()
  const first = Buffer.from(`${OK}A: b\r\n\r\n`)
  t.equal(reader.read(first, 0, first.length), first.length)
  const { fields } = reader
  reader.begin()
  const second = Buffer.from('HTTP/1.0 404 No\nC: d\n\n')
  t.equal(reader.read(second, 0, second.length), second.length)
  t.strictSame([reader.status, reader.fields, fields], [404, ['C', 'd'], ['A', 'b']])
})
