import { CODE_PATH, type Closed, type Contact } from '../../model/index.ts'
import { Fixed, type Piece } from '../wire/index.ts'
import { ICONS } from './emblem.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { type PageForm, type Spelling, buttonFor } from './page-form.ts'
import { type Texts } from './texts/index.ts'
import { type PagesSite } from './types.ts'

/** A longer way back is left out of a link: front servers refuse request lines of eight kilobytes. */
export const LINK_TOKEN_CHARS_MAX = 4_096

/**
 * Who helps. Each kind of page has this block at the same place (WCAG 3.2.6): `plain` where a code would
 * change nothing, `here` on the page where codes are typed in, `code` with the way to that page, which is a
 * button where the page is a form.
 */
export interface Help {
  readonly of: (
    kind: 'plain' | 'here' | 'code',
    way: { readonly form: PageForm | null; readonly wayToken: string | null },
  ) => readonly Piece[]
}

export function createHelp(site: PagesSite, texts: Texts, nowMs: () => number): Help {
  const blocks = byOpening(site.contact, nowMs, (closed) => blocksOf(site, { texts, closed }))
  return {
    of(kind, { form, wayToken }) {
      const { plain, here, buttons, link } = blocks()
      if (kind !== 'code') return [kind === 'plain' ? plain : here]
      if (form !== null) return [buttons[form.spelling]]
      return [link[0], wayQuery(wayToken), link[1]]
    },
  }
}

/** Whose telephone it is, in which words, and when it is answered again; null while it is. */
interface Told {
  readonly texts: Texts
  readonly closed: Closed | null
}

interface Blocks {
  readonly plain: Fixed
  readonly here: Fixed
  readonly buttons: Readonly<Record<Spelling, Fixed>>
  readonly link: readonly [Fixed, Fixed]
}

function blocksOf(site: PagesSite, told: Told): Blocks {
  const withWay = (way: string): string => {
    const item = `<li id="by-code">${ICONS.code}<span>${way}</span></li>`
    return block(site, { ...told, givesCodes: true }, item)
  }
  const label = escapeHtml(told.texts.codeLink)
  const [start, end] = splitAtHole(withWay(`<a href="${CODE_PATH}{way}">${label}</a>`), 'way')
  const button = (spelling: Spelling): Fixed =>
    new Fixed(
      withWay(`<button class="link"${buttonFor({ door: 'code' }, spelling)}>${label}</button>`),
    )
  return {
    plain: new Fixed(block(site, { ...told, givesCodes: false }, '')),
    here: new Fixed(block(site, { ...told, givesCodes: true }, '')),
    buttons: { own: button('own'), claim: button('claim') },
    link: [new Fixed(start), new Fixed(end)],
  }
}

function wayQuery(token: string | null): string {
  return token === null || token.length > LINK_TOKEN_CHARS_MAX ? '' : `?way=${token}`
}

/** A sentence with the number to call and the hours, or when it is answered again, in HTML. */
export function phoneLine(
  contact: Contact,
  { texts, closed, givesCodes = false }: Told & { readonly givesCodes?: boolean },
): string {
  const open = givesCodes ? texts.helpPhoneForCode : texts.helpPhone
  const shut = givesCodes ? texts.closedPhoneForCode : texts.closedPhone
  return fillHoles(closed === null ? open : shut, {
    phone: `<a href="tel:${contact.phone.replace(/[^\d+]/g, '')}"><bdi dir="ltr">${escapeHtml(contact.phone)}</bdi></a>`,
    hours: `<bdi dir="ltr">${escapeHtml(contact.hours)}</bdi>`,
    ...(closed === null ? {} : { when: whenOpen(closed, texts) }),
  })
}

function block(
  { contact }: PagesSite,
  told: Told & { readonly givesCodes: boolean },
  code: string,
): string {
  const { texts, closed } = told
  const email = escapeHtml(contact.email)
  const mail = fillHoles(closed === null ? texts.helpEmail : texts.closedEmail, {
    email: `<a href="mailto:${email}"><bdi dir="ltr">${email}</bdi></a>`,
  })
  const counter = fillHoles(texts.helpCounter, { address: escapeHtml(contact.address) })
  return (
    '<section class="help" aria-labelledby="help">' +
    `<h2 id="help">${escapeHtml(texts.helpHeading)}</h2><ul>` +
    `<li>${ICONS.phone}<span>${phoneLine(contact, told)}</span></li>${code}` +
    `<li>${ICONS.email}<span>${mail}</span></li>` +
    `<li>${ICONS.counter}<span>${counter}</span></li></ul></section>`
  )
}

/**
 * What a page says of the telephone, made once for as long as it is so: while it is open, and for each time at
 * which it opens again.
 */
export function byOpening<T>(
  { opening }: Contact,
  nowMs: () => number,
  make: (closed: Closed | null) => T,
): () => T {
  if (opening === undefined) {
    const only = make(null)
    return () => only
  }
  let closed = opening.closedAt(nowMs())
  let made = make(closed)
  return () => {
    const now = opening.closedAt(nowMs())
    if (now !== closed) {
      closed = now
      made = make(closed)
    }
    return made
  }
}

/** Sunday first, as `Closed` counts. */
const DAYS = [
  'opensSunday',
  'opensMonday',
  'opensTuesday',
  'opensWednesday',
  'opensThursday',
  'opensFriday',
  'opensSaturday',
] as const

/** `on Monday at 8:00`, in HTML. */
function whenOpen({ weekday, time, isToday }: Closed, texts: Texts): string {
  const text = texts[isToday ? 'opensToday' : (DAYS[weekday] ?? 'opensToday')]
  return fillHoles(text, { time: `<bdi dir="ltr">${time}</bdi>` })
}
