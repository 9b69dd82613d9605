import t from 'tap'
import { Lookout, readWordList, shippedNames } from '../../../src/client/index.ts'
import { AGENT_PURPOSES, type UserAgent, USER_AGENT_CLASSES } from '../../../src/model/index.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

const lookout = new Lookout()

function read(text: string | undefined, by = lookout): UserAgent {
  return by.userAgent({
    rawHeaders: text === undefined ? [] : ['User-Agent', text],
    httpVersion: null,
  })
}

t.test('what a User-Agent says it is', async (t) => {
  const cases: Record<(typeof USER_AGENT_CLASSES)[number], readonly (string | undefined)[]> = {
    browser: [
      CHROME,
      'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1',
      'Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.116 Mobile Safari/537.36',
      'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
      'Opera/9.80 (Windows NT 6.1) Presto/2.12.388 Version/12.18',
    ],
    'text-browser': [
      'Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8',
      'w3m/0.5.3+git20230121',
      'Links (2.28; Linux 6.18 x86_64; GNU C 12.2; dump)',
      'ELinks/0.13.2 (textmode; Linux; 80x24-2)',
      'edbrowse/3.7.7',
      'Dillo/3.0.5',
      'Mozilla/4.0 (compatible; Dillo 3.0)',
      'NetSurf/3.10 (Linux)',
      'Mozilla/5.0 (X11; Linux) NetSurf/3.11',
      'URL/Emacs Emacs/28.2 (TTY; x86_64-pc-linux-gnu)',
    ],
    headless: [CHROME.replace('Chrome/', 'HeadlessChrome/'), 'Mozilla/5.0 PhantomJS/2.1.1'],
    'ai-crawler': [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'CCBot/2.0 (https://commoncrawl.org/faq/)',
      'mozilla/5.0 (compatible; bytespider)',
      'Scrapy/2.11',
    ],
    bot: [
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/116.0 Safari/537.36',
    ],
    tool: ['curl/7.88.1', 'python-requests/2.34.2', 'node', 'undici', 'Java/17.0.15', 'sqlmap'],
    empty: [undefined, '', '  '],
  }
  for (const kind of USER_AGENT_CLASSES) {
    for (const text of cases[kind]) {
      t.equal(read(text).class, kind, String(text))
      t.equal(read(text), read(text), 'read once')
    }
  }
})

