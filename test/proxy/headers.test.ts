import t from 'tap'
import { failureOf } from '../../src/proxy/answers/failure.ts'
import { headerReader, headerValues, hopByHop, mayBeSpecial } from '../../src/proxy/headers.ts'
import { answerHead } from '../../src/proxy/forwarding/response-headers.ts'
import { IDENTITY_FIELDS } from '../support/identity.ts'

t.test('fields are found whatever their spelling', (t) => {
  const raw = ['Host', 'a.lu', 'X-B', '1', 'x-b', '2', 'X-Ba', '3']
  const read = headerReader(raw)
  t.equal(read('x-b'), '1', 'the first of several')
  t.equal(read('host'), 'a.lu')
  t.equal(read('x'), undefined)
  t.equal(read('__proto__'), undefined)
  t.strictSame(headerValues(raw, 'x-b'), ['1', '2'])
  t.strictSame(headerValues(raw, 'cookie'), [])
  t.end()
})

t.test('what belongs to one connection is not forwarded', (t) => {
  const always = [
    'connection',
    'keep-alive',
    'proxy-connection',
    'proxy-authenticate',
    'proxy-authorization',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade',
  ]
  const cases = [
    { name: 'no Connection field', raw: [], drops: always, keeps: ['x-a', 'close', 'cookie'] },
    {
      name: 'named, in any case and with blanks',
      raw: ['connection', 'close,  X-A ,,x-b', 'Connection', 'X-C'],
      drops: [...always, 'x-a', 'x-b', 'x-c', 'close'],
      keeps: ['x-d', 'cookie'],
    },
    {
      name: 'a long list is cut, what always belongs to one connection is not',
      raw: ['Connection', Array.from({ length: 40 }, (_, i) => `x-${i}`).join(',')],
      drops: [...always, 'x-0', 'x-31'],
      keeps: ['x-32', 'x-39'],
    },
  ]
  for (const { name, raw, drops, keeps } of cases) {
    const { has } = hopByHop(raw)
    t.strictSame(drops.filter(has), drops, `${name}: dropped`)
    t.strictSame(keeps.filter(has), [], `${name}: kept`)
  }
  t.end()
})

t.test('no field that is treated in any way is passed over by its first letters', (t) => {
  const treated = [
    'connection',
    'keep-alive',
    'proxy-connection',
    'proxy-authenticate',
    'te',
    'trailer',
    'proxy-authorization',
    'transfer-encoding',
    'upgrade',
    'host',
    'cookie',
    'expect',
    'forwarded',
    'x-forwarded-for',
    'x_forwarded_for',
    'x-request-id',
    'paart-client',
    'paart_client',
    'content-length',
  ]
  for (const name of [...treated, ...IDENTITY_FIELDS]) {
    t.equal(mayBeSpecial(name), true, name)
    t.equal(mayBeSpecial(name.toUpperCase()), true, name.toUpperCase())
  }
  t.equal(mayBeSpecial('accept-language'), false)
  t.equal(mayBeSpecial(''), false)
  t.end()
})

