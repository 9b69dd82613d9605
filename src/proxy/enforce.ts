import { type PageLanguage } from '../challenge-pages/index.ts'
import { type Clearance, type Facts } from '../model/index.ts'
import { type Judged } from '../policies/index.ts'
import { failWith, languageOf, sendPage, sendProblem, wantsPage } from './answers/answers.ts'
import { wouldCodeHelp } from './answers/code-helps.ts'
import { sendCodeCheck } from './answers/code-page.ts'
import { type Exchange } from './exchange.ts'
import { rateLimitFields } from './answers/rate-limit-fields.ts'
import { forward } from './forwarding/forward.ts'
import { type Gate } from './gate.ts'
import { losesCookies } from './answers/lost-cookie.ts'
import { renewedCookie } from './answers/renewal.ts'
import { silentToken, slowToken, stepsBackOf, wayToken } from './answers/tokens.ts'
import { forwardUpgrade } from './websocket/upgrade.ts'

/** Does what was decided. Only this stage and *forward* touch the answer. */
export function enforce(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): void {
  if (gate.isClosing()) return failWith(exchange, gate, 'draining')
  switch (judged.decision.kind) {
    case 'pass':
      return letThrough(exchange, facts, gate)
    case 'challenge':
      return challenge(exchange, facts, judged, gate)
    case 'limit':
      return sendLimit(exchange, gate, judged.decision.retryAfterMs, rateLimitFields(judged))
    case 'deny':
      return deny(exchange, gate)
  }
}

function letThrough(exchange: Exchange, facts: Facts, gate: Gate): void {
  if (exchange.early !== null) return forwardUpgrade(exchange, facts, gate)
  const renewed = renewedCookie(exchange, facts, gate)
  if (renewed === null) return forward(exchange, facts, gate, null)
  renewed
    .then((cookie) => forward(exchange, facts, gate, cookie))
    .catch((error: unknown) => gate.fail(exchange, error))
}

function challenge(exchange: Exchange, facts: Facts, judged: Judged, gate: Gate): void {
  if (!wantsPage(exchange)) {
    const detail = 'Load a page of this site in a browser first; it earns the pass that is missing.'
    return sendProblem(exchange, { told: 'challenge', status: 403, detail })
  }
  const { clearance } = judged.route.policy
  if (clearance === 'vouched') return sendCodeCheck(exchange, gate)
  sendCheckPage(exchange, gate, { address: facts.address, clearance })
}

/** The check page for whoever asked for a page and has no pass that will do. */
export function sendCheckPage(
  exchange: Exchange,
  gate: Gate,
  options: {
    readonly address: Facts['address']
    /** What is asked for: only doors that reach it are offered. */
    readonly clearance: Exclude<Clearance, 'vouched'>
    readonly status?: 403 | 409
    /** Where it was chosen just now; else what the request asks for. */
    readonly language?: PageLanguage
    readonly setCookie?: string
  },
): void {
  const { status = 403, language = languageOf(exchange), setCookie = null } = options
  const risk = gate.caps.riskOf(options.address, exchange.snapshot.silentDoor)
  const page = gate.pages(exchange.site).check({
    language,
    reference: exchange.reference,
    silentToken: silentToken(exchange, gate, risk),
    slowToken: options.clearance === 'waited' ? slowToken(exchange, gate) : null,
    stepsBack: stepsBackOf(exchange),
    cookiesBlocked: losesCookies(exchange, gate),
    offersCode: exchange.snapshot.humanDoor.isOffered,
  })
  sendPage(exchange, { told: 'challenge', status, page, language, setCookie })
}

/** The 429: a page for a person, a problem document for everything else. */
export function sendLimit(
  exchange: Exchange,
  gate: Gate,
  retryAfterMs: number,
  rateLimit: readonly string[] = [],
): void {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  if (!wantsPage(exchange)) {
    const detail = `Send less, and try again in ${retryAfterSeconds} seconds.`
    return sendProblem(exchange, {
      told: 'limit',
      status: 429,
      detail,
      retryAfterSeconds,
      rateLimit,
    })
  }
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).limit({
    language,
    reference: exchange.reference,
    wayToken: wayToken(exchange, gate),
    retryAfterSeconds,
    stepsBack: stepsBackOf(exchange),
    offersCode: wouldCodeHelp(exchange, gate),
  })
  sendPage(exchange, { told: 'limit', status: 429, page, language, retryAfterSeconds, rateLimit })
}

function deny(exchange: Exchange, gate: Gate): void {
  if (!wantsPage(exchange)) {
    const detail = 'If you think this is wrong, contact the site and give the reference.'
    return sendProblem(exchange, { told: 'deny', status: 403, detail })
  }
  const language = languageOf(exchange)
  const { reference } = exchange
  const page = gate.pages(exchange.site).denied({
    language,
    reference,
    wayToken: wayToken(exchange, gate),
    offersCode: wouldCodeHelp(exchange, gate),
  })
  sendPage(exchange, { told: 'deny', status: 403, page, language })
}
