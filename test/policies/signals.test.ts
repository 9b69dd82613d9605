import t from 'tap'
import { Lookout, compileNetworks, lookouts, whereaboutsFrom } from '../../src/client/index.ts'
import { type SignalSettings } from '../../src/model/index.ts'
import { GROUP_POINTS_MAX, HEADER_SIGNALS, headerSignals, weigh } from '../../src/policies/index.ts'
import { factsOf, held, policyOf, ruleOf } from '../support/facts.ts'
import { type Given, judged, wordsOf } from '../support/judged.ts'
import { signatureTools } from '../support/signed.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0'
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15'
const LATE_SAFARI = SAFARI.replace('15.6', '16.4')
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36'
const QT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/6.2.4 Chrome/90.0.4430.228 Safari/537.36'

type Headers = Readonly<Record<string, string>>

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const METADATA = {
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}
const CONTENT = { accept: HTML, 'accept-language': 'lb', 'accept-encoding': 'gzip, deflate, br' }
const HINTS = {
  'sec-ch-ua': '"Not:A-Brand";v="8", "Chromium";v="156", "Google Chrome";v="156"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Windows"',
}

const UPGRADE = { 'upgrade-insecure-requests': '1' }

/** What Chromium sends to load a page. */
const PAGE: Headers = { 'user-agent': CHROME, ...CONTENT, ...UPGRADE, ...METADATA, ...HINTS }

function namesFor(headers: Headers, given: Given = {}): readonly string[] {
  return headerSignals(factsOf({ headers, ...given })).map(({ name }) => name)
}

function without(headers: Headers, ...names: readonly string[]): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

