import { type IncomingMessage, request } from 'node:http'
import { BROWSER, SCRIPT, cookiesWith } from '../../browser.ts'
import { pause } from '../../endurance/pause.ts'
import { connectAs } from './told.ts'
import { type Citizens, DEEDS, type Deed, type VisitJob, type Visited } from './visits.ts'

/** Citizens, in a process of their own: does one job after the other as they are sent to it. */

/** Whoever has no answer by then has left. */
const PATIENCE_MS = 10_000

interface Asked {
  readonly method?: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly status: number
  /** Of who holds no pass, where that is another one. */
  readonly checked?: number
}

const FORM = 'name=Jang&message=Moien'
const FORM_FIELDS = {
  'Content-Type': 'application/x-www-form-urlencoded',
  'Content-Length': String(FORM.length),
}
const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

const ASKED: Readonly<Record<Deed, Asked>> = {
  page: { path: '/information', headers: BROWSER, status: 200 },
  asset: { path: '/assets/site.css', headers: SCRIPT, status: 200 },
  download: { path: '/download?bytes=300000', headers: BROWSER, status: 200 },
  form: {
    method: 'POST',
    path: '/send',
    headers: { ...BROWSER, ...FORM_FIELDS },
    body: FORM,
    status: 200,
  },
  socket: { path: '/assets/live', headers: { ...SCRIPT, ...UPGRADE }, status: 101 },
  checked: { path: '/inquiries/1', headers: BROWSER, status: 200, checked: 403 },
  door: { path: '/.paart/challenge', headers: SCRIPT, status: 200 },
}

interface Visitor {
  readonly port: number
  readonly address: string
  readonly pass: string | null
}

function visit({ port, address, pass }: Visitor, deed: Deed): Promise<Visited> {
  const { method = 'GET', path, headers, body, status, checked = status } = ASKED[deed]
  const wanted = pass === null ? checked : status
  const startMs = performance.now()
  const { promise, resolve } = Promise.withResolvers<Visited>()
  const socket = connectAs(address, { port })
  const end = (met: number, isWhole: boolean): void => {
    socket.destroy()
    const isServed = isWhole && met === wanted
    resolve({ deed, status: met, isServed, tookMs: performance.now() - startMs })
  }
  const asked = request({
    method,
    path,
    headers: {
      Connection: 'close',
      ...headers,
      Host: 'demarches.example.lu',
      ...(pass !== null && { Cookie: cookiesWith(pass, BROWSER.Cookie) }),
    },
    createConnection: () => socket,
  })
  const late = setTimeout(() => end(0, false), PATIENCE_MS)
  asked.once('close', () => clearTimeout(late))
  asked.on('error', () => end(0, false))
  asked.once('upgrade', () => end(101, true))
  asked.once('response', (answer: IncomingMessage) => {
    answer.on('error', () => undefined).resume()
    answer.once('close', () => end(answer.statusCode ?? 0, answer.complete))
  })
  asked.end(body)
  return promise
}

async function visitAll({ port, seconds, rate, kinds }: VisitJob): Promise<Visited[][]> {
  const startMs = performance.now()
  const visits: Promise<Visited>[][] = kinds.map(() => [])
  for (let sent = 0; sent < rate * seconds; sent++) {
    const waitMs = startMs + (sent * 1000) / rate - performance.now()
    if (waitMs > 0) await pause(waitMs)
    for (const [i, kind] of kinds.entries()) visits[i]?.push(nextOf(port, kind, sent))
  }
  return Promise.all(visits.map((ofKind) => Promise.all(ofKind)))
}

function nextOf(port: number, { addresses, passes }: Citizens, sent: number): Promise<Visited> {
  const place = sent % addresses.length
  const pass = passes[place] ?? null
  return visit(
    { port, address: addresses[place] ?? '', pass },
    DEEDS[sent % DEEDS.length] ?? 'page',
  )
}

process.once('disconnect', () => process.exit())
process.on('message', (job: VisitJob) => {
  void visitAll(job).then((result) => process.send?.(result))
})
