import t from 'tap'
import { compileNetworks, parseAddress, widthsOf } from '../../../src/client/index.ts'
import { type Claimant } from '../../../src/limits/index.ts'
import { type ClientAddress, type Pass, type Presented } from '../../../src/model/index.ts'
import { Claimants } from '../../../src/proxy/bounds/claimants.ts'

const NOW_MS = 1_800_000_000_000
const NONE: Presented = { kind: 'none' }

const at = (text: string): ClientAddress => parseAddress(text)!

function pass(id: string, ageSeconds: number): Presented {
  const provedAtSeconds = NOW_MS / 1000 - ageSeconds
  return { kind: 'held', time: 'lasting', pass: { id, provedAtSeconds } as Pass }
}

/** Claimants whose hashes are numbers of texts, as they come. */
function stage(crowds: readonly string[] = [], networkBits = { v4: 24, v6: 56 }) {
  const texts: string[] = ['nothing']
  const claimants = new Claimants(
    (text) => {
      if (!texts.includes(text)) texts.push(text)
      return texts.indexOf(text)
    },
    ({ id }) => id === 'handed round',
  )
  const settings = { networkBits, crowds: compileNetworks(crowds) }
  const spell = ({ network, wider, provider, isSettled }: Claimant): string =>
    [network, wider, provider].map((number) => texts[number]).join(' ') +
    (isSettled ? ' settled' : '')
  return {
    of: (address: string, presented = NONE) =>
      spell(claimants.of(at(address), presented, { settings, nowMs: NOW_MS })),
    stranger: (address: string) => spell(claimants.stranger(at(address), settings)),
    connected: (address: string) => spell(claimants.connected(at(address), settings)),
    claimants,
  }
}

t.test('whoever has no pass counts in all networks around him, with one in the nearest', (t) => {
  const { of, stranger, connected } = stage()
  t.equal(of('203.0.113.7'), '203.0.113.0/24 203.0.112.0/20 nothing')
  const six = '2001:db8:1:200::/56 2001:db8:1::/48 2001:db8::/32'
  t.equal(of('2001:db8:1:2ff::7'), six)
  t.equal(stranger('2001:db8:1:2ff::7'), six)
  t.equal(connected('2001:db8:1:2ff::7'), `${six} settled`)
  t.equal(of('203.0.113.9', pass('a', 599)), '203.0.113.0/24 nothing nothing')
  t.equal(of('203.0.113.9', pass('a', 600)), '203.0.113.0/24 nothing nothing settled')
  t.equal(of('203.0.113.9', pass('handed round', 600)), of('203.0.113.7'))
  t.equal(of('203.0.113.9', { kind: 'refused', why: 'expired' }), of('203.0.113.7'))
  t.end()
})

t.test('in a crowd each address and each pass counts alone', (t) => {
  const { of, connected } = stage(['203.0.112.0/20', '2001:db8::/32'])
  t.equal(of('203.0.113.7'), '203.0.113.7 nothing nothing')
  t.equal(connected('203.0.113.7'), '203.0.113.7 nothing nothing settled')
  t.equal(of('2001:db8:1:2ff::7'), '2001:db8:1:2ff::/64 nothing nothing')
  t.equal(of('203.0.113.7', pass('a', 0)), 'a nothing nothing')
  t.equal(of('203.0.113.7', pass('b', 600)), 'b nothing nothing settled')
  t.equal(of('203.0.128.1'), '203.0.128.0/24 203.0.128.0/20 nothing')
  t.end()
})

t.test('a reload that changes networks is followed at once', (t) => {
  const { claimants } = stage()
  const networkBits = { v4: 24, v6: 56 }
  const none = compileNetworks([])
  const before = claimants.stranger(at('203.0.113.7'), { networkBits, crowds: none })
  t.equal(claimants.stranger(at('203.0.113.7'), { networkBits, crowds: none }), before)
  const crowds = compileNetworks(['203.0.113.0/24'])
  t.equal(claimants.stranger(at('203.0.113.7'), { networkBits, crowds }).wider, 0)
  t.end()
})

t.test('the networks around one follow its bits', (t) => {
  t.strictSame(widthsOf(at('203.0.113.7'), { v4: 8, v6: 56 }), {
    network: '203.0.0.0/8',
    wider: '192.0.0.0/4',
    provider: null,
  })
  t.strictSame(widthsOf(at('2001:db8:ff00::7'), { v4: 24, v6: 40 }), {
    network: '2001:db8:ff00::/40',
    wider: '2001:db8::/32',
    provider: null,
  })
  t.end()
})
