import { randomInt } from 'node:crypto'
import t from 'tap'
import {
  CONTRAST_NEEDED,
  contrastOnPages,
  createPages,
  darkEnough,
} from '../../src/challenge-pages/index.ts'
import { contrast } from '../../src/challenge-pages/pages/colour.ts'
import { darkPalette, lightPalette } from '../../src/challenge-pages/pages/palette.ts'
import { type Brand } from '../../src/model/index.ts'
import { ASSETS, KINDS, PAGES, SITE } from '../support/gallery.ts'

const NEEDED = [
  { front: 'ink', backs: ['paper', 'card', 'note'], want: 4.5 },
  { front: 'soft-ink', backs: ['paper', 'card'], want: 4.5 },
  { front: 'accent', backs: ['paper', 'card', 'note'], want: 4.5 },
  { front: 'on-accent', backs: ['accent'], want: 4.5 },
  { front: 'border', backs: ['paper', 'card'], want: 3 },
  { front: 'edge', backs: ['paper', 'card'], want: 3 },
  { front: 'error', backs: ['card', 'error-back'], want: 4.5 },
  { front: 'ink', backs: ['error-back'], want: 4.5 },
] as const

t.test('contrast is that of WCAG', (t) => {
  t.equal(contrast('#000000', '#ffffff'), 21)
  t.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  t.equal(contrast('#123456', '#123456'), 1)
  t.end()
})

function anyColour(): string {
  return `#${randomInt(2 ** 24)
    .toString(16)
    .padStart(6, '0')}`
}

t.test('whatever colours pass the check, everything can be read in both schemes', (t) => {
  const fixed = ['#000000', '#767676', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#ffffff']
  const unreadable: string[] = []
  for (const start of [...fixed, ...Array.from({ length: 300 }, anyColour)]) {
    const other = anyColour()
    const colours = { color: darkEnough('color', start), accent: darkEnough('accent', other) }
    for (const kind of ['color', 'accent'] as const) {
      const isEnough = contrastOnPages(kind, colours[kind]) >= CONTRAST_NEEDED[kind]
      if (!isEnough) unreadable.push(`${kind} ${colours[kind]}`)
    }
    for (const palette of [lightPalette(colours), darkPalette(colours)]) {
      for (const { front, backs, want } of NEEDED) {
        for (const back of backs) {
          const got = contrast(palette[front] ?? '', palette[back] ?? '')
          if (!(got >= want)) unreadable.push(`${start} ${other}: ${front} on ${back} ${got}`)
        }
      }
    }
  }
  t.same(unreadable, [])
  t.end()
})

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="\xe9"/></svg>'
const BLANK: Brand = { logo: null, color: null, accent: null, accessibility: null }

t.test('a site’s pages come in its colours, with its logo and its statement', (t) => {
  const brand: Brand = {
    logo: { type: 'image/svg+xml', bytes: LOGO, text: 'The "lion"' },
    color: '#7a1f3d',
    accent: '#a17500',
    accessibility: '/accessibility?a&b',
  }
  const dressed = createPages({ ...SITE, brand }, ASSETS)
  const logo = /<img class="logo" src="\/\.paart\/assets\/([^"]+)" alt="The &quot;lion&quot;">/
  const style = /<link rel="stylesheet" href="\/\.paart\/assets\/([^"]+)">/
  for (const [kind, render] of Object.entries(KINDS)) {
    const { html, contentSecurityPolicy } = render('en', dressed)
    t.match(dressed.files.get(logo.exec(html)?.[1] ?? ''), {
      type: 'image/svg+xml',
      file: { body: Buffer.from(LOGO, 'latin1') },
    })
    const css = dressed.files.get(style.exec(html)?.[1] ?? '')?.file.body.toString()
    t.match(css, '--accent: #7a1f3d;', kind)
    t.match(contentSecurityPolicy, "; img-src 'self'; ")
    t.match(html, '<a href="/accessibility?a&amp;b">Accessibility</a>')
    t.notMatch(render('en').contentSecurityPolicy, 'img-src')
    t.notMatch(render('en').html, /<img|Accessibility/)
  }
  t.notSame([...dressed.files.keys()], [...PAGES.files.keys()])
  t.end()
})

t.test('one colour is enough, and a logo needs none', (t) => {
  const styleOf = (fields: Partial<Brand>): string => {
    const pages = createPages({ ...SITE, brand: { ...BLANK, ...fields } }, ASSETS)
    const html = KINDS['denied']?.('en', pages).html ?? ''
    const name = /href="\/\.paart\/assets\/([^"]+)"/.exec(html)?.[1] ?? ''
    return pages.files.get(name)?.file.body.toString() ?? ''
  }
  t.match(styleOf({ color: '#7a1f3d' }), '--edge: #7a1f3d;')
  t.match(styleOf({ accent: '#7a1f3d' }), '--accent: #0b4f8a;')
  const png = { type: 'image/png', bytes: '\x89PNG', text: '' } as const
  t.equal(styleOf({ logo: png }), styleOf({}))
  const pages = createPages({ ...SITE, brand: { ...BLANK, logo: png } }, ASSETS)
  t.match([...pages.files.keys()].join(' '), /[0-9a-f]{16}\.png/)
  t.end()
})