t.test('a backend’s fields reach the client in their order and spelling', (t) => {
  const cookies = Array.from({ length: 60 }, (_, i) => ['Set-cookie', `c${i}=é; Path=/`]).flat()
  const cases = [
    { name: 'none', sent: [], want: [], length: -1 },
    {
      name: 'sixty cookies, and letters that are not ASCII',
      sent: ['X-b', '1', ...cookies, 'x-A', 'Défini', 'X-b', '2'],
      want: ['X-b', '1', ...cookies, 'x-A', 'Défini', 'X-b', '2'],
      length: -1,
    },
    {
      name: 'what belongs to the connection is dropped, also what is named',
      sent: [
        'Connection',
        'close, X-Private',
        'Keep-Alive',
        'timeout=5',
        'X-Private',
        'a',
        'X',
        'b',
      ],
      want: ['X', 'b'],
      length: -1,
    },
    {
      name: 'what only the gate may say is dropped',
      sent: ['Paart-Decision', 'pass', 'paart-reference', 'x', 'PAART-Else', 'y', 'X-Paart', 'z'],
      want: ['X-Paart', 'z'],
      length: -1,
    },
    {
      name: 'the length is read and forwarded',
      sent: ['content-LENGTH', '12', 'X', 'y'],
      want: ['content-LENGTH', '12', 'X', 'y'],
      length: 12,
    },
    {
      name: 'beside a coding it means nothing',
      sent: ['A', 'b', 'Content-Length', '12', 'Transfer-Encoding', 'chunked', 'C', 'd'],
      want: ['A', 'b', 'C', 'd'],
      length: -1,
    },
    {
      name: 'of two that are the same one is enough',
      sent: ['Content-Length', '12', 'A', 'b', 'content-length', '12'],
      want: ['Content-Length', '12', 'A', 'b'],
      length: 12,
    },
    {
      name: 'behind a name in Latin-1 or UTF-8 the length stands last',
      sent: [
        'Content-Length',
        '1',
        'a',
        '2',
        'content-DISPOSITION',
        'x\xfc',
        'CONTENT-length',
        '1',
      ],
      want: ['a', '2', 'content-DISPOSITION', 'x\xfc', 'Content-Length', '1'],
      length: 1,
    },
    {
      name: 'behind one in ASCII it stands where it stood',
      sent: ['Content-Length', '1', 'Content-Disposition', 'x', 'Content-Type', 'a\xfc'],
      want: ['Content-Length', '1', 'Content-Disposition', 'x', 'Content-Type', 'a\xfc'],
      length: 1,
    },
    { name: 'an empty value', sent: ['X-Empty', ''], want: ['X-Empty', ''], length: -1 },
  ]
  for (const { name, sent, want, length } of cases) {
    const head = answerHead(sent, null)
    t.strictSame(head.fields, want, name)
    t.equal(head.length, length, `${name}: length`)
  }
  t.end()
})

t.test('a renewed pass is added to an answer that no shared cache may keep, to no other', (t) => {
  const cases: readonly { sent: readonly string[]; want: boolean }[] = [
    { sent: [], want: true },
    { sent: ['Cache-Control', 'no-store'], want: true },
    { sent: ['Cache-Control', 'private, max-age=60'], want: true },
    { sent: ['Cache-Control', 'max-age=60', 'cache-control', 'PRIVATE'], want: true },
    { sent: ['Cache-Control', 'no-cache'], want: true },
    { sent: ['Cache-Control', 'must-revalidate'], want: true },
    { sent: ['ETag', '"a"', 'Last-Modified', 'x'], want: true },
    { sent: ['Expires', 'Thu, 01 Jan 2099 00:00:00 GMT', 'Cache-Control', 'private'], want: true },
    { sent: ['Cache-Control', 'public'], want: false },
    { sent: ['cache-control', 'Max-Age=60'], want: false },
    { sent: ['Cache-Control', 's-maxage=1'], want: false },
    { sent: ['Expires', 'Thu, 01 Jan 2099 00:00:00 GMT'], want: false },
  ]
  for (const { sent, want } of cases) {
    const { fields } = answerHead(sent, (isShared) => (isShared ? [] : ['paart=x']))
    const added = want ? ['Set-Cookie', 'paart=x'] : []
    t.strictSame(fields, [...sent, ...added], sent.join(' '))
    t.strictSame(answerHead(sent, () => []).fields, sent, 'another brought it')
  }
  t.end()
})

t.test('whose fault an error is can be told by its code', (t) => {
  const cases = [
    { code: 'ECONNREFUSED', want: 'backend-refused' },
    { code: 'ENOTFOUND', want: 'backend-refused' },
    { code: 'ETIMEDOUT', want: 'backend-slow' },
    { code: 'CERT_HAS_EXPIRED', want: 'backend-tls' },
    { code: 'ECONNRESET', want: 'backend-broke' },
    { code: 7, want: 'backend-broke' },
  ]
  for (const { code, want } of cases) {
    t.equal(failureOf(Object.assign(new Error('x'), { code })), want, String(code))
  }
  t.equal(failureOf(new Error('x')), 'backend-broke', 'no code')
  t.end()
})
