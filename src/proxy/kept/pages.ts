import { type KeptPageState, type PageLanguage } from '../../challenge-pages/index.ts'
import { type Glance, type KeptState } from '../../kept/index.ts'
import { type Reference } from '../../model/index.ts'
import { languageOf, sendPage, sendShort } from '../answers/answers.ts'
import { wayBackOf } from '../answers/tokens.ts'
import { type FormInHand, minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { type Claimed } from './claimed.ts'

/** What became of a form, for whoever sent it. */
export interface Fate {
  readonly state: KeptPageState
  readonly atMs?: number | null
  /** With its buttons; by the id alone where the page half is not known. */
  readonly form?: FormInHand | null
  readonly id?: string | null
  /** Of the request that the form came with: that is what the service knows it by. */
  readonly formReference?: Reference
  readonly language?: PageLanguage
  readonly setCookies?: readonly string[]
}

/** What is told of a form that lies here, by how it is doing. */
export const TOLD: Readonly<Record<KeptState, KeptPageState>> = {
  kept: 'recover',
  moved: 'recover',
  delivering: 'pending',
  delivered: 'already',
  answered: 'already',
  unknown: 'unknown',
}

/** What is told of a form that is claimed, where it is not as its state says: `state`. */
export function fateOf(
  { file, form }: Pick<Claimed, 'file' | 'form'>,
  state?: KeptPageState,
): Fate {
  const { receivedAtMs: atMs, reference: formReference } = file.submission
  return { state: state ?? TOLD[file.state], atMs, form, formReference }
}

/** What is told of a form that has gone on to somebody who sends the same once more. */
export function repeatedFate({ state, atMs }: Glance): Fate {
  const told = TOLD[state]
  return { state: told === 'already' ? 'repeated' : told, atMs }
}

const STATUS: Readonly<Record<KeptPageState, number>> = {
  already: 409,
  repeated: 409,
  recover: 409,
  pending: 409,
  unknown: 409,
  receipt: 409,
  moved: 409,
  deleted: 410,
  expired: 410,
  elsewhere: 503,
  'no-cookie': 403,
  foreign: 403,
}

/** After which whoever is told `elsewhere` may try again: a gate that is started anew is there by then. */
const AGAIN_SECONDS = 10

/** For programs, which have no business here. */
const DETAIL = 'This form was kept for the browser that sent it.'

/** Tells what became of a form that was kept. */
export function sendFate(exchange: Exchange, gate: Gate, fate: Fate): void {
  const { state, atMs = null, form = null, id = null, setCookies = [] } = fate
  const status = STATUS[state]
  exchange.decision = 'error'
  exchange.reason = { what: 'gate', name: `form ${state}`, line: 0 }
  if (sendShort(exchange, gate, { told: 'error', status, detail: DETAIL })) return
  const language = fate.language ?? languageOf(exchange)
  const page = gate.pages(exchange.site).kept({
    language,
    reference: fate.formReference ?? exchange.reference,
    state,
    atMs,
    minutes: minutesKept(exchange.snapshot.keep),
    form,
    id,
    way: id === null ? null : wayBackOf(exchange),
  })
  const again = state === 'elsewhere' ? { retryAfterSeconds: AGAIN_SECONDS } : {}
  sendPage(exchange, { told: 'error', status, page, language, setCookies, ...again })
}
