import { opensDoor, pageLanguageOf } from '../../challenge-pages/index.ts'
import { languageCookie } from '../../client/index.ts'
import { askElsewhere } from './asking.ts'
import { followWay, openWritten, receiveForm, refuseForm } from './doors.ts'
import { takeUpOrder } from './orders.ts'
import { sendCheckPage } from './check-page.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Identified } from '../reading/identify.ts'
import { codeLink } from '../answers/tokens.ts'
import { sendBack } from '../answers/way-back.ts'

/** `POST /.paart/language`: the buttons of a page beside its doors. */
export async function takeLanguage(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
): Promise<void> {
  const form = await receiveForm(exchange, gate)
  if (form === 'gone') return
  if (form === 'foreign') return refuse(exchange, gate, 403)
  if (form === 'too-large') return refuse(exchange, gate, 413)
  await serveMore(exchange, identified, gate, form)
}

/** Whether a form was sent by another button than a door's. */
export function asksForMore(form: URLSearchParams): boolean {
  return form.has('language') || form.has('ask') || form.get('door') === 'code'
}

/**
 * Leads to another site, to ask there for a pass; to the page for codes; or remembers a language and leads back. After a challenged submission there
 * is no page to lead back to, so the check itself is shown again in the language chosen.
 */
export async function serveMore(
  exchange: Exchange,
  identified: Identified,
  gate: Gate,
  form: URLSearchParams,
): Promise<void> {
  const token = openWritten(form.get('token'), exchange, gate)
  if (form.has('ask')) return askElsewhere(exchange, gate, token)
  if (token !== null && form.get('door') === 'code') {
    exchange.reason = { what: 'gate', name: 'code asked', line: 0 }
    return sendBack(exchange, codeLink(form.get('token') ?? ''), [])
  }
  const language = pageLanguageOf(form.get('language'), exchange.site?.languages ?? [])
  if (token === null || language === undefined) return refuse(exchange, gate, 400)
  exchange.reason = { what: 'gate', name: `language ${language}`, line: 0 }
  exchange.wayBack = token.wayBack
  const cookie = languageCookie(language, identified.scheme)
  if (token.stepsBack === 0) return sendBack(exchange, token.wayBack, [cookie])
  followWay(exchange, token)
  await takeUpOrder(exchange, identified, gate, token)
  const clearance = opensDoor(token, 'slow') ? 'waited' : 'worked'
  sendCheckPage(exchange, gate, { client: identified, language, clearance, setCookies: [cookie] })
}

function refuse(exchange: Exchange, gate: Gate, status: 400 | 403 | 413): void {
  exchange.reason = { what: 'gate', name: 'language refused', line: 0 }
  refuseForm(exchange, gate, status)
}
