import t from 'tap'
import { purposeOf } from '../../src/proxy/purpose.ts'

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
