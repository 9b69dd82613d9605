import { type PageLanguage, type UnkeptForm } from '../../challenge-pages/index.ts'
import { type Clearance, type Facts } from '../../model/index.ts'
import { languageOf, sendPage } from '../answers/answers.ts'
import { comesAgainFromElsewhere } from '../answers/elsewhere.ts'
import { checkToken, stepsBackOf } from '../answers/tokens.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'

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
    readonly setCookies?: readonly string[]
    /** A form that could not be kept. */
    readonly unkept?: UnkeptForm
  },
): void {
  const { status = 403, language = languageOf(exchange), setCookies = [] } = options
  const risk = gate.caps.riskOf(options.address, exchange.snapshot.silentDoor)
  const hasSlow = options.clearance === 'waited'
  const page = gate.pages(exchange.site).check({
    language,
    reference: exchange.reference,
    token: checkToken(exchange, gate, { risk, hasSlow }),
    hasSilent: true,
    hasSlow,
    stepsBack: stepsBackOf(exchange),
    kept: exchange.form,
    unkept: options.unkept ?? null,
    fromElsewhere: exchange.form === null && comesAgainFromElsewhere(exchange, gate),
    offersCode: exchange.snapshot.humanDoor.isOffered,
  })
  sendPage(exchange, { told: 'challenge', status, page, language, setCookies })
}
