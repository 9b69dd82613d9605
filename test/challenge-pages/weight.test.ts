import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import {
  type Asset,
  createPages,
  encodeToken,
  gzipOf,
  loadAssets,
  type Page,
  PAGE_LANGUAGES,
  sealToken,
  type Order,
} from '../../src/challenge-pages/index.ts'
import { Compressed } from '../../src/challenge-pages/wire/index.ts'
import { checkPage, CLOSED_SITE, KEPT, KINDS } from '../support/gallery.ts'

const assets = loadAssets()
const files = [...assets.files.values()]

/** What a page loads: the style, and one of the scripts. */
function filesOf({ html }: Page): readonly Asset[] {
  return [...assets.files].filter(([name]) => html.includes(name)).map(([, file]) => file)
}

/** A page of the length of the links that applications write, in their letters. */
function linkOf(length: number): string {
  return `/procedures/${'step=12&form=Declaration_2026%C3%A9&'.repeat(300)}`.slice(0, length)
}

function tokenFor(wayBack: string, order: Order | null = null): string {
  const fields = {
    kind: 'both',
    risk: 1,
    clearance: 'worked',
    issuedAtSeconds: 1,
    run: 1,
    serial: 1,
    familyTag: 1,
    platformTag: 1,
    siteTag: '0'.repeat(16),
    order,
    stepsBack: 0,
    wayBack,
  } as const
  const key = { tag: 1, token: new Uint8Array(32), audit: new Uint8Array(32) }
  return encodeToken(sealToken(fields, key))
}

/** The checks there are, each with all it can offer. */
function checksWith(link: string): Readonly<Record<string, (language: 'en') => Page>> {
  const token = tokenFor(link)
  const unkept = { why: 'too-large', mebibytes: 25, isForeign: false } as const
  const kept = { ...KEPT, action: link }
  const night = createPages(CLOSED_SITE, assets)
  return {
    page: (language) => checkPage(language, { token, offersCode: true }),
    form: (language) => checkPage(language, { token, offersCode: true, stepsBack: 1, unkept }),
    kept: (language) => checkPage(language, { token: tokenFor('/'), offersCode: true, kept }),
    closed: (language) =>
      checkPage(language, { token: tokenFor('/'), offersCode: true, kept }, night),
    ordered: (language) =>
      checkPage(language, { token: tokenFor('/', ORDER), offersCode: true, kept, order: QUERY }),
  }
}

/** Of requests beyond a limit. */
const ORDER: Order = { limitTag: '0123456789abcdef', buyerTag: '89abcdef' }
const QUERY = `limit=${ORDER.limitTag}&pass=1`

const KIB = 1024

const table = [
  { link: 1_000, plain: 40 * KIB, wire: 16 * KIB },
  { link: 7_800, plain: 52 * KIB, wire: 26 * KIB },
]

for (const { link, plain, wire } of table) {
  t.test(`a check of a link of ${link} characters weighs little: document, style, script`, (t) => {
    const found = { plain: 0, br: 0, gzip: 0 }
    for (const [kind, render] of Object.entries(checksWith(linkOf(link)))) {
      for (const language of PAGE_LANGUAGES) {
        const page = render(language as 'en')
        const loaded = filesOf(page)
        t.equal(loaded.length, 2)
        const packed = gzipOf(page.pieces).length
        const bytes =
          page.html.length + loaded.reduce((sum, file) => sum + file.file.body.length, 0)
        const br = packed + loaded.reduce((sum, file) => sum + file.file.in('br').length, 0)
        const gzip = packed + loaded.reduce((sum, file) => sum + file.file.in('gzip').length, 0)
        t.ok(bytes <= plain, `${kind} ${language}: ${bytes} bytes plain`)
        t.ok(br <= wire, `${kind} ${language}: ${br} bytes with Brotli`)
        t.ok(gzip <= wire, `${kind} ${language}: ${gzip} bytes in gzip, as plain http has it`)
        found.plain = Math.max(found.plain, bytes)
        found.br = Math.max(found.br, br)
        found.gzip = Math.max(found.gzip, gzip)
      }
    }
    t.comment(`at most ${JSON.stringify(found)}`)
    t.end()
  })
}

t.test('what is compressed is what is read', (t) => {
  for (const { file } of files) {
    t.ok(brotliDecompressSync(file.in('br')).equals(file.body))
    t.ok(gunzipSync(file.in('gzip')).equals(file.body))
    t.equal(file.in('br'), file.in('br'), 'once')
  }
  const noise = new Compressed(Buffer.from('x'))
  t.equal(noise.in('gzip'), noise.body, 'what gets longer stays as it is')
  const shipped = new Compressed(Buffer.alloc(9), (coding) => Buffer.from(coding))
  t.equal(shipped.in('br').toString(), 'br', 'a package brings it')
  for (const [kind, render] of Object.entries(KINDS)) {
    const { html, pieces } = render('fr')
    t.equal(gunzipSync(Buffer.from(gzipOf(pieces), 'latin1')).toString('latin1'), html, kind)
  }
  const long = tokenFor(linkOf(8_000)).repeat(8)
  t.ok(long.length > 65_535, 'longer than a stored block')
  t.equal(gunzipSync(Buffer.from(gzipOf([long, '', 'a']), 'latin1')).toString('latin1'), `${long}a`)
  t.end()
})

t.test('what a request brings is not compressed together with a secret', (t) => {
  const lengths = ['AbcdEFGH01234567', 'XXXXXXXXXXXXXXXX'].map((guess) => {
    const action = `/search?q=${guess}`
    return gzipOf(checkPage('en', { kept: { ...KEPT, action } }).pieces).length
  })
  t.equal(lengths[0], lengths[1], 'a right guess at the claim makes an answer no shorter')
  t.end()
})
