import t from 'tap'
import { type FaultName, HttpFault } from '../../../src/backends/http1/faults.ts'
import {
  CHUNKED,
  type Framing,
  UNTIL_CLOSE,
  framingOf,
} from '../../../src/backends/http1/framing.ts'

interface Told {
  readonly status?: number
  readonly isLatest?: boolean
  readonly method?: string
  readonly fields?: readonly (readonly [string, string])[]
}

function framing({
  status = 200,
  isLatest = true,
  method = 'GET',
  fields = [],
}: Told): Framing | FaultName {
  try {
    return framingOf({ status, isLatest, reason: '', fields: fields.flat() }, method)
  } catch (error) {
    if (error instanceof HttpFault) return error.fault
    throw error
  }
}

const LENGTH = ['Content-Length', '5'] as const
const CHUNKS = ['Transfer-Encoding', 'chunked'] as const
const CLOSE = ['Connection', 'close'] as const
const KEEP = ['Connection', 'Keep-Alive'] as const

const BODIES: readonly (readonly [name: string, told: Told, body: number, isKept: boolean])[] = [
  ['a length', { fields: [LENGTH] }, 5, true],
  ['a length with zeros', { fields: [['content-LENGTH', '0005']] }, 5, true],
  ['a length of nothing', { fields: [['Content-Length', '0']] }, 0, true],
  ['two that are the same', { fields: [LENGTH, ['content-length', '05']] }, 5, true],
  ['chunks', { fields: [CHUNKS] }, CHUNKED, true],
  ['chunks in capitals', { fields: [['TRANSFER-ENCODING', 'CHUNKED']] }, CHUNKED, true],
  ['chunks beside a length', { fields: [LENGTH, CHUNKS] }, CHUNKED, false],
  [
    'chunks behind what nobody knows',
    { fields: [['Transfer-Encoding', 'x, chunked']] },
    CHUNKED,
    true,
  ],
  ['in two fields', { fields: [['Transfer-Encoding', 'identity'], CHUNKS] }, CHUNKED, true],
  ['identity alone', { fields: [['Transfer-Encoding', 'identity']] }, UNTIL_CLOSE, false],
  ['neither', {}, UNTIL_CLOSE, false],
  ['neither, and a wish to be kept', { fields: [KEEP] }, UNTIL_CLOSE, false],
  ['HTTP/1.0', { isLatest: false, fields: [LENGTH] }, 5, false],
  ['HTTP/1.0 that is kept', { isLatest: false, fields: [LENGTH, KEEP] }, 5, true],
  ['HTTP/1.1 that closes', { fields: [LENGTH, CLOSE] }, 5, false],
  ['one that says both', { fields: [LENGTH, KEEP, CLOSE] }, 5, false],
  ['one of several tokens', { fields: [LENGTH, ['Connection', 'X-A, CLOSE ,b']] }, 5, false],
  ['a token that only begins so', { fields: [LENGTH, ['Connection', 'closed']] }, 5, true],
  ['HEAD with a length', { method: 'HEAD', fields: [LENGTH] }, 0, true],
  ['HEAD with chunks', { method: 'HEAD', fields: [CHUNKS] }, 0, true],
  ['HEAD with neither', { method: 'HEAD' }, 0, false],
  ['HEAD with neither that is kept', { method: 'HEAD', fields: [KEEP] }, 0, true],
  ['204', { status: 204 }, 0, true],
  ['204 with a length', { status: 204, fields: [LENGTH] }, 0, false],
  ['204 with chunks', { status: 204, fields: [CHUNKS] }, 0, false],
  ['304', { status: 304 }, 0, true],
  ['304 with a length of nothing', { status: 304, fields: [['Content-Length', '0']] }, 0, true],
  ['304 with a length', { status: 304, fields: [LENGTH] }, 0, false],
  ['kept for no time', { fields: [LENGTH, ['Keep-Alive', 'timeout=2']] }, 5, false],
]

t.test('how a body ends, and whether its connection goes on', async (t) => {
  for (const [name, told, body, isKept] of BODIES) {
    t.match(framing(told), { body, isKept }, name)
  }
})

t.test('what can be read in two ways is refused', async (t) => {
  const cases: readonly (readonly [fields: Told['fields'], want: FaultName])[] = [
    [[['Content-Length', '']], 'length'],
    [[['Content-Length', '-1']], 'length'],
    [[['Content-Length', '+1']], 'length'],
    [[['Content-Length', '0x5']], 'length'],
    [[['Content-Length', '5, 5']], 'length'],
    [[['Content-Length', '5 5']], 'length'],
    [[['Content-Length', '9007199254740992']], 'length'],
    [[['Content-Length', '9'.repeat(400)]], 'length'],
    [[LENGTH, ['Content-Length', '6']], 'two-lengths'],
    [[LENGTH, ['Transfer-Encoding', 'identity']], 'length-beside-coding'],
    [[['Transfer-Encoding', 'gzip']], 'transfer-coding'],
    [[['Transfer-Encoding', 'X-Gzip, chunked']], 'transfer-coding'],
    [[['Transfer-Encoding', 'deflate;q=1']], 'transfer-coding'],
    [[['Transfer-Encoding', 'compress'], CHUNKS], 'transfer-coding'],
    [[CHUNKS, CHUNKS], 'transfer-coding'],
    [[['Transfer-Encoding', 'chunked;q=1']], 'transfer-coding'],
    [[['Transfer-Encoding', '']], 'transfer-coding'],
    [[['Transfer-Encoding', 'chunked,']], 'transfer-coding'],
    [[['Transfer-Encoding', 'chunked, identity']], 'chunked-not-last'],
  ]
  for (const [fields = [], want] of cases) {
    t.equal(framing({ fields }), want, fields.join(' | '))
    if (want !== 'chunked-not-last' && want !== 'transfer-coding') {
      t.equal(framing({ fields, method: 'HEAD' }), want, 'also where no body follows')
    }
  }
})

t.test('for how long a backend keeps a connection', async (t) => {
  const cases = [
    { value: 'timeout=5', want: 3_000 },
    { value: 'max=100, Timeout=15', want: 13_000 },
    { value: 'timeout=100000000000000', want: 120_000 },
    { value: 'timeout=1', want: 0 },
    { value: 'timeout=x', want: null },
    { value: 'max=100', want: null },
  ]
  for (const { value, want } of cases) {
    t.match(framing({ fields: [LENGTH, ['keep-alive', value]] }), { idleMs: want }, value)
  }
  t.match(framing({ fields: [LENGTH] }), { idleMs: null })
})
