import {
  ABOUT_PATH,
  ASSETS_PATH,
  MINE_PATH,
  SCRIPT_CONTENT_SECURITY_POLICY,
  PLACE_PATH,
  SEND_PATH,
  FORGET_PATH,
  STATISTICS_PATH,
  FILE_CODINGS,
} from '../../challenge-pages/index.ts'
import {
  ASK_PATH,
  CODE_PATH,
  HAND_OVER_PATH,
  ROBOTS_FILE_PATH,
  ROBOTS_PATH,
  TAKE_OVER_PATH,
} from '../../model/index.ts'
import { refuse, refuseMethod, send } from '../answers/answers.ts'
import { CHECK_PATH } from '../answers/check-address.ts'
import { sendLimit } from '../answers/limit-page.ts'
import { PASS_PATH } from '../answers/tokens.ts'
import { OWN_RATE, type Sender, countWellFormed, ownWaitMs } from '../bounds/own-rates.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { serveAbout, serveStatistics } from './told/about.ts'
import { serveAsk } from './asking.ts'
import { serveCheck } from './check-path.ts'
import { answerGate } from './for-gates.ts'
import { serveHandOver } from './hand-over.ts'
import { serveCodePage, takeCode } from './human-door.ts'
import { FORMS_PATH } from '../hops/questions.ts'
import { codingFor } from '../reading/codings.ts'
import { type Identified } from '../reading/identify.ts'
import { forgetForm, serveSendPage } from './kept-paths.ts'
import { takeLanguage } from './language-form.ts'
import { deleteMyPass, serveMyPass } from './told/my-pass.ts'
import { servePassNews } from './pass-news.ts'
import { servePlaceNews } from './place-news.ts'
import { servePrivacy } from './privacy.ts'
import { serveRobots, serveRobotsFile } from './robots.ts'
import { senderOf } from './sender.ts'
import { serveFreshChallenge, takeProof } from './silent-door.ts'
import { takeWait } from './slow-door.ts'
import { serveTakeOver } from './take-over.ts'

type Serve = (exchange: Exchange, identified: Identified, gate: Gate) => void | Promise<void>

/** By method; a HEAD is served as a GET. */
interface OwnPath {
  readonly GET?: Serve
  readonly POST?: Serve
}

const OWN_PATHS: ReadonlyMap<string, OwnPath> = new Map<string, OwnPath>([
  ['/.paart/proof', { POST: takeProof }],
  ['/.paart/wait', { POST: takeWait }],
  [CODE_PATH, { GET: serveCodePage, POST: takeCode }],
  [CHECK_PATH, { GET: serveCheck }],
  ['/.paart/challenge', { GET: serveFreshChallenge }],
  [PASS_PATH, { GET: servePassNews }],
  [ASK_PATH, { GET: serveAsk }],
  [HAND_OVER_PATH, { GET: serveHandOver }],
  [TAKE_OVER_PATH, { GET: serveTakeOver }],
  [PLACE_PATH, { GET: servePlaceNews }],
  ['/.paart/language', { POST: takeLanguage }],
  ['/.paart/privacy', { GET: servePrivacy }],
  [ROBOTS_PATH, { GET: serveRobots }],
  [ROBOTS_FILE_PATH, { GET: serveRobotsFile }],
  [ABOUT_PATH, { GET: serveAbout }],
  [STATISTICS_PATH, { GET: serveStatistics }],
  [MINE_PATH, { GET: serveMyPass, POST: deleteMyPass }],
  [SEND_PATH, { GET: serveSendPage }],
  [FORGET_PATH, { POST: forgetForm }],
  [FORMS_PATH, { POST: answerGate }],
])

/** A year, as long as a cache can be told: the name changes with the content. */
const IMMUTABLE = 'public, max-age=31536000, immutable'

/** What may come of a file: a logo draws itself and does nothing else, wherever it is opened. */
const FILE_POLICIES: ReadonlyMap<string, string> = new Map([
  ['text/javascript; charset=utf-8', SCRIPT_CONTENT_SECURITY_POLICY],
  ['image/svg+xml', "default-src 'none'; style-src 'unsafe-inline'; sandbox"],
])

const ALLOW_GET = 'GET, HEAD'

/** Serves the gate's own paths: to everybody, with or without a pass. */
export function serveOwnPath(exchange: Exchange, identified: Identified, gate: Gate): void {
  exchange.decision = 'own'
  exchange.reason = { what: 'gate', name: 'own-path', line: 0 }
  const { path, method } = identified
  const sender = senderOf(exchange, gate)
  const waitMs = ownWaitMs(counterOf(path), sender, OWN_RATE, gate)
  if (waitMs > 0) return sendLimit(exchange, gate, waitMs)
  // Another gate hands nothing on but what is about forms.
  if (exchange.hop !== null && path !== FORMS_PATH) return refuse(exchange, gate, 'no-such-page')
  if (path.startsWith(ASSETS_PATH)) return serveAsset(exchange, sender, gate)
  const own = OWN_PATHS.get(path)
  if (own === undefined) return refuse(exchange, gate, 'no-such-page')
  const serve = serverOf(own, method)
  if (serve === undefined) return refuseMethod(exchange, gate, allowOf(own))
  // A form is counted by the door that finds it well formed.
  if (method !== 'POST') countWellFormed(counterOf(path), sender, OWN_RATE, gate)
  Promise.resolve(serve(exchange, identified, gate)).catch((error: unknown) =>
    gate.fail(exchange, error),
  )
}

function serverOf(own: OwnPath, method: string): Serve | undefined {
  if (method === 'GET' || method === 'HEAD') return own.GET
  return method === 'POST' ? own.POST : undefined
}

/** The Allow field of an own path's 405 (RFC 9110 section 15.5.6). */
function allowOf({ GET, POST }: OwnPath): string {
  return [GET && ALLOW_GET, POST && 'POST'].filter(Boolean).join(', ')
}

/** Each path has its own: whoever floods one does not lock its neighbours out of the doors. */
function counterOf(path: string): string {
  if (path.startsWith(ASSETS_PATH)) return ASSETS_PATH
  return OWN_PATHS.has(path) ? path : 'unknown'
}

function serveAsset(exchange: Exchange, sender: Sender, gate: Gate): void {
  const { method } = exchange
  if (method !== 'GET' && method !== 'HEAD') return refuseMethod(exchange, gate, ALLOW_GET)
  const asset = gate.pages(exchange.site).files.get(exchange.path.slice(ASSETS_PATH.length))
  if (asset === undefined) return refuse(exchange, gate, 'no-such-page')
  countWellFormed(ASSETS_PATH, sender, OWN_RATE, gate)
  const coding = codingFor(exchange.header('accept-encoding'), FILE_CODINGS)
  const { file, type } = asset
  const body = coding === null ? file.body : file.in(coding)
  const headers = [
    ...(body === file.body || coding === null ? [] : ['Content-Encoding', coding]),
    'Vary',
    'Accept-Encoding',
    'Content-Type',
    type,
    'Cache-Control',
    IMMUTABLE,
    'X-Content-Type-Options',
    'nosniff',
    'Content-Security-Policy',
    FILE_POLICIES.get(type) ?? "default-src 'none'",
  ]
  send(exchange, 200, headers, body)
}
