import t from 'tap'
import { chooseLanguage, pageHeaders, type PageLanguage } from '../../src/challenge-pages/index.ts'
import { LANGUAGES, type Language } from '../../src/model/index.ts'

interface Case {
  readonly title: string
  readonly chosen?: string
  readonly path?: string
  readonly accept?: string
  readonly offered?: readonly Language[]
  readonly fallback?: Language
  readonly want: PageLanguage
}

const cases: readonly Case[] = [
  { title: 'without a clue the fallback', want: 'lb' },
  { title: 'a fallback that is not the first', accept: 'ja', fallback: 'fr', want: 'fr' },
  { title: 'no fallback for who can be answered', accept: 'ja,pt', fallback: 'fr', want: 'pt' },
  { title: 'no fallback for who chose', chosen: 'de', fallback: 'fr', want: 'de' },
  { title: 'a choice beats the path', chosen: 'pt', path: '/fr/x', accept: 'de', want: 'pt' },
  { title: 'an unknown choice is no choice', chosen: 'xx', path: '/fr/x', want: 'fr' },
  {
    title: 'a choice that is not offered',
    chosen: 'pt',
    offered: ['fr', 'de'],
    fallback: 'fr',
    want: 'fr',
  },
  { title: 'a choice of simple words', chosen: 'pt-simple', path: '/fr/x', want: 'pt-simple' },
  {
    title: 'simple words of no offer',
    chosen: 'pt-simple',
    offered: ['fr', 'de'],
    fallback: 'fr',
    want: 'fr',
  },
  { title: 'simple words only by choice', path: '/de-simple/x', accept: 'en-simple', want: 'en' },
  { title: 'a hostile choice', chosen: '__proto__', want: 'lb' },
  { title: 'the path beats the header', path: '/de/x', accept: 'fr', want: 'de' },
  { title: 'a path that is only the segment', path: '/en', want: 'en' },
  { title: 'a segment in capitals', path: '/PT/x', want: 'pt' },
  { title: 'only the first segment counts', path: '/a/fr/', accept: 'de', want: 'de' },
  { title: 'a longer segment is no language', path: '/free', accept: 'de', want: 'de' },
  { title: 'an empty path', path: '', accept: 'en', want: 'en' },
  { title: 'a region is cut off', accept: 'pt-BR', want: 'pt' },
  { title: 'Luxembourg French', accept: 'fr-LU,fr;q=0.9', want: 'fr' },
  { title: 'a script and a region', accept: 'de-Latn-AT', want: 'de' },
  { title: 'three letters of ISO 639-2', accept: 'ltz', offered: ['fr', 'lb'], want: 'lb' },
  { title: 'the older three letters', accept: 'ger;q=0.3, zz', want: 'de' },
  { title: 'the best quality wins', accept: 'de;q=0.3,en;q=0.8,fr;q=0.5', want: 'en' },
  { title: 'of equals the first wins', accept: 'en;q=0.5,de;q=0.5', want: 'en' },
  { title: 'quality 0 is a refusal', accept: 'en;q=0, de;q=0.1', want: 'de' },
  { title: 'spaces and capitals', accept: ' EN-gb ; Q=0.7 , fr ; q=0.2', want: 'en' },
  { title: 'what is not offered is passed over', accept: 'ja,zh;q=0.9,fr;q=0.1', want: 'fr' },
  { title: 'a malformed quality counts nothing', accept: 'en;q=2,de;q=x,fr;q=0.1', want: 'fr' },
  { title: 'an unknown parameter counts nothing', accept: 'en;level=1,fr', want: 'fr' },
  { title: 'und', accept: 'und', want: 'lb' },
  { title: 'a star', accept: '*', want: 'lb' },
  { title: 'an empty header', accept: '', want: 'lb' },
  { title: 'only commas', accept: ',,;,', want: 'lb' },
  { title: 'lu is Luba-Katanga', accept: 'lu', fallback: 'fr', want: 'fr' },
  { title: 'ten thousand letters', accept: `${'x,'.repeat(5000)}en`, want: 'lb' },
]

for (const { title, chosen, path = '/', accept, want, ...rest } of cases) {
  t.test(`chooses a language: ${title}`, (t) => {
    const { offered = LANGUAGES, fallback = 'lb' } = rest
    const clues = { chosen, path, acceptLanguage: accept, offered, fallback }
    t.equal(chooseLanguage(clues), want)
    t.end()
  })
}

t.test('headers of a page keep it private, unindexed and unframed', (t) => {
  for (const language of LANGUAGES) {
    const flat = pageHeaders(language)
    const headers = new Map(flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1] ?? '']])))
    t.equal(headers.get('Content-Language'), language)
    t.equal(headers.get('Content-Type'), 'text/html; charset=utf-8')
    t.equal(headers.get('Cache-Control'), 'no-store')
    t.equal(headers.get('Pragma'), 'no-cache', 'for a text browser that hears nothing else')
    t.equal(headers.get('X-Robots-Tag'), 'noindex')
    t.equal(headers.get('X-Content-Type-Options'), 'nosniff')
    t.equal(headers.get('Referrer-Policy'), 'same-origin')
    t.notOk(headers.has('Cross-Origin-Opener-Policy'), 'a window keeps who opened it')
    t.equal(headers.get('Vary'), 'Accept-Language, Accept-Encoding')
    t.match(headers.get('Permissions-Policy'), /camera=\(\), .*usb=\(\)/)
    t.notOk(headers.has('Refresh'), 'no timed reload')
  }
  t.end()
})
