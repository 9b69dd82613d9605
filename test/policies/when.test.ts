import t from 'tap'
import { compileWhen, type When } from '../../src/policies/index.ts'
import { factsOf } from '../support/facts.ts'

t.test('all conditions are required, the values of one are alternatives', async (t) => {
  const facts = factsOf({
    method: 'POST',
    address: '203.0.113.7',
    headers: { 'user-agent': 'Mozilla/5.0 SQLMap/1.8', 'x-empty': '' },
  })
  const cases: { name: string; when: When; want: boolean }[] = [
    { name: 'no condition', when: {}, want: true },
    { name: 'the path', when: { path: ['/forms/**'] }, want: true },
    { name: 'one of two paths', when: { path: ['/x', '/forms/*'] }, want: true },
    { name: 'another path', when: { path: ['/x', '/form'] }, want: false },
    { name: 'no path at all', when: { path: [] }, want: false },
    { name: 'the method', when: { method: ['GET', 'POST'] }, want: true },
    { name: 'another method', when: { method: ['GET'] }, want: false },
    { name: 'a method in lower case', when: { method: ['post'] }, want: false },
    { name: 'the network', when: { network: ['10.0.0.0/8', '203.0.113.0/24'] }, want: true },
    { name: 'another network', when: { network: ['203.0.112.0/24', '::/0'] }, want: false },
    { name: 'a header', when: { header: { 'user-agent': ['*sqlmap*'] } }, want: true },
    { name: 'a header in capitals', when: { header: { 'User-Agent': ['*SQLMAP/*'] } }, want: true },
    { name: 'one of two globs', when: { header: { 'user-agent': ['x', 'm*'] } }, want: true },
    { name: 'no glob fits', when: { header: { 'user-agent': ['sqlmap', 'curl*'] } }, want: false },
    { name: 'a missing header', when: { header: { 'x-missing': ['*'] } }, want: false },
    { name: 'an empty header', when: { header: { 'x-empty': ['*'] } }, want: true },
    {
      name: 'two headers',
      when: { header: { 'user-agent': ['*'], 'x-missing': ['*'] } },
      want: false,
    },
    {
      name: 'everything',
      when: {
        path: ['/forms/1'],
        method: ['POST'],
        network: ['203.0.113.7'],
        header: { 'user-agent': ['mozilla*'] },
      },
      want: true,
    },
    { name: 'all but one', when: { path: ['/forms/1'], method: ['GET'] }, want: false },
  ]
  for (const { name, when, want } of cases) {
    t.equal(compileWhen(when)(facts, '/forms/1'), want, name)
  }
})

t.test('the path is the reading that is asked about', async (t) => {
  const matches = compileWhen({ path: ['/admin/**'] })
  const facts = factsOf({ path: '/x/..;/admin/', readings: ['/x/..;/admin/', '/admin/'] })
  t.equal(matches(facts, '/x/..;/admin/'), false)
  t.equal(matches(facts, '/admin/'), true)
})

t.test('a rule on a header sees every copy of it, and all of them as one', (t) => {
  const matches = compileWhen({ header: { 'user-agent': ['*sqlmap*'], 'x-list': ['a, b'] } })
  const seen = (agents: readonly string[], list: readonly string[]): boolean =>
    matches(factsOf({ headers: { 'user-agent': agents, 'x-list': list } }), '/')
  t.ok(seen(['Mozilla', 'sqlmap/1'], ['a, b']))
  t.ok(seen(['sqlmap/1', 'Mozilla'], ['a', 'b']))
  t.notOk(seen(['Mozilla', 'Mozilla'], ['a, b']))
  t.notOk(seen([], ['a, b']))
  t.end()
})
