import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { languageOf, sendPage, sendProblem, wantsPage } from './answers.ts'
import { wouldCodeHelp } from './code-helps.ts'
import { wayToken } from './tokens.ts'

/** The 403 that no check leads around: a page for a person, a problem document for everything else. */
export function sendDenied(exchange: Exchange, gate: Gate): void {
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
