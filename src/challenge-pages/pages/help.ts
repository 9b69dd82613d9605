import { type Contact } from '../../model/index.ts'
import { Fixed, type Piece } from '../wire/index.ts'
import { ICONS } from './emblem.ts'
import { escapeHtml, fillHoles, splitAtHole } from './html.ts'
import { type PageForm, type Spelling, buttonFor } from './page-form.ts'
import { type Texts } from './texts/index.ts'
import { type PagesSite } from './types.ts'

/** Where codes are typed in. */
export const CODE_PATH = '/.paart/code'

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

export function createHelp(site: PagesSite, texts: Texts): Help {
  const withWay = (way: string): string => {
    const item = `<li id="by-code">${ICONS.code}<span>${way}</span></li>`
    return block(site, texts, [texts.helpPhoneForCode, item])
  }
  const label = escapeHtml(texts.codeLink)
  const [start, end] = splitAtHole(withWay(`<a href="${CODE_PATH}{way}">${label}</a>`), 'way')
  const link = [new Fixed(start), new Fixed(end)] as const
  const button = (spelling: Spelling): Fixed =>
    new Fixed(
      withWay(`<button class="link"${buttonFor({ door: 'code' }, spelling)}>${label}</button>`),
    )
  const buttons = { own: button('own'), claim: button('claim') }
  const plain = new Fixed(block(site, texts, [texts.helpPhone, '']))
  const here = new Fixed(block(site, texts, [texts.helpPhoneForCode, '']))
  return {
    of(kind, { form, wayToken }) {
      if (kind !== 'code') return [kind === 'plain' ? plain : here]
      if (form !== null) return [buttons[form.spelling]]
      return [link[0], wayQuery(wayToken), link[1]]
    },
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
