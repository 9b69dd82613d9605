import t from 'tap'
import { createHash } from 'node:crypto'
import { startDemo } from '../../src/demo/index.ts'
import { get, request } from '../support/http.ts'

const SIZE = 5 * 1024 * 1024

const demo = await startDemo({ host: '127.0.0.1', port: 0 })
t.teardown(demo.close)
const whole = await get(demo.port, '/download')
const tag = whole.headers.get('etag') ?? ''
const modified = whole.headers.get('last-modified') ?? ''

t.test('the file is the same every time and everywhere', async (t) => {
  t.equal(whole.body.length, SIZE)
  t.equal(whole.headers.get('content-length'), String(SIZE))
  t.equal(whole.headers.get('content-disposition'), 'attachment; filename="dossier.bin"')
  const hash = createHash('sha256').update(whole.body).digest('hex')
  t.equal(tag, `"${hash.slice(0, 16)}"`)
  t.equal(hash, '6f88e5f5934221f0f74a2f0b30b0ae706b36d56caffc2130270675b6dd216362')
})

t.test('a range is served where one can be', async (t) => {
  const cases = [
    { range: 'bytes=0-9', want: [206, 0, 10] },
    { range: 'bytes=5242870-', want: [206, SIZE - 10, SIZE] },
    { range: 'bytes=-10', want: [206, SIZE - 10, SIZE] },
    { range: 'bytes=-99999999', want: [206, 0, SIZE] },
    { range: 'bytes=5242879-99999999', want: [206, SIZE - 1, SIZE] },
    { range: 'bytes=9-0', want: [200, 0, SIZE] },
    { range: 'bytes=0-1,4-5', want: [200, 0, SIZE] },
    { range: 'bytes=-', want: [200, 0, SIZE] },
    { range: 'lines=0-9', want: [200, 0, SIZE] },
    { range: 'bytes=0-9', ifRange: tag, want: [206, 0, 10] },
    { range: 'bytes=0-9', ifRange: modified, want: [206, 0, 10] },
    { range: 'bytes=0-9', ifRange: '"old"', want: [200, 0, SIZE] },
  ] as const
  for (const { range, want, ...given } of cases) {
    const headers = { Range: range, ...('ifRange' in given ? { 'If-Range': given.ifRange } : {}) }
    const { status, body, headers: got } = await get(demo.port, '/download', headers)
    const [wantStatus, first, end] = want
    t.equal(status, wantStatus, JSON.stringify(headers))
    t.ok(body.equals(whole.body.subarray(first, end)))
    const wantRange = status === 206 ? `bytes ${first}-${end - 1}/${SIZE}` : undefined
    t.equal(got.get('content-range'), wantRange)
  }
})

t.test('a range beyond the end is 416 and tells the size', async (t) => {
  for (const range of ['bytes=5242880-', 'bytes=99999999-999999999', 'bytes=-0']) {
    const { status, headers } = await get(demo.port, '/download', { Range: range })
    t.strictSame([status, headers.get('content-range')], [416, `bytes */${SIZE}`], range)
  }
})

t.test('HEAD tells the size and ignores a range; a known tag spares the body', async (t) => {
  const headers = { Range: 'bytes=0-9' }
  const head = await request(demo.port, { method: 'HEAD', path: '/download', headers })
  t.match([head.status, head.headers.get('content-length'), head.text], [200, String(SIZE), ''])
  const known = await get(demo.port, '/download', { 'If-None-Match': '*' })
  t.match([known.status, known.headers.get('etag'), known.text], [304, tag, ''])
})
