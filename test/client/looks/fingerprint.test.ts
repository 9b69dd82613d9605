import t from 'tap'
import { Lookout } from '../../../src/client/index.ts'
import { readCaptures } from '../../support/captures.ts'
import { factsOf } from '../../support/facts.ts'
import { randomFrom } from '../../support/random.ts'

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const FIELDS = ['Host', 'portal', 'User-Agent', CHROME, 'Accept-Language', 'fr', 'Sec-CH-UA', 'x']

function fingerprint(rawHeaders: readonly string[], httpVersion: string | null = '1.1'): string {
  return factsOf({ rawHeaders, httpVersion, lookout: new Lookout() }).fingerprint
}

t.test('it is the set of names, the family, the platform and the version of HTTP', async (t) => {
  const own = fingerprint(FIELDS)
  t.match(own, /^[\w-]{12}$/)
  const same: Record<string, readonly string[]> = {
    'another order': [...FIELDS.slice(4), ...FIELDS.slice(0, 4)],
    'another spelling': FIELDS.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text)),
    'other values': FIELDS.map((text) => (text === 'fr' ? 'de' : text)),
    'a name twice': [...FIELDS, 'accept-language', 'lb'],
    'another version of the browser': FIELDS.map((text) => text.replace('156', '157')),
    'a form instead of a page': [...FIELDS, 'Content-Type', 'x', 'Origin', 'y', 'Cookie', 'z'],
    'a proxy on the way': [...FIELDS, 'X-Forwarded-For', '192.0.2.1', 'Via', '1.1 proxy'],
  }
  for (const [name, raw] of Object.entries(same)) t.equal(fingerprint(raw), own, name)
  const different: Record<string, string> = {
    'another name': fingerprint([...FIELDS, 'Client-Hint', '1']),
    'a name less': fingerprint(FIELDS.slice(0, -2)),
    'another family': fingerprint(FIELDS.map((text) => text.replace('Chrome/', 'Firefox/'))),
    'another platform': fingerprint(FIELDS.map((text) => text.replace('X11; Linux', 'Windows'))),
    'another version of HTTP': fingerprint(FIELDS, '1.0'),
    'no version of HTTP': fingerprint(FIELDS, null),
    'no user agent': fingerprint(FIELDS.toSpliced(2, 2)),
    nothing: fingerprint([]),
  }
  for (const [name, other] of Object.entries(different)) t.not(other, own, name)
})

t.test('a browser has one for pages, images, forms and fetches alike', async (t) => {
  const seen = Map.groupBy(
    readCaptures().filter(({ client }) => /^(?:chromium-cliUA|firefox-esr)(?:-2nd)?$/.test(client)),
    ({ client }) => client.split('-', 1)[0] ?? '',
  )
  const all = [...seen].map(([name, captures]) => {
    const own = new Set(captures.map(({ rawHeaders }) => fingerprint(rawHeaders, null)))
    t.ok(captures.length > 8, name)
    t.equal(own.size, 1, name)
    return [...own][0]
  })
  t.equal(new Set(all).size, 2, 'and browsers differ')
})

t.test('what attackers send is read, and remembered within bounds', async (t) => {
  const random = randomFrom(5)
  const lookout = new Lookout()
  for (let i = 0; i < 20_000; i++) {
    const name = `x${Math.floor(random() * 1e9).toString(36)}`
    const raw = [name.repeat(i % 200 === 0 ? 200 : 1), 'v', 'User-Agent', name]
    t.match(factsOf({ rawHeaders: raw, lookout }).fingerprint.length, 12)
  }
})
