import { type IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type Claim, pageLanguageOf } from '../../challenge-pages/index.ts'
import { languageCookie } from '../../client/index.ts'
import { minuteOfId } from '../../kept/index.ts'
import { minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { hopByHop } from '../headers.ts'
import { handedFields, handTo } from '../hops/handing.ts'
import { isElsewhere, isLongOver, keepersOf } from '../hops/keepers.ts'
import { sendFate } from './pages.ts'

/**
 * For a wait at a door, a delivery that another press has begun, and an application that takes its time: whoever keeps
 * the form has deadlines of its own, and that it is still there is seen sooner.
 */
const ANSWER_MS = 600_000

/**
 * Answers a claim on a form that is not here. Where its id names another folder whoever has that is asked, in the name
 * of who claims it, and what that answers is the answer. Nothing is known of the form then, so nothing of it is lost or
 * sent twice here.
 */
export async function claimElsewhere(exchange: Exchange, gate: Gate, claim: Claim): Promise<void> {
  if (!isElsewhere(claim.id, gate) || isLongOver(claim.id, exchange, gate)) {
    return sendFate(exchange, gate, { state: 'expired' })
  }
  const { client, snapshot, response } = exchange
  if (client === null) return
  const who = gate.claimants.connected(client.address, snapshot)
  if (!gate.hops.enter(who)) return tellSafe(exchange, gate, claim)
  const left = new AbortController()
  const leave = (): void => left.abort()
  response.once('close', leave)
  try {
    const answer = await handOn(exchange, gate, { claim, signal: left.signal })
    if (answer === null) return tellSafe(exchange, gate, claim)
    await passOn(exchange, answer)
  } finally {
    response.off('close', leave)
    gate.hops.leave(who)
  }
}

function handOn(
  exchange: Exchange,
  gate: Gate,
  { claim, signal }: { readonly claim: Claim; readonly signal: AbortSignal },
): Promise<IncomingMessage | null> {
  const { method, target, request, received } = exchange
  const handed = {
    method,
    target,
    fields: handedFields(request.rawHeaders, gate),
    body: received ?? Buffer.alloc(0),
    headMs: ANSWER_MS,
  }
  return handTo(keepersOf(claim.id, exchange, gate), handed, exchange, { gate, signal })
}

async function passOn(exchange: Exchange, answer: IncomingMessage): Promise<void> {
  const { response } = exchange
  exchange.decision = 'own'
  exchange.reason = { what: 'gate', name: 'form handed on', line: 0 }
  const { rawHeaders, statusCode = 502, statusMessage = '' } = answer
  const hops = hopByHop(rawHeaders)
  const fields = rawHeaders.filter(
    (_, at) => !hops.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()),
  )
  response.sendDate = false
  response.writeHead(statusCode, statusMessage, fields)
  // Where one of both breaks off the other one ends: the form's own gate knows how it is doing.
  await pipeline(answer, response).catch(() => undefined)
}

/** Says that it is not lost, and offers the same press again. */
function tellSafe(exchange: Exchange, gate: Gate, { id, pageHalf, language }: Claim): void {
  if (exchange.isGone) return
  const { target: action, scheme, site, snapshot } = exchange
  const form = {
    claim: `${id}.${pageHalf}`,
    action,
    atMs: minuteOfId(id, gate.clock.wallMs()),
    minutes: minutesKept(snapshot.keep),
  }
  const chosen = pageLanguageOf(language, site?.languages ?? [])
  const inLanguage =
    chosen === undefined ? {} : { language: chosen, setCookies: [languageCookie(chosen, scheme)] }
  sendFate(exchange, gate, { state: 'elsewhere', form, ...inLanguage })
}
