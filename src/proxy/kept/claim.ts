import { type Claim, pageLanguageOf } from '../../challenge-pages/index.ts'
import { expiredKeptCookie, languageCookie } from '../../client/index.ts'
import { type KeptFile, isWaiting } from '../../kept/index.ts'
import { sendCodeCheck } from '../answers/code-page.ts'
import { askedClearance } from '../doors/asked-clearance.ts'
import { sendCheckPage } from '../doors/check-page.ts'
import { isForeign, openWritten } from '../doors/doors.ts'
import { takeUpOrder } from '../doors/orders.ts'
import { type FormInHand, minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Identified } from '../reading/identify.ts'
import { keptCookieOf } from '../reading/kept-cookies.ts'
import { type Claimed } from './claimed.ts'
import { claimElsewhere } from './handing-on.ts'
import { sendGivenAnswer } from './given-answer.ts'
import { type Fate, fateOf, sendFate } from './pages.ts'
import { sendOn } from './sending-on.ts'
import { type KeptDesk } from './desk.ts'
import { settled } from './waiting.ts'
import { showRoomAgain } from './waits-for-turn.ts'

/**
 * A claim: a small form of one of our own pages, posted to where the kept form was. What is answered is
 * the service's own answer, once the check is done; a page that says how things are otherwise.
 */
export async function takeClaim(
  exchange: Exchange,
  identified: Identified,
  desk: KeptDesk & { readonly claim: Claim },
): Promise<void> {
  const { gate, claim } = desk
  if (isForeign(exchange)) return sendFate(exchange, gate, { state: 'foreign' })
  const opened = await open(exchange, desk)
  if (opened === 'elsewhere') return claimElsewhere(exchange, gate, claim)
  if (isFate(opened)) return sendFate(exchange, gate, opened)
  exchange.form = opened.form
  // Tokens of its pages need no way back: the form has its own.
  exchange.wayBack = '/'
  exchange.stepsBack = 0
  const token = openWritten(claim.token, exchange, gate)
  if (token !== null) await takeUpOrder(exchange, identified, gate, token)
  if (claim.language !== null) return changeLanguage(exchange, identified, opened)
  const { file } = opened
  if (file.state === 'delivering') await settled(exchange, file, desk)
  if (exchange.isGone) return
  if (claim.door === 'delete') return remove(exchange, opened)
  if (claim.door === 'code' && isWaiting(file.state)) return sendCodeCheck(exchange, gate)
  return proceed(exchange, identified, opened)
}

function isFate(opened: Claimed | Fate): opened is Fate {
  return 'state' in opened
}

/** Finds the form; what is told instead where it cannot be had, if it is not for others to say. */
async function open(
  exchange: Exchange,
  desk: KeptDesk & { readonly claim: Claim },
): Promise<Claimed | Fate | 'elsewhere'> {
  const { kept, claim } = desk
  const cookie = keptCookieOf(exchange, claim.id)
  if (cookie === undefined) return { state: 'no-cookie' }
  const { id, pageHalf } = claim
  const file = await kept.store.open({ id, pageHalf, cookieHalf: cookie.half })
  if (file === null) return 'elsewhere'
  // Where it is moved to is known as soon as it has moved.
  if (!isSentHere(exchange, file) && file.state === 'delivering')
    await settled(exchange, file, desk)
  if (!isSentHere(exchange, file)) return { state: 'foreign' }
  return { ...desk, file, form: formOf(exchange, file, claim), cookieName: cookie.name }
}

function isSentHere({ target, site }: Exchange, { submission, movedTo }: KeptFile): boolean {
  return submission.site === site?.name && (submission.target === target || movedTo === target)
}

function formOf(
  { target, snapshot }: Exchange,
  { submission }: KeptFile,
  { id, pageHalf }: Claim,
): FormInHand {
  const { receivedAtMs } = submission
  return {
    claim: `${id}.${pageHalf}`,
    action: target,
    atMs: receivedAtMs,
    minutes: minutesKept(snapshot.keep),
  }
}

async function remove(exchange: Exchange, claimed: Claimed): Promise<void> {
  const { gate, file, cookieName } = claimed
  // The page may have been left open in another tab: what has been passed on is not said to be deleted.
  if (isWaiting(file.state) && (await file.remove())) {
    const setCookies = [expiredKeptCookie(cookieName, exchange.scheme)]
    return sendFate(exchange, gate, { state: 'deleted', setCookies })
  }
  const isHere = (await file.reload()) !== null
  sendFate(exchange, gate, isHere ? fateOf(claimed) : { state: 'expired' })
}

/** The same page in the language chosen; the choice is remembered. */
async function changeLanguage(
  exchange: Exchange,
  identified: Identified,
  claimed: Claimed,
): Promise<void> {
  const { gate, claim, file } = claimed
  const language = pageLanguageOf(claim.language, exchange.site?.languages ?? [])
  if (language === undefined) return sendFate(exchange, gate, { state: 'foreign' })
  const { scheme } = identified
  const setCookies = [languageCookie(language, scheme)]
  if (isWaiting(file.state)) {
    exchange.reason = { what: 'gate', name: `language ${language}`, line: 0 }
    if (await showRoomAgain(exchange, identified, gate, { language, setCookies })) return
    exchange.decision = 'challenge'
    const clearance = askedClearance(exchange.site, identified)
    return sendCheckPage(exchange, gate, { client: identified, clearance, language, setCookies })
  }
  sendFate(exchange, gate, { ...fateOf(claimed), language, setCookies })
}

/** Sends it on, or tells what came of it when it was. */
async function proceed(
  exchange: Exchange,
  identified: Identified,
  claimed: Claimed,
): Promise<void> {
  const { file, gate, claim } = claimed
  switch (file.state) {
    case 'kept':
    case 'moved':
      return sendOn(exchange, identified, claimed)
    case 'unknown':
      if (claim.door === 'again') return sendOn(exchange, identified, claimed)
      return sendFate(exchange, gate, fateOf(claimed))
    case 'delivering':
      return sendFate(exchange, gate, fateOf(claimed))
    case 'delivered':
    case 'answered':
      return sendGivenAnswer(exchange, claimed)
  }
}
