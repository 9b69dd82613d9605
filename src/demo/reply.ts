import { type OutgoingHttpHeaders } from 'node:http'
import { describeRequest } from './received.ts'
import { renderPage, type Page } from './page.ts'
import { type Visit } from './visit.ts'

interface ReplyOptions {
  /** Default 200. */
  readonly status?: number
  readonly headers?: OutgoingHttpHeaders
}

/** Answers with a whole page; its foot shows what was received. */
export function sendPage(visit: Visit, page: Page, options: ReplyOptions = {}): void {
  const text = renderPage(page, describeRequest(visit.request))
  send(visit, text, { ...options, type: 'text/html; charset=utf-8' })
}

/** Answers with a JSON document. */
export function sendJson(visit: Visit, value: unknown, options: ReplyOptions = {}): void {
  send(visit, `${JSON.stringify(value, null, 2)}\n`, { ...options, type: 'application/json' })
}

/** Sends the browser to another page, which it asks for with GET (303 See Other). */
export function redirect(visit: Visit, location: string, headers: OutgoingHttpHeaders = {}): void {
  visit.response.writeHead(303, { ...headers, Location: location, 'Content-Length': 0 })
  visit.response.end()
}

/** Whether a program asked, not a browser's window. */
export function prefersJson({ request }: Visit): boolean {
  const accept = request.headers.accept ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

function send(visit: Visit, text: string, options: ReplyOptions & { type: string }): void {
  const { status = 200, headers = {}, type } = options
  const length = Buffer.byteLength(text)
  visit.response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': length })
  visit.response.end(text)
}
