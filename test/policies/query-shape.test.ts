import t from 'tap'
import { compileWhen } from '../../src/policies/index.ts'
import { PARAMETERS_MAX, type QueryShape, queryShapeOf } from '../../src/policies/query-shape.ts'
import { factsOf } from '../support/facts.ts'

const FACETS = 'q=x&f%5B0%5D=author:1&f%5B1%5D=subject:2&f[12]=year:3&sort=new'
const MANY = Array.from(
  { length: PARAMETERS_MAX + 1 },
  (_, i) => `${String.fromCharCode(97 + (i % 26))}${'x'.repeat(i)}=1`,
).join('&')

t.test('a rule on the shape of a query asks for all that it names', async (t) => {
  const cases: readonly (readonly [query: string, asked: QueryShape, want: boolean])[] = [
    ['', { parametersMin: 1 }, false],
    ['q', { parametersMin: 1 }, true],
    ['&&q&&', { parametersMin: 2 }, false],
    [FACETS, { parametersMin: 5 }, true],
    [FACETS, { parametersMin: 6 }, false],
    [FACETS, { repeatedMin: 3 }, true],
    [FACETS, { repeatedMin: 4 }, false],
    ['filter_1=a&filter_2=b', { repeatedMin: 2 }, true],
    ['facet=a&facet=b', { repeatedMin: 2 }, true],
    ['facet=a&Facet=b', { repeatedMin: 2 }, false],
    [FACETS, { parametersMin: 5, repeatedMin: 4 }, false],
    [MANY, { parametersMin: PARAMETERS_MAX, repeatedMin: PARAMETERS_MAX }, true],
    [MANY, { number: { name: 'page', above: 50 } }, true],
    ['page=51', { number: { name: 'page', above: 50 } }, true],
    ['page=50', { number: { name: 'page', above: 50 } }, false],
    ['p%61ge=+51', { number: { name: 'page', above: 50 } }, true],
    ['page=51abc', { number: { name: 'page', above: 50 } }, true],
    ['page=1e3', { number: { name: 'page', above: 50 } }, true],
    ['page=1&page=900', { number: { name: 'page', above: 50 } }, true],
    ['page=last&pages=900', { number: { name: 'page', above: 50 } }, false],
    ['page=900', { number: { name: 'page', above: 50 }, parametersMin: 2 }, false],
  ]
  for (const [query, queryShape, want] of cases) {
    const holds = compileWhen({ queryShape }, true)(factsOf({ query }), '/')
    t.equal(holds, want, `${query.slice(0, 60)} ${JSON.stringify(queryShape)}`)
  }
})

t.test('a shape is names and how often, whatever their order and values', async (t) => {
  t.equal(queryShapeOf(FACETS), 'f[0]*3&q*1&sort*1')
  t.equal(queryShapeOf('sort=old&f[7]&f[8]=&f[9]&q'), queryShapeOf(FACETS))
  t.not(queryShapeOf('q=x'), queryShapeOf('q=x&q=y'))
  t.equal(queryShapeOf(''), '')
})

t.test('a shape has an end, whatever is sent', async (t) => {
  t.equal(queryShapeOf(MANY), '+')
  t.equal(queryShapeOf('f=1&'.repeat(9)), queryShapeOf('f=1&'.repeat(8)), 'repeated without end')
  t.not(queryShapeOf('f=1&'.repeat(8)), queryShapeOf('f=1&'.repeat(7)))
  const wide = Array.from({ length: PARAMETERS_MAX }, (_, i) => `${'x'.repeat(999 - i)}=1`).join(
    '&',
  )
  t.ok(queryShapeOf(wide).length < 600, 'long names, and many')
})
