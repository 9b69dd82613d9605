import { createServer } from 'node:http'
import { mkdirSync } from 'node:fs'
import { type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createPages, type PageLanguage, type Pages } from '../../src/challenge-pages/index.ts'
import { launchBrowser, type Page as Tab } from './browser.ts'
import { ASSETS, KINDS, PAGES, SITE } from './gallery.ts'

/*
 * npm run screenshots -- DIR [KIND...]: every page in light and dark, at 320 and at 1280 pixels, for
 * eyes. The check also as it runs, in every language, and in the colours and with the logo of a site.
 */

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 48"><rect width="120" height="48" rx="8" fill="#7a1f3d"/><text x="60" y="31" text-anchor="middle" font-family="sans-serif" font-size="20" fill="#fff">STAD</text></svg>'
const DRESSED = createPages(
  {
    ...SITE,
    brandName: 'Services of the town',
    brand: {
      logo: { type: 'image/svg+xml', bytes: LOGO, text: 'Stad' },
      color: '#7a1f3d',
      accent: '#a17500',
      accessibility: '/accessibility',
    },
  },
  ASSETS,
)

interface Shot {
  readonly name: string
  readonly language: PageLanguage
  readonly pages: Pages
  readonly kind: string
  /** What the page's script would show. */
  readonly pose?: string
}

const RUNNING = `
  document.getElementById('slow').hidden = true
  document.documentElement.style.setProperty('--done', '0.5')
  const texts = JSON.parse(document.getElementById('check').dataset.texts)
  for (const id of ['line', 'bar', 'go']) document.getElementById(id).hidden = false
  document.getElementById('line').textContent = texts.progressStart
  document.getElementById('bar').value = 58
  document.getElementById('go').textContent = texts.stayButton
`

const SHOTS: readonly Shot[] = [
  ...Object.keys(KINDS).map((kind) => shot(kind, kind)),
  ...(['lb', 'fr', 'de', 'en', 'pt', 'de-simple', 'fr-simple'] as const).map((language) =>
    shot(`running-${language}`, 'check', { language, pose: RUNNING }),
  ),
  shot('running-dressed', 'check', { pages: DRESSED, pose: RUNNING }),
  shot('denied-dressed', 'denied', { pages: DRESSED }),
]

function shot(name: string, kind: string, fields: Partial<Shot> = {}): Shot {
  return { name, kind, language: 'en', pages: PAGES, ...fields }
}

const [folder = 'screenshots', ...wanted] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  const name = pathname.slice(pathname.lastIndexOf('/') + 1)
  const file = PAGES.files.get(name) ?? DRESSED.files.get(name)
  const found = SHOTS.find((one) => `/${one.name}` === pathname)
  if (file !== undefined) response.setHeader('Content-Type', file.type).end(file.body)
  else if (found === undefined) response.writeHead(404).end()
  else
    response
      .setHeader('Content-Type', 'text/html')
      .end(pageOf(found).replace(/<script.*?<\/script>/, ''))
})
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as AddressInfo
const browser = await launchBrowser()
for (const width of [320, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const tab = await context.newPage()
    for (const one of SHOTS) await take(tab, one, `${one.name}-${width}-${colorScheme}.png`)
    await context.close()
  }
}
await browser.close()
server.close()

async function take(tab: Tab, one: Shot, file: string): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(one.name)) return
  await tab.goto(`http://127.0.0.1:${port}/${one.name}`)
  if (one.pose !== undefined) await tab.evaluate(one.pose)
  await tab.waitForTimeout(one.pose === undefined ? 0 : 1_000)
  await tab.screenshot({ path: join(folder, file), fullPage: true })
}

function pageOf({ kind, language, pages }: Shot): string {
  return KINDS[kind]?.(language, pages).html ?? ''
}
