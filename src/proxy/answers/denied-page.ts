import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { languageOf, sendPage, sendShort } from './answers.ts'
import { wouldCodeHelp } from './code-helps.ts'
import { wayToken } from './tokens.ts'

/** The 403 that no check leads around: a page for a person in a tab; everybody else is told in short. */
export function sendDenied(exchange: Exchange, gate: Gate): void {
  const detail = 'If you think this is wrong, contact the site and give the reference.'
  if (sendShort(exchange, gate, { told: 'deny', status: 403, detail })) return
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
