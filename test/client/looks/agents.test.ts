import t from 'tap'
import { compileNetworks, lookouts, whereaboutsFrom } from '../../../src/client/index.ts'
import { type Agent, type Facts, type Presented } from '../../../src/model/index.ts'
import { type DnsReply, type DnsServer, startDnsServer } from '../../support/dns-server.ts'
import { eventually } from '../../support/eventually.ts'
import { factsOf, held } from '../../support/facts.ts'
import { signatureTools } from '../../support/signed.ts'

const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const HOUR_MS = 3_600_000

function agentOf(given: Partial<Agent> = {}): Agent {
  const ranges = compileNetworks([])
  return {
    name: 'google',
    purpose: 'search',
    words: ['googlebot'],
    ranges,
    hostSuffixes: ['.googlebot.com'],
    signature: null,
    ...given,
  }
}

/** A worker's lookout that asks a name server of our own. */
function open(server: Pick<DnsServer, 'address'>, agents: readonly Agent[] = [agentOf()]) {
  const clock = { now: 0 }
  const of = lookouts(signatureTools({ steadyMs: () => clock.now }))
  const settings = {
    agents,
    dns: { servers: [server.address], timeoutMs: 300 },
    aiCrawlers: null,
    machineNames: null,
    whereabouts: whereaboutsFrom({ country: null, asn: null }),
  }
  const verify = (address: string, userAgent = GOOGLEBOT): string | null =>
    factsOf({ address, lookout: of(settings), headers: { 'user-agent': userAgent } }).verifiedAgent
  return { clock, verify, of, settings }
}

/** Answers of one crawler's zone; everything else does not exist. */
function zone(records: Readonly<Record<string, DnsReply>>): (question: string) => DnsReply {
  return (question) => records[question] ?? 'no-such-name'
}

const CRAWL = 'crawl-203-0-113-7.googlebot.com'
const ZONE = { 'PTR 7.113.0.203.in-addr.arpa': [CRAWL], [`A ${CRAWL}`]: ['203.0.113.7'] }

t.test('by its ranges: the User-Agent and the network', async (t) => {
  const ranges = compileNetworks(['192.0.2.0/24', '2001:db8:1::/48'])
  const { verify } = open({ address: '127.0.0.1:1' }, [
    agentOf({ ranges, hostSuffixes: [] }),
    agentOf({ name: 'bing', words: ['bingbot'], ranges, hostSuffixes: [] }),
  ])
  for (const [address, userAgent, want] of [
    ['192.0.2.9', GOOGLEBOT, 'google'],
    ['2001:db8:1::9', GOOGLEBOT, 'google'],
    ['192.0.2.9', 'Mozilla/5.0 (compatible; bingbot/2.0)', 'bing'],
    ['198.51.100.1', GOOGLEBOT, null],
    ['192.0.2.9', 'NotGooglebot/2.1', null],
    ['192.0.2.9', 'Mozilla/5.0 (+https://example.org/googlebot)', null],
    ['192.0.2.9', '', null],
  ] as const) {
    t.equal(verify(address, userAgent), want, `${address} ${userAgent}`)
  }
  t.equal(
    factsOf({ address: '192.0.2.9', headers: { 'user-agent': GOOGLEBOT } }).verifiedAgent,
    null,
  )
})

t.test('by the names of its hosts: unknown at first, known when DNS has answered', async (t) => {
  const server = await startDnsServer(zone(ZONE))
  t.teardown(server.close)
  const { verify, clock, of, settings } = open(server)
  t.equal(verify('203.0.113.7'), null, 'nobody waits')
  await eventually('DNS has answered', () => verify('203.0.113.7') === 'google')
  t.same(server.questions, ['PTR 7.113.0.203.in-addr.arpa', `A ${CRAWL}`])
  for (let i = 0; i < 50; i++) verify('203.0.113.7')
  t.equal(server.questions.length, 2, 'asked once')
  clock.now += 24 * HOUR_MS
  t.equal(verify('203.0.113.7'), 'google', 'the old answer holds while it is renewed')
  await eventually('DNS has answered', () => server.questions.length === 4)
  const reloaded = of({ ...settings })
  const facts = factsOf({
    address: '203.0.113.7',
    lookout: reloaded,
    headers: { 'user-agent': GOOGLEBOT },
  })
  t.equal(facts.verifiedAgent, 'google', 'and a reload forgets no host')
  t.equal(verify('203.0.113.7', 'curl/8'), null)
})

t.test('IPv6 too', async (t) => {
  const reverse = `${['1', ...Array<string>(23).fill('0')].join('.')}.8.b.d.0.1.0.0.2.ip6.arpa`
  const server = await startDnsServer(
    zone({ [`PTR ${reverse}`]: ['six.googlebot.com'], 'AAAA six.googlebot.com': ['2001:db8::1'] }),
  )
  t.teardown(server.close)
  const { verify } = open(server)
  verify('2001:db8::1')
  await eventually('DNS has answered', () => verify('2001:db8::1') === 'google')
  t.equal(server.questions.length, 2)
})

