import t from 'tap'
import { Lookout, openDatabase, whereaboutsFrom } from '../../../src/client/index.ts'
import { factsOf } from '../../support/facts.ts'
import { type Entry, shared, writeDatabase } from '../../support/mmdb.ts'
import { randomFrom, wholeBelow } from '../../support/random.ts'

function whereabouts(entries: Readonly<Record<string, Entry>>) {
  const database = openDatabase(shared(writeDatabase(entries)))
  return whereaboutsFrom({ country: database, asn: database })
}

t.test('what is known of an address, whoever made the database', async (t) => {
  const { countryOf, asnOf } = whereabouts({
    '192.0.2.0/24': { country: { iso_code: 'LU' }, autonomous_system_number: 64500 },
    '198.51.100.0/25': { country: 'FR', asn: 'AS64501' },
    '203.0.113.0/24': { country: 'Belgium', country_code: 'BE', asn: 64502 },
    '2001:db8:1::/48': { country: { iso_code: 'DE' }, autonomous_system_number: 64503 },
    '100.64.0.0/10': { country: { iso_code: 7 }, asn: 'unknown' },
    '10.0.0.0/8': 'odd',
  })
  for (const [address, country, asn] of [
    ['192.0.2.7', 'LU', 64500],
    ['198.51.100.1', 'FR', 64501],
    ['198.51.100.200', null, null],
    ['203.0.113.9', 'BE', 64502],
    ['2001:db8:1::9', 'DE', 64503],
    ['2001:db8:2::9', null, null],
    ['100.64.0.1', null, null],
    ['10.0.0.1', null, null],
  ] as const) {
    t.equal(countryOf(address), country, address)
    t.equal(asnOf(address), asn, address)
  }
})

t.test('without a database nothing is known', async (t) => {
  const { countryOf, asnOf } = whereaboutsFrom({ country: null, asn: null })
  t.equal(countryOf('192.0.2.7'), null)
  t.equal(asnOf('192.0.2.7'), null)
  t.equal(factsOf({}).country, null)
  t.equal(factsOf({}).asn, null)
})

t.test('facts know it when they are asked, and ask once', async (t) => {
  const asked: string[] = []
  const lookout = new Lookout(undefined, null, {
    countryOf: (address) => (asked.push(`country ${address}`), null),
    knowsAsns: true,
    asnOf: (address) => (asked.push(`asn ${address}`), 64500),
  })
  const facts = factsOf({ address: '192.0.2.7', lookout })
  t.same(asked, [])
  t.equal(facts.country ?? facts.country, null)
  t.equal(Number(facts.asn) + Number(facts.asn), 129_000)
  t.same(asked, ['country 192.0.2.7', 'asn 192.0.2.7'])
})

t.test('what is no database, or only a part of one, is not opened', async (t) => {
  const whole = writeDatabase({
    '192.0.2.0/24': { country: 'LU' },
    '2001:db8::/32': { country: 'LU' },
  })
  t.ok(openDatabase(shared(whole)))
  const bad: Record<string, Uint8Array> = {
    nothing: Buffer.alloc(0),
    text: Buffer.from('<html>404</html>'),
    'the beginning': whole.subarray(0, whole.length - 40),
    'the half': whole.subarray(0, whole.length / 2),
    'the end': whole.subarray(-220),
  }
  for (const [name, bytes] of Object.entries(bad)) t.equal(openDatabase(shared(bytes)), null, name)
})

t.test('a database that is broken deep inside says nothing, and never throws', async (t) => {
  const whole = writeDatabase({ '192.0.2.0/24': { country: { iso_code: 'LU' } }, '0.0.0.0/1': 'x' })
  const random = randomFrom(11)
  for (let i = 0; i < 500; i++) {
    const broken = Buffer.from(whole)
    broken[wholeBelow(random, broken.length - 200)] = wholeBelow(random, 256)
    const country = openDatabase(shared(broken))
    const known = whereaboutsFrom({ country, asn: null }).countryOf('192.0.2.1')
    t.ok(known === null || /^[A-Z]{2}$/.test(known))
  }
})
