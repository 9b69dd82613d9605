import { type PageLanguage } from '../../challenge-pages/index.ts'
import { type Clearance, type Facts } from '../../model/index.ts'
import { languageOf, sendPage, sendShort } from '../answers/answers.ts'
import { sendCodeCheck } from '../answers/code-page.ts'
import { losesCookies } from '../answers/lost-cookie.ts'
import { silentToken, slowToken, stepsBackOf } from '../answers/tokens.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

/** What a program is told, whose user can do the check. */
const DETAIL = 'Open the address in "check" in a browser; it earns the pass that is missing.'

/**
 * Asks for the check: by the page of the doors that reach the clearance in a tab, and everybody else by
 * the address where such a page stands.
 */
export function sendCheck(
  exchange: Exchange,
  gate: Gate,
  options: {
    readonly address: Facts['address']
    readonly clearance: Clearance
    readonly check: () => string
  },
): void {
  const { address, clearance, check } = options
  const problem = { told: 'challenge', status: 403, detail: DETAIL, check } as const
  if (sendShort(exchange, gate, problem)) return
  if (clearance === 'vouched') return sendCodeCheck(exchange, gate)
  sendCheckPage(exchange, gate, { address, clearance })
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
