import { type OutgoingHttpHeaders, type RequestListener } from 'node:http'
import { ACCOUNT_ROUTES } from './account.ts'
import { createAssetRoutes } from './assets.ts'
import { createDownloadRoute } from './download.ts'
import { INFORMATION_ROUTES } from './information.ts'
import { INQUIRY_ROUTES } from './inquiry.ts'
import { html } from './markup.ts'
import { sendPage } from './reply.ts'
import { type Sessions } from './sessions.ts'
import { parseTarget } from './target.ts'
import { TECHNICAL_ROUTES } from './technical.ts'
import { Refusal, type Route, type Visit } from './visit.ts'

/** Answers every request of the application. */
export function createRouter(sessions: Sessions): RequestListener {
  const routes = new Map(
    [
      ...INFORMATION_ROUTES,
      ...INQUIRY_ROUTES,
      ...ACCOUNT_ROUTES,
      ...TECHNICAL_ROUTES,
      ...createAssetRoutes(),
      createDownloadRoute(),
    ].map((route) => [route.path, route]),
  )
  return (request, response) => {
    const destination = parseTarget(request.url ?? '')
    const query = destination?.query ?? new URLSearchParams()
    const visit: Visit = { request, response, query, sessions }
    if (destination === null) {
      sendError(visit, 400, 'This address cannot be read.')
      return
    }
    answer(visit, routes.get(destination.path)).catch((error: unknown) => {
      if (error instanceof Refusal) sendError(visit, error.status, error.message)
      else response.destroy()
    })
  }
}

async function answer(visit: Visit, route: Route | undefined): Promise<void> {
  if (route === undefined) throw new Refusal(404, 'There is no such page here.')
  const handler = route.methods.get(visit.request.method ?? '')
  if (handler !== undefined) return handler(visit)
  const allow = [...route.methods.keys()].join(', ')
  sendError(visit, 405, `Only ${allow} are answered here.`, { Allow: allow })
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad request'],
  [404, 'Page not found'],
  [405, 'Method not allowed'],
  [413, 'Too large'],
  [415, 'Wrong kind of content'],
  [426, 'WebSocket only'],
])

function sendError(
  visit: Visit,
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const title = TITLES.get(status) ?? 'Error'
  sendPage(
    visit,
    {
      title,
      main: html`<p>${message}</p>
        <p><a href="/">Back to the home page</a></p>`,
    },
    { status, headers },
  )
}
