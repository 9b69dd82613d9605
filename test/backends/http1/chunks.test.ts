import t from 'tap'
import { ChunkReader } from '../../../src/backends/http1/chunks.ts'
import { type FaultName, HttpFault } from '../../../src/backends/http1/faults.ts'
import { everyCut } from '../../support/answers/reading.ts'

interface Read {
  readonly data: string
  readonly trailers: readonly string[]
  /** What is left behind it; null where it has not ended. */
  readonly rest: string | null
}

function read(text: string, cuts: readonly number[] = []): Read | FaultName {
  const reader = new ChunkReader()
  const bytes = Buffer.from(text, 'latin1')
  let data = ''
  let from = 0
  try {
    for (const to of [...cuts, bytes.length]) {
      const end = reader.read(bytes, from, to)
      if (reader.count > 0) data += bytes.toString('latin1', reader.from, reader.to)
      if (reader.isOver) return { data, trailers: reader.trailers, rest: text.slice(end) }
      from = to
    }
  } catch (error) {
    if (error instanceof HttpFault) return error.fault
    throw error
  }
  return { data, trailers: reader.trailers, rest: null }
}

const END = '0\r\n\r\n'

const BODIES: readonly (readonly [text: string, want: Partial<Read>])[] = [
  [`5\r\nhello\r\n${END}`, { data: 'hello' }],
  [END, { data: '' }],
  [`2\r\nhe\r\n3\r\nllo\r\n${END}HTTP/1.1`, { data: 'hello', rest: 'HTTP/1.1' }],
  [`1\r\nh\r\n1\r\ne\r\n1\r\n\r\r\n1\r\n\n\r\n${END}`, { data: 'he\r\n' }],
  ['5\r\nhello\r\n0\r\n', { data: 'hello', rest: null }],
  [`5   \r\nhello\r\n0 \t\r\n\r\n`, { data: 'hello' }],
  [`0005\r\nhello\r\n0000\r\n\r\n`, { data: 'hello' }],
  [`A\r\n0123456789\r\na\r\n0123456789\r\n${END}`, { data: '01234567890123456789' }],
  [`5;a\r\nhello\r\n${END}`, { data: 'hello' }],
  [`5 ; a = b;c="d \\" \xe9;" ; e\r\nhello\r\n0;x=y\r\n\r\n`, { data: 'hello' }],
  [
    `5\r\nhello\r\n0\r\nX-Sum : 1\r\nb:\r\n\r\n!`,
    { data: 'hello', trailers: ['X-Sum', '1', 'b', ''], rest: '!' },
  ],
  [
    `40\r\n${'x'.repeat(64)}\r\n1\r\ny\r\n40\r\n${'z'.repeat(64)}\r\n${END}`,
    { data: `${'x'.repeat(64)}y${'z'.repeat(64)}` },
  ],
]

const FAULTS: readonly (readonly [text: string, want: FaultName])[] = [
  ['\r\n', 'chunk-size'],
  ['zz\r\n', 'chunk-size'],
  ['-5\r\n', 'chunk-size'],
  ['+5\r\n', 'chunk-size'],
  [' 5\r\n', 'chunk-size'],
  [';a\r\n', 'chunk-size'],
  ['20000000000000\r\n', 'chunk-size'],
  ['FFFFFFFFFFFFFFFFF\r\n', 'chunk-size'],
  ['0x5\r\nhello\r\n', 'chunk-line'],
  ['5_0\r\nhello\r\n', 'chunk-line'],
  ['5\nhello', 'chunk-line'],
  ['5\rhello', 'chunk-line'],
  ['5 \nhello', 'chunk-line'],
  ['5 5\r\nhello', 'chunk-line'],
  ['5;a\nb\r\nhello', 'chunk-line'],
  ['5;a\0\r\nhello', 'chunk-line'],
  ['5;\r\nhello', 'chunk-line'],
  ['5;a=\r\nhello', 'chunk-line'],
  ['5;a="b\r\nhello', 'chunk-line'],
  ['5;a b\r\nhello', 'chunk-line'],
  ['5\r\nhello5', 'chunk-end'],
  ['5\r\nhello\n5', 'chunk-end'],
  ['5\r\nhello\r5', 'chunk-end'],
  ['5\r\nhello!\r\n', 'chunk-end'],
  ['0\r\nA: b\n\r\n', 'chunk-line'],
  ['0\r\n\n', 'chunk-line'],
  ['0\r\n A: b\r\n\r\n', 'folded-line'],
  ['0\r\nA b: c\r\n\r\n', 'field-name'],
  ['0\r\nContent-Length: 5\r\n\r\n', 'trailer-framing'],
  ['0\r\ntransfer-ENCODING: x\r\n\r\n', 'trailer-framing'],
  ['0\r\nA: b\0\r\n\r\n', 'field-value'],
]

t.test('the data of chunks in every legal spelling, wherever they are cut', async (t) => {
  for (const [text, want] of BODIES) {
    const whole = read(text)
    t.strictSame(whole, { data: '', trailers: [], rest: '', ...want }, JSON.stringify(text))
    for (const cut of everyCut(text)) t.strictSame(read(text, [cut]), whole, `cut at ${cut}`)
    t.strictSame(read(text, everyCut(text)), whole, 'byte by byte')
  }
})

t.test('what breaks a rule is refused by its name, wherever it is cut', async (t) => {
  for (const [text, want] of FAULTS) {
    t.equal(read(text), want, JSON.stringify(text))
    for (const cut of everyCut(text)) t.equal(read(text, [cut]), want, `cut at ${cut}`)
    t.equal(read(text, everyCut(text)), want, 'byte by byte')
  }
})

t.test('nothing of it comes for ever', async (t) => {
  const long = 'x'.repeat(17_000)
  t.equal(read(`5;${long}`), 'chunk-line-size')
  t.equal(read(`5${' '.repeat(17_000)}`), 'chunk-line-size')
  t.equal(read('0'.repeat(17_000)), 'chunk-line-size')
  t.equal(read(`0\r\nA: ${long.repeat(4)}`), 'trailer-size')
  t.match(
    read(`5;${long.slice(0, 16_000)}\r\nhello\r\n`.repeat(9) + END),
    { rest: '' },
    'of each chunk',
  )
})

t.test('a thousand chunks of a byte are one piece', async (t) => {
  const reader = new ChunkReader()
  const bytes = Buffer.from('1\r\nx\r\n'.repeat(1000))
  t.equal(reader.read(bytes, 0, bytes.length), bytes.length)
  t.strictSame([reader.to - reader.from, reader.count, reader.isOver], [1000, 1000, false])
  t.equal(bytes.toString('latin1', reader.from, reader.to), 'x'.repeat(1000))
})
