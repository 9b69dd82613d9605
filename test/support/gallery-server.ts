import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import {
  createPages,
  PAGE_LANGUAGES,
  type Page,
  type Pages,
  type PagesSite,
} from '../../src/challenge-pages/index.ts'
import { UNTOLD } from './gallery-machines.ts'
import { ASSETS, FRAMED_KINDS, KINDS, PAGES, SITE, UNTOLD_PAGES } from './gallery.ts'

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 48"><rect width="120" height="48" rx="8" fill="#7a1f3d"/><text x="60" y="31" text-anchor="middle" font-family="sans-serif" font-size="20" fill="#fff">STAD</text></svg>'

/** The same pages in the colours and with the logo of a site. */
const DRESSED_SITE: PagesSite = {
  ...SITE,
  brandName: 'Services of the town',
  brand: {
    logo: { type: 'image/svg+xml', bytes: LOGO, text: 'Stad' },
    color: '#7a1f3d',
    accent: '#a17500',
    accessibility: '/accessibility',
  },
}
const DRESSED = createPages(DRESSED_SITE, ASSETS)

const LOOKS: Readonly<Record<string, Pages>> = { plain: PAGES, dressed: DRESSED }

/** The same of sites that tell machines nothing. */
const UNTOLD_LOOKS: Readonly<Record<string, Pages>> = {
  plain: UNTOLD_PAGES,
  dressed: createPages({ ...DRESSED_SITE, machines: UNTOLD }, ASSETS),
}

export interface Gallery {
  readonly origin: string
  readonly close: () => void
}

/** Serves every page of the gallery at `/plain/check/de-simple` or `/dressed/check/de-simple`. */
export async function startGallery(): Promise<Gallery> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = pathname.slice(pathname.lastIndexOf('/') + 1)
    const file = PAGES.files.get(name) ?? DRESSED.files.get(name)
    if (file !== undefined) {
      // Its name is its hash.
      response.setHeader('Cache-Control', 'max-age=3600, immutable')
      return response.setHeader('Content-Type', file.type).end(file.file.body)
    }
    const page = pageAt(pathname)
    if (page === null) return response.writeHead(404).end()
    response.setHeader('Content-Security-Policy', page.contentSecurityPolicy)
    return response.setHeader('Content-Type', 'text/html').end(page.html)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function pageAt(path: string): Page | null {
  const [, look = '', kind = '', name = ''] = path.split('/')
  const language = PAGE_LANGUAGES.find((known) => known === name)
  const pages = (kind === 'robots-alone' ? UNTOLD_LOOKS : LOOKS)[look]
  const render = KINDS[kind] ?? FRAMED_KINDS[kind]
  if (language === undefined || pages === undefined || render === undefined) return null
  return render(language, pages)
}
