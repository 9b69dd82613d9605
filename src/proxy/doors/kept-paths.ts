import { isWayBack } from '../../challenge-pages/index.ts'
import { type KeptCookie, expiredKeptCookie } from '../../client/index.ts'
import { languageOf, send } from '../answers/answers.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { sendBack } from '../answers/way-back.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { isElsewhere } from '../hops/keepers.ts'
import { askToDiscard } from '../hops/questions.ts'
import { type Identified } from '../reading/identify.ts'
import { keptCookieOf, keptCookiesOf } from '../reading/kept-cookies.ts'
import { countForm, receiveOwnForm, refuseForm } from './doors.ts'

/** `GET /.paart/send`: the hop, whose script posts the claim that its tab has. */
export function serveSendPage(exchange: Exchange, _identified: Identified, gate: Gate): void {
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).send({ language })
  send(exchange, 200, pageHeadersOfOwn(page, language), page.html)
}

const PRIVACY_PATH = '/.paart/privacy'

/**
 * `POST /.paart/forget`: takes the cookie of a kept form away, of which the address it was sent to tells
 * for as long as it is there, and leads to that address. The form itself ends by its time. With `all` it deletes
 * the forms of this browser, but what is on its way, and leads to the privacy page, whose button this is.
 */
export async function forgetForm(
  exchange: Exchange,
  { scheme }: Identified,
  gate: Gate,
): Promise<void> {
  const form = await receiveOwnForm(exchange, gate)
  if (form === null) return
  if (form.has('all')) return deleteAll(exchange, gate)
  const to = form.get('to') ?? '/'
  const cookie = keptCookieOf(exchange, form.get('id'))
  if (!isWayBack(to) || cookie === undefined) return refuseForm(exchange, gate, 400)
  countForm(exchange, gate)
  sendBack(exchange, to, [expiredKeptCookie(cookie.name, scheme)])
}

async function deleteAll(exchange: Exchange, gate: Gate): Promise<void> {
  countForm(exchange, gate)
  const cookies = keptCookiesOf(exchange)
  await Promise.all(cookies.map((cookie) => discard(exchange, cookie, gate)))
  sendBack(
    exchange,
    PRIVACY_PATH,
    cookies.map(({ name }) => expiredKeptCookie(name, exchange.scheme)),
  )
}

async function discard(exchange: Exchange, cookie: KeptCookie, gate: Gate): Promise<void> {
  const { id, half } = cookie
  const isDone = (await gate.kept?.store.discard({ id, cookieHalf: half })) === true
  if (!isDone && isElsewhere(id, gate)) await askToDiscard(cookie, exchange, gate)
}
