import t from 'tap'
import { compileNetworks } from '../../src/client/index.ts'
import { compileWhen, type When } from '../../src/policies/index.ts'
import { factsOf } from '../support/facts.ts'

const ALWAYS = { days: new Set([0, 1, 2, 3, 4, 5, 6]), from: 0, to: 0, zone: 'UTC' }
const NEVER = { ...ALWAYS, days: new Set<number>() }

t.test('all conditions are required, the values of one are alternatives', async (t) => {
  const facts = factsOf({
    method: 'POST',
    address: '203.0.113.7',
    query: 'to=lb&two+%77ords=from&%ff=1&last',
    headers: { 'user-agent': 'Mozilla/5.0 SQLMap/1.8', 'x-empty': '', cookie: 'a=si; sid=1' },
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
    {
      name: 'the network',
      when: { network: [compileNetworks(['10.0.0.0/8', '203.0.113.0/24'])] },
      want: true,
    },
    {
      name: 'another network',
      when: { network: [compileNetworks(['203.0.112.0/24', '::/0'])] },
      want: false,
    },
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
        network: [compileNetworks(['203.0.113.7'])],
        header: { 'user-agent': ['mozilla*'] },
      },
      want: true,
    },
    { name: 'the host', when: { host: ['x.lu', 'portal.example.lu'] }, want: true },
    { name: 'a suffix of the host', when: { host: ['*.example.lu'] }, want: true },
    { name: 'any host', when: { host: ['*'] }, want: true },
    { name: 'another host', when: { host: ['example.lu', '*.portal.example.lu'] }, want: false },
    { name: 'a cookie', when: { cookie: ['none', 'sid'] }, want: true },
    { name: 'a part of the name of a cookie', when: { cookie: ['si', 'id'] }, want: false },
    { name: 'a key of the query', when: { query: ['none', 'to'] }, want: true },
    { name: 'a key that is spelled oddly', when: { query: ['two words'] }, want: true },
    { name: 'a key without a value', when: { query: ['last'] }, want: true },
    { name: 'a key in no UTF-8', when: { query: ['%ff'] }, want: true },
    { name: 'a value that is no key', when: { query: ['lb', 'from'] }, want: false },
    { name: 'the clearance', when: { clearance: ['none', 'vouched'] }, want: true },
    { name: 'another clearance', when: { clearance: ['waited', 'worked'] }, want: false },
    { name: 'the class of the user agent', when: { userAgent: ['browser', 'tool'] }, want: true },
    { name: 'another class', when: { userAgent: ['bot', 'empty'] }, want: false },
    { name: 'the fingerprint', when: { fingerprint: [facts.fingerprint] }, want: true },
    { name: 'another fingerprint', when: { fingerprint: ['AAAAAAAAAAAA'] }, want: false },
    { name: 'a country that is not known', when: { country: ['LU'] }, want: false },
    { name: 'a system that is not known', when: { asn: [64500] }, want: false },
    { name: 'a crawler', when: { verifiedAgent: ['Googlebot'] }, want: false },
    { name: 'a machine', when: { machine: ['contact', 'proven', 'signed'] }, want: false },
    { name: 'nobody known', when: { machine: ['unknown'] }, want: true },
    { name: 'a purpose', when: { agentPurpose: ['search'] }, want: false },
    { name: 'the time', when: { time: [ALWAYS] }, want: true },
    { name: 'another time', when: { time: [NEVER] }, want: false },
    { name: 'an expression', when: { expression: () => false }, want: false },
    { name: 'all but one', when: { path: ['/forms/1'], method: ['GET'] }, want: false },
  ]
  for (const { name, when, want } of cases) {
    t.equal(compileWhen(when, true)(facts, '/forms/1'), want, name)
  }
})

t.test('the path is the reading that is asked about', async (t) => {
  const matches = compileWhen({ path: ['/admin/**'] }, true)
  const facts = factsOf({ path: '/x/..;/admin/', readings: ['/x/..;/admin/', '/admin/'] })
  t.equal(matches(facts, '/x/..;/admin/'), false)
  t.equal(matches(facts, '/admin/'), true)
})

t.test('a rule on a header sees every copy of it, and all of them as one', (t) => {
  const matches = compileWhen({ header: { 'user-agent': ['*sqlmap*'], 'x-list': ['a, b'] } }, true)
  const seen = (agents: readonly string[], list: readonly string[]): boolean =>
    matches(factsOf({ headers: { 'user-agent': agents, 'x-list': list } }), '/')
  t.ok(seen(['Mozilla', 'sqlmap/1'], ['a, b']))
  t.ok(seen(['sqlmap/1', 'Mozilla'], ['a', 'b']))
  t.notOk(seen(['Mozilla', 'Mozilla'], ['a, b']))
  t.notOk(seen([], ['a, b']))
  t.end()
})
