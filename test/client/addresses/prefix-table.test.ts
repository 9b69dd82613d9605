import t from 'tap'
import { PrefixTable, compileNetworks } from '../../../src/client/index.ts'
import { addressOf } from '../../support/facts.ts'
import { randomFrom } from '../../support/random.ts'

const always = (): boolean => true

t.test('the smallest network around an address that is wanted is found', async (t) => {
  const table = new PrefixTable([
    ['0.0.0.0/0', 'all'],
    ['203.0.113.0/24', 'network'],
    ['203.0.113.7', 'address'],
    ['2001:db8::/32', 'wide'],
    ['2001:db8:1::/48', 'narrow'],
    ['no network', 'nothing'],
  ])
  t.equal(table.find(addressOf('203.0.113.7'), always), 'address')
  t.equal(table.find(addressOf('203.0.113.8'), always), 'network')
  t.equal(table.find(addressOf('255.255.255.255'), always), 'all')
  t.equal(
    table.find(addressOf('203.0.113.7'), (held) => held !== 'address'),
    'network',
  )
  t.equal(table.find(addressOf('2001:db8:1::9'), always), 'narrow')
  t.equal(table.find(addressOf('2001:db8:2::9'), always), 'wide')
  t.equal(table.find(addressOf('2001:db9::9'), always), null)
  t.equal(new PrefixTable([]).find(addressOf('::1'), always), null)
  const twice = new PrefixTable([
    ['::1', 1],
    ['::1/128', 2],
  ])
  t.equal(twice.find(addressOf('::1'), always), 2, 'the later counts')
})

t.test('it finds what a set of the same networks holds', async (t) => {
  const random = randomFrom(16)
  const octet = (): number => Math.floor(random() * 256)
  const v4 = (): string => `${octet()}.${octet() & 3}.${octet() & 3}.${octet()}`
  const v6 = (): string =>
    `2001:db8:${(octet() & 3).toString(16)}:${octet().toString(16)}::${octet()}`
  const networks = Array.from({ length: 400 }, (_, index) =>
    index % 2 === 0
      ? `${v4()}/${8 + Math.floor(random() * 25)}`
      : `${v6()}/${33 + Math.floor(random() * 96)}`,
  )
  const table = new PrefixTable(networks.map((network) => [network, network]))
  const set = compileNetworks(networks)
  let met = 0
  for (let time = 0; time < 2_000; time++) {
    const address = addressOf(time % 2 === 0 ? v4() : v6())
    const found = table.find(address, always)
    if (found !== null) met++
    if ((found !== null) !== set.has(address)) t.fail(`${address}: ${found}`)
  }
  t.ok(met > 200 && met < 1_900, `${met} of 2,000 were in some network`)
})
