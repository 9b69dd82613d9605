import { createHash } from 'node:crypto'
import { BODY_BYTES_MAX, readChunks } from './body.ts'
import { html } from './markup.ts'
import { describeRequest } from './received.ts'
import { prefersJson, sendJson, sendPage } from './reply.ts'
import { refuseEcho } from './websocket.ts'
import { route, type Visit } from './visit.ts'

const ANY_METHOD = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Pages that show how a connection behaves: what arrives, how slowly, in how many pieces. */
export const TECHNICAL_ROUTES = [
  route('/received', Object.fromEntries(ANY_METHOD.map((method) => [method, showReceived]))),
  route('/slow', { GET: answerSlowly }),
  route('/stream', { GET: answerInPieces }),
  route('/echo', { GET: refuseEcho }),
  route('/echo-page', { GET: showEchoPage }),
]

async function showReceived(visit: Visit): Promise<void> {
  const hash = createHash('sha256')
  let size = 0
  await readChunks(visit.request, BODY_BYTES_MAX, (chunk) => {
    size += chunk.length
    hash.update(chunk)
  })
  const body = { size, sha256: hash.digest('hex') }
  const received = describeRequest(visit.request)
  const headers = { Vary: 'Accept' }
  if (prefersJson(visit)) {
    sendJson(visit, { ...received, body }, { headers })
    return
  }
  const main = html`<p>
    A body of <span id="body-size">${body.size}</span> bytes, SHA-256
    <code id="body-sha256">${body.sha256}</code>. The rest stands at the foot of this page, as on
    every page. Programs that accept <code>application/json</code> get it as JSON.
  </p>`
  sendPage(visit, { title: 'What was received', main }, { headers })
}

/** Longer than any gate waits. */
const SLOW_MS_MAX = 60_000

function answerSlowly(visit: Visit): void {
  const ms = milliseconds(visit, { fallback: 0, max: SLOW_MS_MAX })
  const timer = setTimeout(() => {
    sendPage(visit, { title: 'Archive', main: html`<p>This answer took ${ms} ms.</p>` })
  }, ms)
  visit.response.once('close', () => clearTimeout(timer))
}

const PIECES = 10
const PIECE_PAUSE_MS = 100
const PIECE_PAUSE_MS_MAX = 5_000

/** Ten lines, each sent on its own; `?ms=` sets the pause between them. */
function answerInPieces(visit: Visit): void {
  const { request, response } = visit
  const pauseMs = milliseconds(visit, { fallback: PIECE_PAUSE_MS, max: PIECE_PAUSE_MS_MAX })
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  let sent = 0
  const timer = setInterval(() => {
    sent += 1
    response.write(`Piece ${sent} of ${PIECES}\n`)
    if (sent < PIECES) return
    clearInterval(timer)
    response.end()
  }, pauseMs)
  response.once('close', () => clearInterval(timer))
}

function milliseconds({ query }: Visit, range: { fallback: number; max: number }): number {
  const asked = query.get('ms') ?? ''
  return /^\d{1,9}$/.test(asked) ? Math.min(Number(asked), range.max) : range.fallback
}

function showEchoPage(visit: Visit): void {
  const main = html`<p>Whatever you write comes back over a WebSocket.</p>
    <p id="echo-state" role="status">Not connected</p>
    <form id="echo-form">
      <p>
        <label for="echo-text">Message</label>
        <input id="echo-text" name="text" maxlength="1000" autocomplete="off" />
      </p>
      <p><button>Send</button></p>
    </form>
    <ul id="echo-log"></ul>
    <noscript><p>This page needs JavaScript.</p></noscript>`
  sendPage(visit, { title: 'Help desk chat', main, script: '/assets/echo.js' })
}
