import t from 'tap'
import { codingFor } from '../../../src/proxy/reading/codings.ts'

const CODINGS = ['br', 'gzip'] as const

t.test('a coding is sent that is named and not refused, the best first', async (t) => {
  const cases: readonly (readonly [field: string | undefined, found: string | null])[] = [
    [undefined, null],
    ['', null],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    [' gzip ;q=0.5, br;q=1', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br; Q = 0.000 ,gzip;q=0.0', null],
    ['br;q=0.001', 'br'],
    ['br;level=5;q=0', null],
    ['br;q=0, br', 'br'],
    ['*', null],
    ['x-gzip, abr, gzip2', null],
    ['gzip=1', null],
    [`${'identity,'.repeat(15)}gzip`, 'gzip'],
    [`${'identity,'.repeat(16)}gzip`, null],
  ]
  for (const [field, found] of cases) t.equal(codingFor(field, CODINGS), found, field ?? 'none')
})