t.test('an impostor stays unknown, whatever its reverse DNS says', async (t) => {
  const cases: Record<string, Readonly<Record<string, DnsReply>>> = {
    'no name': {},
    'a name that leads elsewhere': { ...ZONE, [`A ${CRAWL}`]: ['203.0.113.8'] },
    'a name that leads nowhere': { ...ZONE, [`A ${CRAWL}`]: 'no-such-name' },
    'a name that only ends alike': {
      'PTR 7.113.0.203.in-addr.arpa': ['evilgooglebot.com'],
      'A evilgooglebot.com': ['203.0.113.7'],
    },
    'a name of its own': {
      'PTR 7.113.0.203.in-addr.arpa': ['host.example.org'],
      'A host.example.org': ['203.0.113.7'],
    },
  }
  for (const [name, records] of Object.entries(cases)) {
    const server = await startDnsServer(zone(records))
    t.teardown(server.close)
    const { verify, clock } = open(server)
    verify('203.0.113.7')
    await eventually(
      'DNS has answered',
      () => server.questions.length >= (records[`A ${CRAWL}`] === undefined ? 1 : 2),
    )
    await eventually('DNS has answered', () => {
      clock.now += 10 * 60_000
      verify('203.0.113.7')
      return server.questions.filter((question) => question.startsWith('PTR')).length >= 2
    })
    t.equal(verify('203.0.113.7'), null, name)
    t.notOk(
      server.questions.some(
        (question) => question.includes('example.org') && question.startsWith('A'),
      ),
      'a stranger’s name is not looked up',
    )
  }
})

t.test(
  'a name server that fails or is silent makes nobody guilty, and is asked again',
  async (t) => {
    for (const fault of ['failure', 'silence'] as const) {
      let isWell = false
      const server = await startDnsServer((question) => (isWell ? zone(ZONE)(question) : fault))
      t.teardown(server.close)
      const { verify, clock } = open(server)
      t.equal(verify('203.0.113.7'), null)
      await eventually('DNS has answered', () => server.questions.length > 0)
      isWell = true
      await eventually('DNS has answered', () => {
        clock.now += 60_000
        return verify('203.0.113.7') === 'google'
      })
      isWell = false
      clock.now += 24 * HOUR_MS
      const before = server.questions.length
      verify('203.0.113.7')
      await eventually('DNS has answered', () => server.questions.length > before)
      t.equal(verify('203.0.113.7'), 'google', `${fault}: what was known holds`)
    }
  },
)

t.test('a flood of impostors does not flood the name server', async (t) => {
  const server = await startDnsServer(() => 'silence')
  t.teardown(server.close)
  const { verify } = open(server)
  for (let i = 0; i < 2000; i++) verify(`203.0.${i >> 8}.${i & 255}`)
  await eventually('DNS has answered', () => server.questions.length >= 20)
  t.equal(server.questions.length, 20)
})

t.test('by what it is proven, what it is for, and how well a client is known', async (t) => {
  const ranges = compileNetworks(['192.0.2.0/24'])
  const server = await startDnsServer(zone(ZONE))
  t.teardown(server.close)
  const { of, settings } = open(server, [
    agentOf({ ranges, purpose: 'archive' }),
    agentOf({ name: 'plain', words: ['plainbot'], ranges, hostSuffixes: [], purpose: null }),
  ])
  const lookout = of(settings)
  const facts = (
    address: string,
    userAgent: string,
    presented: Presented = { kind: 'none' },
  ): Facts => factsOf({ address, lookout, presented, headers: { 'user-agent': userAgent } })
  t.match(facts('192.0.2.1', GOOGLEBOT), {
    provenBy: 'network',
    machine: 'proven',
    agentPurpose: 'archive',
  })
  await eventually('DNS has answered', () => facts('203.0.113.7', GOOGLEBOT).provenBy !== null)
  t.match(facts('203.0.113.7', GOOGLEBOT), { provenBy: 'host-name', machine: 'proven' })
  t.match(facts('192.0.2.1', 'plainbot UptimeRobot'), { agentPurpose: 'monitoring' }, 'by the list')
  t.match(facts('198.51.100.1', GOOGLEBOT), {
    provenBy: null,
    verifiedAgent: null,
    machine: 'contact',
    agentPurpose: 'search',
  })
  t.match(facts('198.51.100.1', 'curl/8'), { machine: 'unknown', agentPurpose: null })
  t.equal(
    facts('198.51.100.1', GOOGLEBOT, held()).machine,
    'unknown',
    'who was checked claims nothing',
  )
})
