import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { languageOf, sendPage, sendShort } from './answers.ts'
import { wouldCodeHelp } from './code-helps.ts'
import { stepsBackOf, wayToken } from './tokens.ts'

/** The 429: a page for a person in a tab; everybody else is told in short. */
export function sendLimit(
  exchange: Exchange,
  gate: Gate,
  retryAfterMs: number,
  {
    rateLimit = [],
    setCookies = [],
  }: {
    readonly rateLimit?: readonly string[]
    /** Of a form that is kept meanwhile. */
    readonly setCookies?: readonly string[]
  } = {},
): void {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  const detail = `Send less, and try again in ${retryAfterSeconds} seconds.`
  const problem = { told: 'limit', status: 429, detail, retryAfterSeconds, rateLimit } as const
  if (sendShort(exchange, gate, problem)) return
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).limit({
    language,
    reference: exchange.reference,
    wayToken: wayToken(exchange, gate),
    retryAfterSeconds,
    stepsBack: stepsBackOf(exchange),
    kept: exchange.form,
    offersCode: wouldCodeHelp(exchange, gate),
  })
  const answer = { told: 'limit', status: 429, retryAfterSeconds, rateLimit } as const
  sendPage(exchange, { ...answer, page, language, setCookies })
}
