import { type ClaimDoor, claimFields, wordOfDoor, wordOfLanguage } from '../claim/index.ts'
import { escapeHtml } from './html.ts'
import { type KeptForm } from './types.ts'

/**
 * The one form that a whole page is in: every button of the page is a button of it, so that what it carries
 * stands in the page once, and works in browsers that know no `formaction`.
 */
export interface PageForm {
  readonly start: string
  /** How its buttons spell what they ask for. */
  readonly spelling: Spelling
}

/** `own`: for the gate's own paths. `claim`: as a claim, to where a kept submission was sent. */
export type Spelling = 'own' | 'claim'

export type PageWish = { readonly door: ClaimDoor } | { readonly language: string }

/** A form of one of the gate's own paths, which carries a token. */
export function ownForm(action: string, token: string): PageForm {
  return { start: formStart(action, [['token', token]]), spelling: 'own' }
}

/** A form that claims a kept submission. */
export function claimForm({ claim, action }: KeptForm, token: string | null): PageForm {
  const fields = claimFields(claim, token)
  return { start: formStart(escapeHtml(sameSite(action)), fields), spelling: 'claim' }
}

/**
 * The attributes of a button that asks for something. That of the slow door has a name and no value: eww
 * (Emacs 30) sends in place of a button without a name the next that has one, and shows a value as label.
 */
export function buttonFor(wish: PageWish, spelling: Spelling): string {
  if (spelling === 'claim') {
    const word = 'door' in wish ? wordOfDoor(wish.door) : wordOfLanguage(wish.language)
    return ` name="paart-door" value="${word}"`
  }
  if ('language' in wish) return ` name="language" value="${wish.language}"`
  return wish.door === 'slow' ? ' name="door"' : ` name="door" value="${wish.door}"`
}

function formStart(
  action: string,
  fields: readonly (readonly [name: string, value: string])[],
): string {
  const inputs = fields.map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  )
  return `<form id="page" action="${action}" method="post">${inputs.join('')}`
}

/**
 * A target that begins with two slashes would name another host (RFC 3986 section 4.2). With a dot before
 * them browsers read the same path on the same host; what does not begin with a slash names no path.
 */
function sameSite(target: string): string {
  if (!target.startsWith('/')) return '/'
  return /^\/[/\\]/.test(target) ? `/.${target}` : target
}
