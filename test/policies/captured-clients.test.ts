import t from 'tap'
import { type SignalRow, renderSignalRows, signalRows } from '../../bench/signal-table.ts'

const rows = signalRows()

/** What the captured clients are; each request belongs to the page loaded before it. */
function rowsOf(clients: RegExp): readonly SignalRow[] {
  const found = rows.filter(({ capture }) => clients.test(capture.client))
  if (found.length === 0) throw new Error(`nobody is called ${clients}`)
  return found
}

function told({ capture: { client, path }, https, http }: SignalRow): string {
  return `${client} ${path}: ${JSON.stringify({ https, http })}`
}

t.test(
  'browsers of people: no signal on any request, be it a page, an image or a socket',
  async (t) => {
    const clean = rowsOf(/^(?:chromium-(?:cliUA|gov|plainhttp)|firefox-)/)
    t.ok(clean.length > 60)
    for (const row of clean) {
      t.equal(row.https?.score ?? 0, 0, told(row))
      t.equal(row.http.score, 0, told(row))
    }
  },
)

t.test('a browser whose User-Agent a program sets loses its hints: the page is seen', async (t) => {
  const rows = rowsOf(/^chromium-puppeteer-setUA$/)
  for (const row of rows) t.equal(row.http.score, 0, told(row))
  t.same(rows[0]?.https?.signals, ['hints-missing 6'])
})

t.test('text browsers: nothing, over HTTPS and over HTTP', async (t) => {
  for (const row of rowsOf(/^(?:lynx|w3m|links)/)) {
    t.equal(row.userAgentClass, 'text-browser', row.capture.client)
    t.equal((row.https?.score ?? 0) + row.http.score, 0, told(row))
  }
})

t.test('libraries under the User-Agent of a browser: 6 and more over HTTPS', async (t) => {
  const scores = new Map(
    rowsOf(/-chromeUA|fullfake|playwright-apirequest/).map((row) => {
      t.ok((row.https?.score ?? 0) >= 6, told(row))
      return [row.capture.client, row.https?.score ?? 0]
    }),
  )
  t.ok(scores.size >= 8)
})

t.test('declared tools and headless browsers: 3 and more, over HTTPS and over HTTP', async (t) => {
  const declared = rows.filter(({ userAgentClass }) =>
    ['tool', 'empty', 'headless'].includes(userAgentClass),
  )
  t.ok(declared.length > 40)
  for (const row of declared) {
    t.ok((row.https?.score ?? 3) >= 3, told(row))
    t.ok(row.http.score >= 3, told(row))
  }
})

t.test('the table names each client once, with its scores', async (t) => {
  const table = renderSignalRows(rows)
  t.match(table, /^axios-chromeUA +browser +12 +7 {2}language-missing 6, /m)
  t.match(table, /^firefox-plainhttp +browser +- +0$/m)
  t.equal(table.match(/^curl-h2 /gm)?.length, 1)
})