t.test('a name counts as a whole word, and not in an address', async (t) => {
  const aiCrawlers = new Map([
    ['code', 'training'],
    ['gptbot', 'training'],
  ] as const)
  const own = new Lookout({ aiCrawlers, others: new Map() })
  for (const [text, kind] of [
    ['Mozilla/5.0 (compatible; Code/1.0)', 'ai-crawler'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 CodeView/2', 'browser'],
    ['Mozilla/5.0 (compatible; Somebot/1.0; +https://example.org/code)', 'bot'],
    ['Mozilla/5.0 (compatible; GPTBot-like/1.0)', 'bot'],
    [`${'x'.repeat(512)} GPTBot`, 'tool'],
  ] as const) {
    t.equal(read(text, own).class, kind, text)
  }
})

t.test('what else it claims', async (t) => {
  const phone =
    'Mozilla/5.0 (Linux; Android 14; SM-A145R; wv) AppleWebKit/537.36 Version/4.0 Chrome/121.0.1 Mobile Safari/537.36'
  t.match(read(CHROME), {
    family: 'blink',
    platform: 'windows',
    version: 156,
    isMobile: false,
    isWebView: false,
  })
  t.match(read(phone), { platform: 'android', isMobile: true, isWebView: true })
  t.equal(read('curl/7').version, 0)
})

t.test(
  'an engine that names a version which is not its own has none; Qt is a web view',
  async (t) => {
    const gecko = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101'
    const blink = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
    for (const [text, version] of [
      [`${gecko} Firefox/128.0`, 128],
      [`${gecko} Firefox/128.0 SeaMonkey/2.53.21`, 0],
      [`${gecko} Goanna/6.8 Firefox/128.0 PaleMoon/33.8.0`, 0],
      [`${blink} Chrome/140.0.0.0 Ladybird/1.0 Safari/537.36`, 0],
      ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Servo/0.1.0 Firefox/140.0', 0],
    ] as const) {
      t.equal(read(text).version, version, text)
    }
    const qt = read(`${blink} QtWebEngine/6.11.2 Chrome/140.0.0.0 Safari/537.36`)
    t.match(qt, { version: 140, isWebView: true, platform: 'linux' })
  },
)

t.test('Safari itself since 16.4, and nobody who shows pages by it', async (t) => {
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
  for (const [text, is] of [
    [`${mac} Version/16.4 Safari/605.1.15`, true],
    [`${mac} Version/16.10 Safari/605.1.15`, true],
    [`${mac} Version/18.5.1 Safari/605.1.15`, true],
    [`${phone} Version/18.5 Mobile/15E148 Safari/604.1`, true],
    [`${mac} Version/16.3 Safari/605.1.15`, false],
    [`${mac} Version/9.10 Safari/601.7.8`, false],
    [`${phone} Version/18.0 EdgiOS/140.0.0.0 Mobile/15E148 Safari/605.1.15`, false],
    [`${phone} CriOS/140.0.7339.95 Mobile/15E148 Safari/604.1`, false],
    [`${phone} Mobile/15E148`, false],
    [`${mac} Version/18.5 Safari/605.1.15 App/1`, false],
    [
      mac.replace('Macintosh; Intel Mac OS X 10_15_7', 'X11; Linux x86_64') +
        ' Version/60.5 Safari/605.1.15',
      false,
    ],
  ] as const) {
    t.equal(read(text).isLateSafari, is, text)
  }
})

t.test('whom to write to: a claim that no browser makes', async (t) => {
  for (const [text, has] of [
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
    ['HarvesterLU/1.0 (+https://data.public.lu/harvester; mailto:a.b@example.lu) httpx/0.27', true],
    ['thesis/0.1 (anna.muster@uni.lu)', true],
    ['HTTPS://EXAMPLE.ORG', true],
    ['curl/8 a@b.c d@example.museum.', true],
    ['bot (+https://xn--bcher-kva.example/)', true],
    ['curl/8.5.0', false],
    ['bot/1 (+http://localhost/about)', false],
    ['bot/1 (http://192.0.2.7/)', false],
    ['bot/1 (https://.org)', false],
    ['bot/1 (https://-a.org)', false],
    ['bot/1 (https://example.)', false],
    ['bot/1 (https:// example.org)', false],
    ['bot/1 @example.org', false],
    ['bot/1 (me@localhost)', false],
    ['bot/1 (me@example.o)', false],
    ['bot/1 (info at example dot org)', false],
    [CHROME, false],
    ['Lynx/2.9.0 (https://lynx.invisible-island.net/)', false],
    ['w3m/0.5.3 a@example.org', false],
    ['', false],
    [`${'x'.repeat(500)} +https://example.org`, false],
  ] as const) {
    t.equal(read(text).hasContact, has, text)
  }
  for (const part of ['https://', 'http://a', 'a@', 'a.a@-', '.@.']) {
    t.notOk(read(part.repeat(200)).hasContact, `${part} two hundred times`)
  }
})

t.test('what a machine is for, as the lists say', async (t) => {
  for (const [text, purpose] of [
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'search'],
    ['Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)', 'training'],
    ['Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)', 'answer'],
    ['Mozilla/5.0 (compatible; NLUX_IAHarvester; +http://crawl.bnl.lu)', 'archive'],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', 'preview'],
    ['UptimeRobot/2.0', 'monitoring'],
    ['Feedly/1.0 (+http://www.feedly.com/fetcher.html)', 'feed'],
    ['ZoteroTranslationServer/1.0', 'research'],
    ['somebody/1.0 (+https://example.org/googlebot)', null],
    [CHROME, null],
  ] as const) {
    t.equal(read(text).purpose, purpose, text)
  }
})

t.test('a list of names', async (t) => {
  const list = '# remark\n\nGPTBot # of somebody\r\nai2bot-dolma  \tsearch\n'
  t.same(readWordList(list, 'training'), {
    ok: true,
    words: new Map([
      ['gptbot', 'training'],
      ['ai2bot-dolma', 'search'],
    ]),
  })
  const why =
    'is no name with a purpose behind it (search, answer, training, archive, preview, monitoring, feed, research)'
  t.same(readWordList(list, null), { ok: false, line: 3, why }, 'where each has one')
  t.same(readWordList('GPTBot\ntwo words\n', 'training'), { ok: false, line: 2, why })
  t.same(readWordList('A search feed\n', null), { ok: false, line: 1, why })
  t.same(readWordList('ü search\n', null), { ok: false, line: 1, why: 'is no name' })
  const long = Array.from({ length: 10_001 }, (_, i) => `bot-${i}`).join('\n')
  t.same(readWordList(long, 'training'), { ok: false, line: 10_001, why: 'is beyond 10000 names' })
  const { aiCrawlers, others } = shippedNames()
  t.ok(aiCrawlers.size > 50 && others.size > 50)
  for (const word of ['code', 'spider', 'cursor', 'yak', 'lcc', 'devin', 'operator', 'tiny']) {
    t.notOk(aiCrawlers.has(word) || others.has(word), `${word} is also an ordinary word`)
  }
  t.same(new Set([...aiCrawlers.values(), ...others.values()]), new Set(AGENT_PURPOSES))
  const both = [...others.keys()].filter((word) => aiCrawlers.has(word))
  t.same(both, [], 'a name stands in one of the lists')
})
