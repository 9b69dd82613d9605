import t from 'tap'
import { Lookout, readWordList, shippedAiCrawlers } from '../../../src/client/index.ts'
import { type UserAgent, USER_AGENT_CLASSES } from '../../../src/model/index.ts'

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
  const own = new Lookout(new Set(['code', 'gptbot']))
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

t.test('a list of names', async (t) => {
  const read = readWordList('# remark\n\nGPTBot # of somebody\r\nai2bot-dolma\n')
  t.same(read, { ok: true, words: new Set(['gptbot', 'ai2bot-dolma']) })
  t.same(readWordList('GPTBot\ntwo words\n'), { ok: false, line: 2, why: 'is no name' })
  const long = Array.from({ length: 10_001 }, (_, i) => `bot-${i}`).join('\n')
  t.same(readWordList(long), { ok: false, line: 10_001, why: 'is beyond 10000 names' })
  const shipped = shippedAiCrawlers()
  t.ok(shipped.size > 50)
  for (const word of ['code', 'spider', 'cursor', 'yak', 'lcc', 'devin', 'operator']) {
    t.notOk(shipped.has(word), `${word} is also an ordinary word`)
  }
})
