import { languageOf } from '../answers/answers.ts'
import { pageHeadersOfOwn } from '../answers/own-pages.ts'
import { type AnswerStart, type Substitute, minutesKept } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { type Gate } from '../gate.ts'
import { headerReader } from '../headers.ts'
import { askedHost } from '../reading/host.ts'

/** Where an answer leads, and how. */
export type Lead =
  /** Nowhere, or with GET: as a browser goes by itself. */
  | { readonly kind: 'none' | 'get' }
  /** The same form is to be sent there (RFC 9110 sections 15.4.8 and 15.4.9), to this site. */
  | { readonly kind: 'moved'; readonly target: string }
  /** And to another. */
  | { readonly kind: 'elsewhere' }

/** Reads where an answer to a form leads. */
export function leadOf(exchange: Exchange, { status, fields }: AnswerStart): Lead {
  const location = headerReader(fields)('location')
  if (location === undefined || status < 300 || status > 399) return { kind: 'none' }
  if (status !== 307 && status !== 308) return { kind: 'get' }
  const target = targetHere(exchange, location)
  return target === null ? { kind: 'elsewhere' } : { kind: 'moved', target }
}

/** Path and query of an address of this site; null for any other. */
function targetHere(exchange: Exchange, location: string): string | null {
  const { scheme, target } = exchange
  const own = `${scheme}://${askedHost(exchange)}`
  const here = URL.parse(own)
  // Browsers read raw bytes as UTF-8, where they are that.
  const there = URL.parse(Buffer.from(location, 'latin1').toString(), own + target)
  if (here === null || there === null || there.origin !== here.origin) return null
  // An empty query is lost in `search`, and is sent.
  const [address = ''] = there.href.split('#', 1)
  return address.slice(there.origin.length)
}

/**
 * What is answered in the place of a redirection that would do harm. The browser posts a claim, from a
 * page of this site: where the form came from another site, what it is led to next would be asked for
 * with cookies that the other site's form did not have. And a claim is nothing for other sites.
 */
export function substituteFor(
  exchange: Exchange,
  gate: Gate,
  { answer, isForeign }: { readonly answer: AnswerStart; readonly isForeign: boolean },
): Substitute | null {
  const lead = leadOf(exchange, answer)
  if (lead.kind === 'elsewhere') return movedPage(exchange, gate)
  return lead.kind === 'get' && isForeign ? onwardPage(exchange, gate, answer) : null
}

function movedPage(exchange: Exchange, gate: Gate): Substitute {
  const language = languageOf(exchange)
  const page = gate.pages(exchange.site).kept({
    language,
    reference: exchange.reference,
    state: 'moved',
    atMs: null,
    minutes: minutesKept(exchange.snapshot.keep),
    form: null,
  })
  return substitute(409, pageHeadersOfOwn(page, language), page.html)
}

function onwardPage(exchange: Exchange, gate: Gate, { fields }: AnswerStart): Substitute {
  const language = languageOf(exchange)
  const target = headerReader(fields)('location') ?? '/'
  const { reference } = exchange
  const page = gate.pages(exchange.site).onward({ language, reference, target })
  const cookies = fields.filter((_, at) => isSetCookie(fields[at - (at % 2)]))
  return substitute(200, [...pageHeadersOfOwn(page, language), ...cookies], page.html)
}

function isSetCookie(name: string | undefined): boolean {
  return name?.toLowerCase() === 'set-cookie'
}

function substitute(status: number, fields: readonly string[], body: string): Substitute {
  const length = String(Buffer.byteLength(body))
  return { status, fields: [...fields, 'Content-Length', length], body }
}
