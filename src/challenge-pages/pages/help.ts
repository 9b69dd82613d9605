import { type Contact } from '../../model/index.ts'
import { ICONS } from './emblem.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { type Texts } from './texts/index.ts'
import { type PagesSite } from './types.ts'

/** Where codes are typed in. */
export const CODE_PATH = '/.paart/code'

/** A longer way back is left out of a link: front servers refuse request lines of eight kilobytes. */
const LINK_TOKEN_CHARS_MAX = 4_096

/** Who helps. Each kind of page has one of these at the same place (WCAG 3.2.6). */
export interface Help {
  /** Where a code would change nothing. */
  readonly plain: string
  /** On the page where codes are typed in. */
  readonly here: string
  /** With the way to that page; the token leads back from there. */
  readonly withWay: (token: string | null) => string
}

export function createHelp(site: PagesSite, texts: Texts): Help {
  const way = `<li>${ICONS.code}<span><a href="${CODE_PATH}{way}">${escapeHtml(texts.codeLink)}</a></span></li>`
  const [start, end] = splitAtHole(block(site, texts, [texts.helpPhoneForCode, way]), 'way')
  return {
    plain: block(site, texts, [texts.helpPhone, '']),
    here: block(site, texts, [texts.helpPhoneForCode, '']),
    withWay: (token) => start + wayQuery(token) + end,
  }
}

function wayQuery(token: string | null): string {
  return token === null || token.length > LINK_TOKEN_CHARS_MAX ? '' : `?way=${token}`
}

/** A sentence with the number to call and the hours, in HTML. */
export function phoneLine(contact: Contact, callUs: string): string {
  return fillHoles(callUs, {
    phone: `<a href="tel:${contact.phone.replace(/[^\d+]/g, '')}"><bdi dir="ltr">${escapeHtml(contact.phone)}</bdi></a>`,
    hours: `<bdi dir="ltr">${escapeHtml(contact.hours)}</bdi>`,
  })
}

function block(
  { contact }: PagesSite,
  texts: Texts,
  [callUs, code]: readonly [callUs: string, code: string],
): string {
  const email = escapeHtml(contact.email)
  const phone = phoneLine(contact, callUs)
  const mail = fillHoles(texts.helpEmail, {
    email: `<a href="mailto:${email}"><bdi dir="ltr">${email}</bdi></a>`,
  })
  const counter = fillHoles(texts.helpCounter, { address: escapeHtml(contact.address) })
  return (
    '<section class="help" aria-labelledby="help">' +
    `<h2 id="help">${escapeHtml(texts.helpHeading)}</h2><ul>` +
    `<li>${ICONS.phone}<span>${phone}</span></li>${code}` +
    `<li>${ICONS.email}<span>${mail}</span></li>` +
    `<li>${ICONS.counter}<span>${counter}</span></li></ul></section>`
  )
}
