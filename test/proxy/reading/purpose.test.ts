import { readFileSync } from 'node:fs'
import t from 'tap'
import { headerReader } from '../../../src/proxy/headers.ts'
import { purposeOf, readerOf } from '../../../src/proxy/reading/purpose.ts'
import { readCaptures } from '../../support/captures.ts'

/** What Java's URLConnection sends where nobody says otherwise. */
const JAVA_ACCEPT = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'

/** What Firefox sends for a page that a service worker fetches again. */
const WORKER = {
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'sec-fetch-mode': 'same-origin',
  'sec-fetch-dest': 'empty',
  'sec-fetch-site': 'same-origin',
  'upgrade-insecure-requests': '1',
}

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

t.test('what a request is for is read from Fetch Metadata, else from its Accept', (t) => {
  const cases: readonly {
    name: string
    method?: string
    headers: Readonly<Record<string, string>>
    want: string
  }[] = [
    {
      name: 'a page in a tab',
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      want: 'navigation',
    },
    {
      name: 'a form sent',
      method: 'POST',
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      want: 'navigation',
    },
    {
      name: 'a page in a frame',
      headers: { ...HTML, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      want: 'other',
    },
    {
      name: 'a page fetched again by a service worker',
      headers: { ...HTML, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' },
      want: 'navigation',
    },
    {
      name: 'a link that downloads',
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty' },
      want: 'navigation',
    },
    {
      name: 'a form sent again by a service worker, as Firefox does',
      method: 'POST',
      headers: WORKER,
      want: 'navigation',
    },
    {
      name: 'a script that fetches a page of its own origin',
      headers: { ...HTML, 'sec-fetch-mode': 'same-origin', 'sec-fetch-dest': 'empty' },
      want: 'other',
    },
    {
      name: 'a script that fetches anything of its own origin',
      headers: { ...WORKER, accept: '*/*' },
      want: 'other',
    },
    {
      name: 'a script that takes all but pages',
      headers: { ...WORKER, accept: 'text/html;q=0, */*' },
      want: 'other',
    },
    {
      name: 'a picture through a service worker',
      headers: { ...WORKER, 'sec-fetch-dest': 'image' },
      want: 'other',
    },
    {
      name: 'a script that wants HTML',
      headers: { ...HTML, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
      want: 'other',
    },
    {
      name: 'an image',
      headers: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      want: 'other',
    },
    {
      name: 'a destination alone',
      headers: { ...HTML, 'sec-fetch-dest': 'document' },
      want: 'other',
    },
    { name: 'a mode alone', headers: { ...HTML, 'sec-fetch-mode': 'navigate' }, want: 'other' },
    { name: 'a site alone', headers: { ...HTML, 'sec-fetch-site': 'none' }, want: 'other' },
    { name: 'an old browser', headers: HTML, want: 'navigation' },
    { name: 'an old browser’s HEAD', method: 'HEAD', headers: HTML, want: 'navigation' },
    { name: 'an old browser’s form', method: 'POST', headers: HTML, want: 'navigation' },
    { name: 'a PUT is no page', method: 'PUT', headers: HTML, want: 'other' },
    {
      name: 'an old script',
      headers: { ...HTML, 'x-requested-with': 'XMLHttpRequest' },
      want: 'other',
    },
    { name: 'a tool', headers: { accept: '*/*' }, want: 'other' },
    { name: 'nothing at all', headers: {}, want: 'other' },
    {
      name: 'a preflight',
      method: 'OPTIONS',
      headers: { origin: 'https://a.lu', 'access-control-request-method': 'PUT' },
      want: 'preflight',
    },
    {
      name: 'a preflight with Fetch Metadata',
      method: 'OPTIONS',
      headers: {
        origin: 'null',
        'access-control-request-method': 'PUT',
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      },
      want: 'preflight',
    },
    {
      name: 'a preflight with a cookie',
      method: 'OPTIONS',
      headers: { origin: 'x', 'access-control-request-method': 'PUT', cookie: 'a=b' },
      want: 'other',
    },
    {
      name: 'a preflight with a body',
      method: 'OPTIONS',
      headers: { origin: 'x', 'access-control-request-method': 'PUT', 'content-length': '1' },
      want: 'other',
    },
    {
      name: 'a preflight with chunks',
      method: 'OPTIONS',
      headers: {
        origin: 'x',
        'access-control-request-method': 'PUT',
        'transfer-encoding': 'chunked',
      },
      want: 'other',
    },
    {
      name: 'a preflight with no body at all, and it says so',
      method: 'OPTIONS',
      headers: { origin: 'x', 'access-control-request-method': 'PUT', 'content-length': '0' },
      want: 'preflight',
    },
    {
      name: 'a preflight that means another method',
      method: 'OPTIONS',
      headers: { origin: 'x', 'access-control-request-method': 'PUT', x_method_override: 'GET' },
      want: 'other',
    },
    {
      name: 'OPTIONS without a question',
      method: 'OPTIONS',
      headers: { origin: 'x' },
      want: 'other',
    },
    {
      name: 'a GET dressed as a preflight',
      headers: { origin: 'x', 'access-control-request-method': 'PUT' },
      want: 'other',
    },
  ]
  for (const { name, method = 'GET', headers, want } of cases) {
    const read = new Map(Object.entries(headers))
    t.equal(
      purposeOf(method, (header) => read.get(header)),
      want,
      name,
    )
  }
  t.end()
})

const FRAME = {
  ...HTML,
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'iframe',
  'sec-fetch-site': 'same-origin',
}

t.test(
  'a person reads in a tab or in a frame of the same origin, everybody else is a program',
  (t) => {
    const cases: readonly {
      readonly name: string
      readonly method?: string
      readonly headers: Readonly<Record<string, string>>
      readonly want: string
    }[] = [
      { name: 'a page in a tab', headers: { ...FRAME, 'sec-fetch-dest': 'document' }, want: 'tab' },
      { name: 'an old browser', headers: HTML, want: 'tab' },
      { name: 'a frame', headers: FRAME, want: 'frame' },
      { name: 'a form in a frame', method: 'POST', headers: FRAME, want: 'frame' },
      {
        name: 'a frame of a frameset',
        headers: { ...FRAME, 'sec-fetch-dest': 'frame' },
        want: 'frame',
      },
      { name: 'an embed', headers: { ...FRAME, 'sec-fetch-dest': 'embed' }, want: 'frame' },
      { name: 'an object', headers: { ...FRAME, 'sec-fetch-dest': 'object' }, want: 'program' },
      {
        name: 'a frame in a page of somebody else',
        headers: { ...FRAME, 'sec-fetch-site': 'cross-site' },
        want: 'program',
      },
      {
        name: 'a frame in a page of a sister',
        headers: { ...FRAME, 'sec-fetch-site': 'same-site' },
        want: 'program',
      },
      { name: 'a frame that shows no HTML', headers: { ...FRAME, accept: '*/*' }, want: 'program' },
      { name: 'a script', headers: { ...FRAME, 'sec-fetch-mode': 'cors' }, want: 'program' },
      { name: 'a picture', headers: { ...FRAME, 'sec-fetch-dest': 'image' }, want: 'program' },
      {
        name: 'a preflight',
        method: 'OPTIONS',
        headers: { origin: 'x', 'access-control-request-method': 'PUT' },
        want: 'program',
      },
      { name: 'nothing at all', headers: {}, want: 'program' },
    ]
    for (const { name, method = 'GET', headers, want } of cases) {
      const read = new Map(Object.entries(headers))
      const reader = readerOf(method, (header) => read.get(header))
      t.equal(reader, want, name)
    }
    t.end()
  },
)

const LINKS = 'Links (2.28; Linux 6.18 x86_64; GNU C 12.2; text)'

t.test('without Fetch Metadata a page is for who names HTML, or reads it as text', (t) => {
  const cases: readonly {
    readonly agent?: string
    readonly accept?: string
    readonly method?: string
    readonly want: 'navigation' | 'other'
  }[] = [
    { accept: 'TEXT/HTML', want: 'navigation' },
    { accept: 'image/png , text/html ; q=0.001', want: 'navigation' },
    { accept: 'text/html;charset=utf-8;q=1', want: 'navigation' },
    { accept: 'text/html;q=0, text/html', want: 'navigation' },
    { accept: 'text/html;q=0', want: 'other' },
    { accept: 'text/html; Q=0.000, */*', want: 'other' },
    { accept: 'text/html;level=1;q=0.', want: 'other' },
    { accept: 'text/htmlx', want: 'other' },
    { accept: 'application/text/html', want: 'other' },
    { accept: 'text/*', want: 'other' },
    { accept: '', want: 'other' },

    { agent: LINKS, want: 'navigation' },
    { agent: LINKS, accept: '', want: 'navigation' },
    { agent: LINKS, accept: '*/*', want: 'navigation' },
    { agent: LINKS, accept: '*/*', method: 'POST', want: 'navigation' },
    { agent: LINKS, accept: '*/*', method: 'HEAD', want: 'navigation' },
    { agent: LINKS, accept: '*/*', method: 'PUT', want: 'other' },
    { agent: LINKS, accept: 'image/*, text/*;q=0.1', want: 'navigation' },
    { agent: LINKS, accept: 'image/*', want: 'other' },
    { agent: LINKS, accept: '*/*;q=0', want: 'other' },
    { agent: LINKS, accept: '*/*, text/*;q=0', want: 'other' },
    { agent: LINKS, accept: 'text/*;q=0, */*', want: 'other' },
    { agent: LINKS, accept: 'text/html;q=0, text/*, */*', want: 'other' },
    { agent: LINKS, accept: 'text/html;q=0.5, text/*;q=0, */*;q=0', want: 'navigation' },
    { agent: LINKS, accept: 'text/*;q=0.2, */*;q=0', want: 'navigation' },

    { agent: 'Lynx/2.8.9rel.1 libwww-FM/2.14', accept: '*/*', want: 'navigation' },
    { agent: 'w3m/0.5.3', accept: 'text/*', want: 'navigation' },
    { agent: 'ELinks (0.4pre5; Linux 2.6.8 i686; 80x24)', want: 'navigation' },
    { agent: 'ELinks/0.13.2 (textmode; Linux; -)', accept: '*/*', want: 'navigation' },
    { agent: 'NetSurf/3.10 (Linux)', accept: '*/*', want: 'navigation' },
    { agent: 'Mozilla/5.0 (X11; Linux) NetSurf/3.11', accept: '*/*', want: 'navigation' },
    { agent: 'Dillo/3.0.5', accept: '*/*', want: 'navigation' },
    { agent: 'Mozilla/4.0 (compatible; Dillo 3.0)', accept: '*/*', want: 'navigation' },
    { agent: 'edbrowse/3.7.7', accept: '*/*', want: 'navigation' },
    { agent: 'URL/Emacs Emacs/28.2 (TTY; x86_64-pc-linux-gnu)', accept: '*/*', want: 'navigation' },
    { agent: 'URL/Emacs', want: 'navigation' },

    { agent: 'LinksChecker/1.0', accept: '*/*', want: 'other' },
    { agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0.0.0', accept: '*/*', want: 'other' },
    { agent: 'URL-Checker/1.0', accept: '*/*', want: 'other' },
    { agent: 'my Lynx/2', accept: '*/*', want: 'other' },

    { agent: 'curl/8.9.1', accept: '*/*', want: 'other' },
    { agent: 'curl/8.9.1', accept: 'text/html', want: 'other' },
    { agent: 'Java/1.8.0_402', accept: JAVA_ACCEPT, want: 'other' },
    { agent: 'Mozilla/4.0 (Windows 11 10.0) Java/1.8.0_402', accept: JAVA_ACCEPT, want: 'other' },
    { agent: 'Register 2.1 Java/17.0.15', accept: JAVA_ACCEPT, want: 'other' },
    { agent: 'python-requests/2.34.2', accept: 'text/html', want: 'other' },
    { agent: 'Python/3.11 aiohttp/3.8.4', accept: 'text/html', want: 'other' },
    { agent: 'Go-http-client/1.1', accept: 'text/html', want: 'other' },
    { agent: 'Nokia6300/2.0 (04.20) Profile/MIDP-2.0', accept: 'text/html', want: 'navigation' },
    { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)', ...HTML, want: 'navigation' },
    { agent: '', ...HTML, want: 'navigation' },
  ]
  for (const { agent, accept, method = 'GET', want } of cases) {
    const fields = new Map(
      Object.entries({ 'user-agent': agent, accept }).filter(([, value]) => value !== undefined),
    )
    const purpose = purposeOf(method, (name) => fields.get(name))
    t.equal(purpose, want, `${method} by ${agent} with Accept: ${accept}`)
  }
  t.end()
})

/** Text browsers and service workers, captured by us; `gets` is what each must be answered with. */
interface PageRequest {
  readonly client: string
  readonly method: string
  readonly gets: 'page' | 'problem'
  readonly rawHeaders: readonly string[]
}

t.test('real text browsers, browsers and service workers get pages', (t) => {
  const text = readFileSync(new URL('../../data/page-requests.jsonl', import.meta.url), 'utf8')
  for (const line of text.trim().split('\n')) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own data
    const { client, method, gets, rawHeaders } = JSON.parse(line) as PageRequest
    const want = gets === 'page' ? 'navigation' : 'other'
    t.equal(purposeOf(method, headerReader(rawHeaders)), want, `${method} of ${client}`)
  }
  t.end()
})

t.test('real programs get problem documents, and browsers’ pages their pages', (t) => {
  const pages = /^(?:lynx|w3m|links|chromium|firefox|py-requests-chromeUA-accept)/
  const noPages = /-(?:iframe|anonimg|beacon|ws|omit)$/
  for (const { client, method, rawHeaders } of readCaptures().filter(({ isPage }) => isPage)) {
    const want = pages.test(client) && !noPages.test(client) ? 'navigation' : 'other'
    t.equal(purposeOf(method, headerReader(rawHeaders)), want, client)
  }
  t.end()
})
