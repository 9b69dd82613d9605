import { type Token } from '../../challenge-pages/index.ts'
import { languageOf, send, sendPage } from '../answers/answers.ts'
import { wayBackOf, wayToken } from '../answers/tokens.ts'
import { sendBack } from '../answers/way-back.ts'
import { ageSeconds, openWritten, sendDone } from './doors.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified, present } from '../reading/identify.ts'

/**
 * `GET /.paart/pass`: how long ago the pass was earned that this browser shows, as JSON. By it the
 * check page learns what no script can see: whether the cookie was kept, and whether the check has
 * been passed in another tab. With `?way=`, as a door leads here: on to where that leads.
 */
export async function servePassNews(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const presented = await present(exchange, identified, gate)
  const token = openWritten(new URLSearchParams(identified.query).get('way'), exchange, gate)
  if (token !== null) return leadOn(exchange, gate, token, presented.kind === 'held')
  const nowSeconds = Math.floor(gate.clock.wallMs() / 1000)
  const provedSecondsAgo =
    presented.kind === 'held' ? Math.max(0, nowSeconds - presented.pass.provedAtSeconds) : null
  const headers = ['Content-Type', 'application/json', 'Cache-Control', 'no-store']
  send(exchange, 200, headers, `${JSON.stringify({ provedSecondsAgo })}\n`)
}

/** A door leads here at once; on a slow line, and with the restart of a browser in between, within this time. */
const LED_HERE_SECONDS = 60

/**
 * A browser that was handed a pass by the answer before this one, and does not show it, keeps none: it is
 * told so, and no door is offered. Later, as from the history, nothing follows from that.
 */
function leadOn(exchange: Exchange, gate: Gate, token: Token, isKept: boolean): void {
  exchange.wayBack = token.wayBack
  exchange.stepsBack = token.stepsBack
  if (isKept && token.stepsBack > 0) return sendDone(exchange, gate, null)
  if (isKept || ageSeconds(token, gate) > LED_HERE_SECONDS) {
    // The address of a submission is none to go back to.
    return sendBack(exchange, token.stepsBack > 0 ? '/' : token.wayBack, [])
  }
  exchange.reason = { what: 'gate', name: 'cookie lost', line: 0 }
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).cookies({
    language,
    reference: exchange.reference,
    wayToken: wayToken(exchange, gate),
    way: wayBackOf(exchange),
  })
  sendPage(exchange, { told: 'challenge', status: 403, page, language })
}
