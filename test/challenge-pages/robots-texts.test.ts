import t from 'tap'
import { createPages } from '../../src/challenge-pages/index.ts'
import { ROBOTS_TEXTS } from '../../src/challenge-pages/pages/robots/texts/index.ts'
import { LANGUAGES } from '../../src/model/index.ts'
import { ASSETS, PAGES, SITE, WAY_TOKEN } from '../support/gallery.ts'
import { MACHINES } from '../support/gallery-machines.ts'

/** All that is said, by the way to it. */
function textsIn(texts: object, way = ''): readonly (readonly [way: string, text: string])[] {
  return Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
    const here = `${way}.${key}`
    if (typeof text === 'string') return [[here, text] as const]
    return typeof text === 'object' && text !== null ? textsIn(text, here) : []
  })
}

function holesOf(text: string): readonly string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).toSorted()
}

t.test('each language says the same to machines, with the same holes', async (t) => {
  const english = textsIn(ROBOTS_TEXTS.en)
  for (const language of LANGUAGES) {
    const own = new Map(textsIn(ROBOTS_TEXTS[language]))
    t.equal(own.size, english.length, language)
    for (const [way, text] of english) {
      t.not(own.get(way)?.trim() ?? '', '', `${language}${way} says something`)
      t.same(holesOf(own.get(way) ?? ''), holesOf(text), `${language}${way}`)
    }
    t.notMatch([...own.values()].join(' '), /['"]/, `${language}: no straight quotes`)
  }
  for (const [way, text] of textsIn(ROBOTS_TEXTS.fr)) {
    t.notMatch(text, /[^\u202f][?;:»]|«[^\u202f]/, `fr${way}`)
  }
})

t.test('what an operator wrote is shown as it is, and does nothing', async (t) => {
  const evil = '<script>alert(1)</script>"\''
  const machines = {
    ...MACHINES,
    contact: `/a?b="${evil}`,
    dumps: [`https://example.lu/${evil}`],
    agents: [{ name: evil, purpose: 'feed' as const }],
    terms: MACHINES.terms.map((terms) => ({ ...terms, paths: [`/${evil}`] })),
  }
  const page = createPages({ ...SITE, machines }, ASSETS).robots({ language: 'en', wayToken: null })
  t.notMatch(page?.html, /<script>|href="[^"]*'/)
  t.match(page?.html, '&lt;script&gt;')
})

t.test('a page and its file are made once, and differ where the policy does', async (t) => {
  const page = { language: 'en', wayToken: WAY_TOKEN } as const
  t.equal(PAGES.robots(page)?.html, PAGES.robots(page)?.html)
  t.equal(PAGES.robotsFile, PAGES.robotsFile)
  const other = createPages({ ...SITE, machines: { ...MACHINES, routesLeft: 0 } }, ASSETS)
  t.not(other.robotsFile?.etag, PAGES.robotsFile?.etag)
  t.notMatch(other.robots(page)?.html, 'Paths that are not listed here')
  const silent = createPages({ ...SITE, machines: null }, ASSETS)
  t.equal(silent.robots(page), null)
  t.equal(silent.robotsFile, null)
})

t.test('its JSON holds what the policy does, and no more', async (t) => {
  const { terms, ...rest } = MACHINES
  const told: unknown = JSON.parse(PAGES.robotsFile?.body ?? '')
  t.same(told, { service: SITE.brandName, page: '/.paart/robots', ...rest, paths: terms })
})
