import {
  type KeptCookie,
  aroundOf,
  expiredKeptCookie,
  keptCookie,
  keptCookieName,
  widthsOf,
} from '../../client/index.ts'
import { type NotKept, type Ticket, isWaiting } from '../../kept/index.ts'
import { type Sharer } from '../../limits/index.ts'
import { type UnkeptForm } from '../../challenge-pages/index.ts'
import { type Facts, type Rate, keepsForms } from '../../model/index.ts'
import { type Judged } from '../../policies/index.ts'
import { glanceAt } from '../doors/glancing.ts'
import { isElsewhere } from '../hops/keepers.ts'
import { senderOf } from '../doors/sender.ts'
import { keptCookiesOf } from '../reading/kept-cookies.ts'
import { readerOf } from '../reading/purpose.ts'
import { takeOwn } from '../bounds/own-rates.ts'
import { keptCookieSeconds, minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { RequestBody } from '../forwarding/request-body.ts'
import { type Gate } from '../gate.ts'
import { type KeptDesk } from './desk.ts'
import { isOfAnotherOrigin, submissionOf } from './submission.ts'

/** Forms that one browser has waiting; the cookie of the oldest goes first. */
const FORMS_PER_BROWSER_MAX = 8

/**
 * Each form that is kept makes the disk write and wait. A school of three hundred that all send a form at
 * once is kept; who sends forms without end, and never comes back for one, is not.
 */
const KEEP_RATE: Rate = { intervalMs: 200, burst: 300 }

const NO_BODY = Buffer.alloc(0)

/** Whether a request that cannot go on at once is a form that is to be kept. */
export function isKept(exchange: Exchange, { route }: Judged): boolean {
  const { method, header } = exchange
  return method === 'POST' && keepsForms(route) && readerOf(method, header) === 'tab'
}

/** What the page says of a form that came: the cookies of one that is kept, or why it is not. */
export interface Shown {
  readonly setCookies?: readonly string[]
  readonly unkept?: UnkeptForm
}

/** Keeps a form, and answers with a page behind which it goes on: that of the check, or of a waiting room. */
export async function keepForm(
  exchange: Exchange,
  facts: Facts,
  desk: KeptDesk,
  answer: (shown: Shown) => void,
): Promise<void> {
  const kept = await receive(exchange, facts, desk)
  if (kept === 'gone') return
  const { gate } = desk
  // Nobody has been told how to ask for it.
  if (exchange.isGone) return typeof kept === 'string' ? undefined : discard(kept, desk)
  answer(
    typeof kept === 'string'
      ? { unkept: unkeptOf(exchange, kept) }
      : { setCookies: await handOut(exchange, kept, gate) },
  )
}

async function discard(ticket: Ticket, { kept }: KeptDesk): Promise<void> {
  await (await kept.store.open(ticket))?.remove()
}

/** Names the form for the pages that follow; the cookies that its browser is to keep. */
export async function handOut(
  exchange: Exchange,
  { id, pageHalf, cookieHalf }: Ticket,
  gate: Gate,
): Promise<readonly string[]> {
  const { snapshot, scheme, target } = exchange
  const { keep } = snapshot
  exchange.form = {
    claim: `${id}.${pageHalf}`,
    action: target,
    atMs: exchange.arrivedMs,
    minutes: minutesKept(keep),
  }
  exchange.wayBack = '/'
  exchange.stepsBack = 0
  const own = { id, half: cookieHalf }
  const name = keptCookieName(own, { scheme, isForeign: isOfAnotherOrigin(exchange), target })
  const maxAgeSeconds = keptCookieSeconds(keep)
  const cookie = keptCookie({ name, ...own }, { scheme, maxAgeSeconds })
  return [cookie, ...(await tooMany(exchange, gate))]
}

/** What has to go for one more: first what waits no longer, then the oldest. */
async function tooMany(exchange: Exchange, gate: Gate): Promise<readonly string[]> {
  const cookies = keptCookiesOf(exchange)
  const count = cookies.length + 1 - FORMS_PER_BROWSER_MAX
  if (count <= 0) return []
  const isNeeded = await Promise.all(
    cookies.map((cookie) => maySoonBeClaimed(exchange, cookie, gate)),
  )
  return cookies
    .map(({ name }, at) => ({ name, isNeeded: isNeeded[at] }))
    .toSorted((a, b) => Number(a.isNeeded) - Number(b.isNeeded))
    .slice(0, count)
    .map(({ name }) => expiredKeptCookie(name, exchange.scheme))
}

/** Of a form that another gate has nobody asks that one: it is as good as one that waits. */
async function maySoonBeClaimed(
  exchange: Exchange,
  cookie: KeptCookie,
  gate: Gate,
): Promise<boolean> {
  if (isElsewhere(cookie.id, gate)) return true
  const glance = await glanceAt(exchange, cookie, { gate, target: exchange.target })
  return glance !== null && isWaiting(glance.state)
}

/** Keeps the form's body; why it is not kept, or that nobody is there to be told. */
export async function receive(
  exchange: Exchange,
  facts: Facts,
  { kept, gate }: KeptDesk,
): Promise<Ticket | NotKept | 'gone'> {
  const { received, request } = exchange
  const length = exchange.header('content-length')
  const declared = exchange.header('transfer-encoding') === undefined ? Number(length ?? 0) : null
  // Nobody is told to send what will not be kept.
  const refusal = refusalOf(exchange, facts, { kept, gate }, declared ?? 0)
  if (refusal !== null) return refusal
  const isThere = received !== null || declared === 0
  if (!isThere) exchange.continue()
  exchange.arrivedMs = gate.clock.wallMs()
  const submission = submissionOf(exchange, facts, gate)
  const arrival = { sharer: sharerOf(exchange, facts, gate), declared }
  if (isThere) return kept.store.keep(submission, piecesOf(received ?? NO_BODY), arrival)
  const body = new RequestBody(request)
  try {
    return await kept.store.keep(submission, body, arrival)
  } catch (error) {
    if (exchange.isGone || !request.complete) return 'gone'
    throw error
  } finally {
    // What is not wanted of it any more is read by somebody else, and thrown away.
    body.destroy()
  }
}

function refusalOf(
  exchange: Exchange,
  facts: Facts,
  { kept, gate }: KeptDesk,
  declared: number,
): NotKept | null {
  if (declared > exchange.snapshot.keep.bytesMax) return 'too-large'
  const sharer = sharerOf(exchange, facts, gate)
  if (!kept.store.mayKeep(sharer, declared, isOfAnotherOrigin(exchange))) return 'full'
  return takeOwn('keep', senderOf(exchange, gate), KEEP_RATE, gate) > 0 ? 'full' : null
}

/** With whom somebody shares the room for forms. */
function sharerOf(exchange: Exchange, { address, presented, nowMs }: Facts, gate: Gate): Sharer {
  const { snapshot } = exchange
  const { wider, isSettled } = gate.claimants.of(address, presented, { settings: snapshot, nowMs })
  const { network } = senderOf(exchange, gate)
  const around = wider === 0 ? [] : aroundOf(widthsOf(address, snapshot.networkBits))
  return { network, around, isSettled }
}

async function* piecesOf(body: Buffer): AsyncGenerator<Uint8Array> {
  if (body.length > 0) yield body
}

function unkeptOf(exchange: Exchange, why: NotKept): UnkeptForm {
  return {
    why: why === 'too-large' ? 'too-large' : 'full',
    mebibytes: Math.floor(exchange.snapshot.keep.bytesMax / 1024 ** 2),
    isForeign: isOfAnotherOrigin(exchange),
  }
}
