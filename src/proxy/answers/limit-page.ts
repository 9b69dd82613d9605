import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { languageOf, sendPage, sendProblem, wantsPage } from './answers.ts'
import { wouldCodeHelp } from './code-helps.ts'
import { stepsBackOf, wayToken } from './tokens.ts'

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
