import t from 'tap'
import { Lookout } from '../../src/client/index.ts'
import { Expressions } from '../../src/policies/index.ts'
import { factsOf, held } from '../support/facts.ts'

const expressions = new Expressions()
const faults = (text: string): string => {
  const mistake = expressions.mistakeIn(text)
  return mistake === null ? 'none' : `${mistake.at}: ${mistake.message}`
}

t.test('an expression looks at a request', async (t) => {
  const facts = factsOf({
    method: 'POST',
    path: '/forms/1',
    query: 'a=1&b=x%20y&c&d=',
    headers: { 'content-type': 'text/xml', cookie: 'sid=abc; x=1' },
  })
  const cases: [string, boolean][] = [
    ['method == "POST" && path.startsWith("/forms/")', true],
    ['method in ["GET", "HEAD"]', false],
    ['!(header("Content-Type").contains("xml")) || cookie("sid") == "abc"', true],
    ['cookie("none") == "" && header("x-none") == ""', true],
    ['query("b") == "x y" && query("c") == "" && query("none") == ""', true],
    ['size(query("a")) == 1 && host.endsWith(".lu")', true],
    ['clearance == "none" ? scheme == "https" : false', true],
    ['network == "203.0.113.0/24" && address.trim() == "203.0.113.7"', true],
    ['purpose == "navigation" && host.lowerAscii() != "x"', true],
  ]
  for (const [text, want] of cases) {
    t.equal(faults(text), 'none', text)
    t.equal(expressions.compile(text, true)(facts, facts.path), want, text)
  }
  const level = expressions.compile('clearance == "worked" && path == "/x"', true)
  t.ok(level(factsOf({ presented: held() }), '/x'), 'the path is the reading that is asked about')
})

t.test('an expression looks at what databases know of an address', async (t) => {
  const whereabouts = { countryOf: () => 'LU', knowsAsns: true, asnOf: () => 6_661 }
  const known = factsOf({ lookout: new Lookout(undefined, null, whereabouts) })
  const nowhere = factsOf({})
  const cases: [string, inKnown: boolean, nowhere: boolean][] = [
    ['country == "LU" && asn == 6661', true, false],
    ['country in ["LU", "BE"] || asn in [174, 3320]', true, false],
    ['asn >= 6000 && asn < 7000', true, false],
    ['country == "" && asn == 0', false, true],
    ['!(country in ["LU", "BE", ""])', false, false],
  ]
  for (const [text, inKnown, inNone] of cases) {
    t.equal(faults(text), 'none', text)
    t.equal(expressions.compile(text, true)(known, '/'), inKnown, text)
    t.equal(
      expressions.compile(text, true)(nowhere, '/'),
      inNone,
      `${text}, where nothing is known`,
    )
  }
})

t.test('a database is not asked for what an expression does not name', async (t) => {
  const asked: string[] = []
  const whereabouts = {
    countryOf: () => (asked.push('country'), 'LU'),
    knowsAsns: true,
    asnOf: () => (asked.push('asn'), 1),
  }
  const facts = factsOf({ lookout: new Lookout(undefined, null, whereabouts) })
  t.ok(expressions.compile('method == "GET" && path == "/"', true)(facts, '/'))
  t.same(asked, [])
  t.ok(expressions.compile('size(country) == 2', true)(facts, '/'))
  t.same(asked, ['country'])
})

t.test('what is wrong is known beforehand, with its place', async (t) => {
  const cases: [string, RegExp][] = [
    ['foo == "x"', /^0: Unknown variable: foo/],
    ['method == "GET" && path > 1', /^19: no such overload/],
    ['path', /^0: it is a string, not true or false/],
    ['asn == "6661"', /^0: no such overload: int == string/],
    ['country == 1', /^0: no such overload: string == int/],
    ['city == "Esch"', /^0: Unknown variable: city/],
    ['path ==', /^7: Unexpected token/],
    ['headr("x") == ""', /^0: found no matching overload/],
    ['method == "" && path.matches("(a+)+$")', /^16: "matches" cannot be used/],
    ['[path].exists(p, p == "")', /cannot be used/],
    ['path + path == ""', /^0: "\+" cannot be used/],
    ['path.split("/").size() > 3', /^0: "split" cannot be used/],
    ['', /./],
    [Array.from({ length: 60 }, () => 'path == "x"').join(' || '), /./],
  ]
  for (const [text, want] of cases) t.match(faults(text), want, text.slice(0, 40))
})

t.test('the longest headers are looked at in no time', async (t) => {
  const facts = factsOf({ headers: { 'x-long': 'a'.repeat(16_000) } })
  const holds = expressions.compile('header("x-long").contains("aaaaaaaaab")', true)
  t.equal(holds(facts, '/'), false)
})
