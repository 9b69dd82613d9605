import { createHash } from 'node:crypto'
import { EMBLEM, QUARTER } from './asset-pictures.ts'
import { ECHO_SCRIPT, ITEMS_SCRIPT } from './asset-scripts.ts'
import { STYLE } from './asset-style.ts'
import { matchesTag } from './entity-tag.ts'
import { route, type Route, type Visit } from './visit.ts'

/** Browsers and caches in between may keep assets for an hour without asking again. */
const CACHE_CONTROL = 'public, max-age=3600'

const ASSETS = [
  { path: '/assets/portal.css', type: 'text/css; charset=utf-8', text: STYLE },
  { path: '/assets/emblem.svg', type: 'image/svg+xml', text: EMBLEM },
  { path: '/assets/quarter.svg', type: 'image/svg+xml', text: QUARTER },
  { path: '/assets/items.js', type: 'text/javascript; charset=utf-8', text: ITEMS_SCRIPT },
  { path: '/assets/echo.js', type: 'text/javascript; charset=utf-8', text: ECHO_SCRIPT },
] as const

/** Serves the style sheet, pictures and scripts, cacheable by everyone. */
export function createAssetRoutes(): readonly Route[] {
  return ASSETS.map(({ path, type, text }) => {
    const bytes = Buffer.from(text)
    const tag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
    const cache = { 'Cache-Control': CACHE_CONTROL, ETag: tag }
    const answer = ({ request, response }: Visit): void => {
      if (matchesTag(request.headers['if-none-match'], tag)) {
        response.writeHead(304, cache).end()
        return
      }
      const headers = { ...cache, 'Content-Type': type, 'Content-Length': bytes.length }
      response.writeHead(200, headers).end(bytes)
    }
    return route(path, { GET: answer })
  })
}