t.test('each signal holds for what it says, and for nothing less', async (t) => {
  const unhinted = without(PAGE, ...Object.keys(HINTS))
  const gecko = { ...unhinted, 'user-agent': FIREFOX }
  const cases: Record<string, { yes: readonly Headers[]; no: readonly Headers[]; given?: Given }> =
    {
      'user-agent-missing': { yes: [without(PAGE, 'user-agent')], no: [PAGE] },
      'user-agent-tool': { yes: [{ 'user-agent': 'curl/8' }], no: [PAGE, {}] },
      'user-agent-crawler': {
        yes: [{ 'user-agent': 'Googlebot/2.1' }, { 'user-agent': 'GPTBot/1.0' }],
        no: [PAGE, { 'user-agent': 'curl/8' }],
      },
      'user-agent-headless': {
        yes: [
          { ...PAGE, 'user-agent': CHROME.replace('Chrome/', 'HeadlessChrome/') },
          { ...PAGE, 'sec-ch-ua': '"HeadlessChrome";v="156", "Chromium";v="156"' },
        ],
        no: [PAGE],
      },
      'language-missing': {
        yes: [without(PAGE, 'accept-language'), { 'user-agent': SAFARI }],
        no: [
          PAGE,
          { ...without(PAGE, 'accept-language'), 'user-agent': QT },
          { 'user-agent': SAFARI, range: 'bytes=0-1' },
          { 'user-agent': SAFARI, 'sec-websocket-key': 'x', upgrade: 'websocket' },
          without(
            { ...PAGE, 'sec-fetch-dest': 'image', 'sec-fetch-mode': 'no-cors' },
            'accept-language',
          ),
        ],
      },
      'language-any': {
        yes: [{ ...PAGE, 'accept-language': '*' }],
        no: [PAGE, { ...PAGE, 'accept-language': 'fr, *;q=0.1' }],
      },
      'accept-without-html': {
        yes: [
          { ...PAGE, accept: '*/*' },
          without(PAGE, 'accept'),
          { 'user-agent': CHROME, accept: '*/*' },
        ],
        no: [
          PAGE,
          { ...PAGE, accept: '*/*', 'sec-fetch-dest': 'empty' },
          { 'user-agent': SAFARI, accept: '*/*' },
        ],
      },
      'compression-missing': {
        yes: [{ ...PAGE, 'accept-encoding': 'identity' }, without(PAGE, 'accept-encoding')],
        no: [PAGE, { ...PAGE, 'accept-encoding': 'identity', 'sec-fetch-dest': 'video' }],
      },
      'compression-old': {
        yes: [{ ...PAGE, 'accept-encoding': 'gzip, deflate' }],
        no: [PAGE, { ...PAGE, 'user-agent': SAFARI, 'accept-encoding': 'gzip, deflate' }],
      },
      'metadata-missing': {
        yes: [
          without(PAGE, ...Object.keys(METADATA)),
          { 'user-agent': CHROME },
          { ...CONTENT, 'user-agent': CHROME.replace('156', '80') },
          { ...CONTENT, 'user-agent': FIREFOX.replaceAll('153', '90') },
          { ...CONTENT, 'user-agent': LATE_SAFARI },
        ],
        no: [
          PAGE,
          { ...CONTENT, 'user-agent': SAFARI },
          { ...CONTENT, 'user-agent': SAFARI.replace('15.6', '16.3') },
          { ...CONTENT, 'user-agent': LATE_SAFARI, accept: '*/*' },
          { ...CONTENT, 'user-agent': CHROME.replace('156', '79') },
          { ...CONTENT, 'user-agent': FIREFOX.replaceAll('153', '89') },
          { ...CONTENT, 'user-agent': CHROME, 'sec-websocket-key': 'x', upgrade: 'websocket' },
        ],
      },
      'metadata-partial': {
        yes: [without(PAGE, 'sec-fetch-site'), without(gecko, 'sec-fetch-mode', 'sec-fetch-dest')],
        no: [
          PAGE,
          { ...without(PAGE, 'sec-fetch-dest'), 'user-agent': CHROME.replace('156', '78') },
        ],
      },
      'metadata-contradiction': {
        yes: [{ ...PAGE, 'sec-fetch-mode': 'cors' }],
        no: [
          PAGE,
          { ...PAGE, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
          { ...PAGE, 'sec-fetch-mode': 'same-origin' },
        ],
      },
      'upgrade-missing': {
        yes: [without(PAGE, ...Object.keys(UPGRADE)), without(gecko, ...Object.keys(UPGRADE))],
        no: [
          PAGE,
          gecko,
          { ...CONTENT, ...METADATA, 'user-agent': LATE_SAFARI },
          { ...CONTENT, ...METADATA, 'user-agent': CHROME.replace('156', '79') },
          { ...CONTENT, ...METADATA, 'user-agent': CHROME, 'sec-fetch-dest': 'empty' },
        ],
      },
      'hints-missing': {
        yes: [unhinted],
        no: [
          PAGE,
          gecko,
          { ...unhinted, 'user-agent': ANDROID },
          { ...unhinted, 'user-agent': QT },
          { ...unhinted, 'user-agent': CHROME.replace('x64)', 'x64; wv)') },
          { ...unhinted, 'user-agent': CHROME.replace('156', '88') },
          { ...unhinted, 'sec-fetch-dest': 'empty' },
        ],
      },
      'hints-partial': {
        yes: Object.keys(HINTS).map((name) => without(PAGE, name)),
        no: [
          PAGE,
          unhinted,
          {
            ...without(PAGE, 'sec-ch-ua-platform'),
            'user-agent': CHROME.replace('156', '92'),
          },
        ],
      },
      'hints-of-another': { yes: [{ ...PAGE, 'user-agent': FIREFOX }], no: [PAGE, gecko] },
      'hints-version': {
        yes: [{ ...PAGE, 'user-agent': CHROME.replace('156', '140') }],
        no: [PAGE, { ...PAGE, 'sec-ch-ua': '"Chromium";v="156", "Opera";v="120"' }],
      },
      'hints-mobile': { yes: [{ ...PAGE, 'sec-ch-ua-mobile': '?1' }], no: [PAGE] },
      'hints-platform': {
        yes: [{ ...PAGE, 'sec-ch-ua-platform': '"Linux"' }],
        no: [PAGE, { ...PAGE, 'user-agent': CHROME.replace('Windows NT 10.0', 'Haiku') }],
      },
      'http-1.0': {
        given: { scheme: 'http', httpVersion: '1.0' },
        yes: [PAGE],
        no: [{ 'user-agent': 'Lynx/2.9' }],
      },
      'names-in-lower-case': {
        given: { scheme: 'http', httpVersion: '1.1' },
        yes: [PAGE],
        no: [{ 'user-agent': 'curl/8' }],
      },
    }
  for (const { name } of HEADER_SIGNALS) {
    const { yes, no, given = {} } = cases[name] ?? { yes: [], no: [] }
    t.ok(yes.length > 0 && no.length > 0, `${name} has its cases`)
    for (const headers of yes)
      t.ok(namesFor(headers, given).includes(name), `${name}: ${JSON.stringify(headers)}`)
    for (const headers of no)
      t.notOk(namesFor(headers, given).includes(name), `not ${name}: ${JSON.stringify(headers)}`)
  }
  t.notOk(
    namesFor(PAGE, { scheme: 'http', httpVersion: null }).includes('names-in-lower-case'),
    'a proxy spells as it likes',
  )
})

t.test('browsers of which there is no capture, by what their makers document', async (t) => {
  const ios =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
  const cases: Record<string, Headers> = {
    'Safari 15, without metadata': { ...CONTENT, 'user-agent': SAFARI },
    'Safari 17, with it': { ...CONTENT, ...METADATA, 'user-agent': SAFARI.replace('15.6', '17.5') },
    'Safari 18 looking for a newer worker': {
      ...without(CONTENT, 'accept'),
      'user-agent': SAFARI.replace('15.6', '18.5'),
    },
    'Safari 16.3 on a phone': {
      ...CONTENT,
      'user-agent': `${ios.replace('17_5', '16_3')} Version/16.3 Mobile/15E148 Safari/604.1`,
    },
    'DuckDuckGo on iOS, which names a version of Safari': {
      ...CONTENT,
      'user-agent': `${ios} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
    },
    'WebKit on Linux': {
      ...CONTENT,
      'user-agent': SAFARI.replace(
        'Macintosh; Intel Mac OS X 10_15_7',
        'X11; Linux x86_64',
      ).replace('15.6', '18.0'),
    },
    'Firefox on Android': {
      ...CONTENT,
      ...UPGRADE,
      ...METADATA,
      'user-agent': 'Mozilla/5.0 (Android 14; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0',
    },
    'Samsung Internet': {
      ...PAGE,
      'user-agent': ANDROID.replace('Chrome/156', 'SamsungBrowser/29.0 Chrome/136'),
      'sec-ch-ua': '"Chromium";v="136", "Samsung Internet";v="29.0", "Not.A/Brand";v="99"',
      'sec-ch-ua-mobile': '?1',
      'sec-ch-ua-platform': '"Android"',
    },
    'an app that shows pages and calls itself by its own name': {
      ...without(PAGE, ...Object.keys(HINTS)),
      'user-agent': `${ANDROID} App/4.2`,
    },
    'SeaMonkey, with an engine from before': {
      ...CONTENT,
      'accept-encoding': 'gzip, deflate',
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 SeaMonkey/2.53.21',
    },
    'Pale Moon, with one of its own': {
      ...CONTENT,
      'user-agent':
        'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Goanna/6.8 Firefox/128.0 PaleMoon/33.8.0',
    },
    'Chrome on iOS': {
      ...CONTENT,
      ...METADATA,
      'user-agent': `${ios} CriOS/126.0 Mobile/15E148 Safari/604.1`,
    },
    'Firefox on iOS': {
      ...CONTENT,
      'user-agent': `${ios} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`,
    },
    'Edge, whose brand is its own': {
      ...PAGE,
      'user-agent': `${CHROME} Edg/156.0.0.0`,
      'sec-ch-ua': '"Microsoft Edge";v="156", "Chromium";v="156", "Not:A-Brand";v="8"',
    },
    'Tor Browser': {
      ...without(PAGE, ...Object.keys(HINTS)),
      'user-agent': FIREFOX,
      'accept-language': 'en-US,en;q=0.5',
    },
    'a web view without hints': {
      ...without(PAGE, ...Object.keys(HINTS)),
      'user-agent':
        'Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 Version/4.0 Chrome/120.0.0.0 Mobile Safari/537.36',
    },
    'Chrome of an old phone': {
      ...CONTENT,
      'user-agent':
        'Mozilla/5.0 (Linux; Android 5.1; X) AppleWebKit/537.36 Chrome/70.0.3538.110 Mobile Safari/537.36',
    },
    'Internet Explorer': {
      ...CONTENT,
      'accept-encoding': 'gzip, deflate',
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko',
    },
  }
  for (const [name, headers] of Object.entries(cases)) t.same(namesFor(headers), [], name)
})

const SETTINGS: SignalSettings = {
  headers: true,
  behaviour: true,
  points: new Map(),
  dwellMs: 1000,
  line: 7,
}

function pointsOf(settings: SignalSettings, headers: Headers): Record<string, number> {
  const verdicts = weigh(headerSignals(factsOf({ headers })), settings)
  return Object.fromEntries(
    verdicts.map((verdict) => [
      'reason' in verdict ? verdict.reason.name : '',
      verdict.kind === 'points' ? verdict.points : NaN,
    ]),
  )
}

t.test('what one cause trips together counts only so much', async (t) => {
  const bare = { 'user-agent': CHROME }
  t.same(
    pointsOf(SETTINGS, bare),
    { 'language-missing': 6, 'metadata-missing': 6 },
    'others of a group find no room',
  )
  t.same(
    pointsOf(
      {
        ...SETTINGS,
        points: new Map([
          ['language-missing', 0],
          ['metadata-missing', 9],
        ]),
      },
      bare,
    ),
    { 'accept-without-html': 6, 'metadata-missing': 9 },
    'a policy may turn signals off, and give one more than its group has',
  )
  for (const { name, group, points, operators, citizens } of HEADER_SIGNALS) {
    t.ok(points <= GROUP_POINTS_MAX[group], name)
    for (const sentence of [operators, citizens]) t.match(sentence, /^[A-Z].*\.$/, name)
  }
})

t.test('signals choose the check; they deny nobody, and a pass silences them', async (t) => {
  const policy = policyOf({ signals: SETTINGS, challengeAt: 6 })
  const lying = { headers: { 'user-agent': CHROME } }
  const cases: {
    name: string
    policy: typeof policy
    facts?: Given
    want: string
    score: number
  }[] = [
    {
      name: 'a browser',
      policy,
      facts: { headers: PAGE },
      want: 'pass by policy default',
      score: 0,
    },
    {
      name: 'a tool',
      policy,
      facts: { headers: { 'user-agent': 'curl/8' } },
      want: 'pass by policy default',
      score: 3,
    },
    {
      name: 'a library that lies',
      policy,
      facts: lying,
      want: 'challenge by policy score',
      score: 12,
    },
    {
      name: 'signals of no interest',
      policy: { ...policy, signals: null },
      facts: lying,
      want: 'pass by policy default',
      score: 0,
    },
    {
      name: 'with a pass',
      policy,
      facts: { ...lying, presented: held() },
      want: 'pass by pass worked',
      score: 0,
    },
    {
      name: 'a preflight',
      policy,
      facts: { ...lying, purpose: 'preflight' },
      want: 'pass by policy default',
      score: 0,
    },
    {
      name: 'with the points of a rule',
      // oxlint-disable-next-line unicorn/no-thenable -- a word of the model; never awaited
      policy: policyOf({ ...policy, rules: [ruleOf({ then: { kind: 'points', points: 3 } })] }),
      facts: { headers: { 'user-agent': 'curl/8' } },
      want: 'challenge by policy score',
      score: 6,
    },
  ]
  for (const { name, policy, facts, want, score } of cases) {
    const answer = judged(policy, facts)
    t.equal(wordsOf(answer), want, name)
    t.equal(answer.score, score, name)
  }
  const verdicts = judged(policy, lying).verdicts
  t.match(verdicts[0], {
    kind: 'points',
    points: 6,
    reason: { what: 'signal', name: 'language-missing', line: 7 },
  })
})

t.test('a crawler that is verified gives no signal by its name', async (t) => {
  const agent = { name: 'google', purpose: null, words: ['googlebot'], hostSuffixes: [] }
  const lookout = lookouts(signatureTools())({
    agents: [{ ...agent, signature: null, ranges: compileNetworks(['203.0.113.0/24']) }],
    dns: { servers: [], timeoutMs: 1 },
    aiCrawlers: null,
    machineNames: null,
    whereabouts: whereaboutsFrom({ country: null, asn: null }),
  })
  const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }
  t.same(namesFor(headers, { lookout }), [])
  t.same(namesFor(headers, { lookout, address: '198.51.100.1' }), ['user-agent-crawler'])
})

t.test('nobody looks for signals where no policy listens, or where a pass is held', async (t) => {
  class Watched extends Lookout {
    override headerPlaces(): never {
      throw new Error('names were read')
    }
    override userAgent(): never {
      throw new Error('the User-Agent was read')
    }
  }
  const given = { headers: { 'user-agent': CHROME }, lookout: new Watched() }
  t.ok(judged(policyOf(), given))
  t.ok(judged(policyOf({ signals: SETTINGS }), { ...given, presented: held() }))
  t.throws(() => judged(policyOf({ signals: SETTINGS }), given), 'and otherwise they are')
})
