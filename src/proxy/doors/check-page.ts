import { type PageLanguage, type UnkeptForm } from '../../challenge-pages/index.ts'
import { type Clearance, type Facts } from '../../model/index.ts'
import { languageOf, sendPage, sendShort } from '../answers/answers.ts'
import { sendCodeCheck } from '../answers/code-page.ts'
import { comesAgainFromElsewhere } from '../answers/elsewhere.ts'
import { sendLimit } from '../answers/limit-page.ts'
import { orderQuery, priceNow } from '../answers/order.ts'
import { checkToken, isWayCut, stepsBackOf } from '../answers/tokens.ts'
import { type Exchange } from '../exchange.ts'
import { askOffer } from './asking.ts'
import { type Gate } from '../gate.ts'

/** What a program is told, whose user can do the check. */
const DETAIL = 'Open the address in "check" in a browser; it earns the pass that is missing.'
const ORDER_DETAIL = 'Open the address in "check" in a browser; it makes the proof that is missing.'

/** Who is asked for it: by where he comes from the price is found. */
type Asking = Pick<Facts, 'address' | 'addressKey'>

/**
 * Asks for the check: by the page of the doors that reach the clearance in a tab, and everybody else by
 * the address where such a page stands.
 */
export function sendCheck(
  exchange: Exchange,
  gate: Gate,
  options: {
    readonly client: Asking
    readonly clearance: Clearance
    readonly check: () => string
  },
): void {
  const { client, clearance, check } = options
  const detail = exchange.order === null ? DETAIL : ORDER_DETAIL
  const problem = { told: 'challenge', status: 403, detail, check } as const
  if (sendShort(exchange, gate, problem)) return
  sendCheckPage(exchange, gate, { client, clearance })
}

/**
 * The check page for whoever asked for a page and has no pass that will do; the page for codes where no
 * door but the human one reaches what is asked for.
 */
export function sendCheckPage(
  exchange: Exchange,
  gate: Gate,
  options: {
    readonly client: Asking
    /** What is asked for: only doors that reach it are offered. */
    readonly clearance: Clearance
    readonly status?: 403 | 409
    /** Where it was chosen just now; else what the request asks for. */
    readonly language?: PageLanguage
    readonly setCookies?: readonly string[]
    /** A form that could not be kept. */
    readonly unkept?: UnkeptForm
  },
): void {
  const { status = 403, language = languageOf(exchange), setCookies = [], clearance } = options
  const ask = askOffer(exchange)
  if (clearance === 'vouched') {
    tellShown(exchange)
    return sendCodeCheck(exchange, gate, { language, setCookies, ask })
  }
  const { risk, orderMs } = priceNow(exchange, gate, options.client)
  if (orderMs > 0) return sendLimit(exchange, gate, orderMs, { setCookies })
  const { order } = exchange
  const hasSlow = clearance === 'waited'
  const page = gate.pages(exchange.site).check({
    language,
    reference: exchange.reference,
    token: checkToken(exchange, gate, { risk, hasSlow }),
    hasSilent: true,
    hasSlow,
    stepsBack: stepsBackOf(exchange),
    isWayCut: isWayCut(exchange),
    kept: exchange.form,
    unkept: options.unkept ?? null,
    order: order === null ? null : orderQuery(order),
    fromElsewhere: exchange.form === null && comesAgainFromElsewhere(exchange, gate),
    offersCode: exchange.snapshot.humanDoor.isOffered,
    ask,
  })
  tellShown(exchange)
  sendPage(exchange, { told: 'challenge', status, page, language, setCookies })
}

/** A page that is shown again, in another language or because its challenge was too old, is not counted again. */
function tellShown(exchange: Exchange): void {
  if (exchange.decision === 'challenge') exchange.tellVisit('shown')
}
