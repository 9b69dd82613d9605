import {
  type Language,
  type MachinePolicy,
  type MachineTerms,
  ROBOTS_FILE_PATH,
} from '../../../model/index.ts'
import { Fixed } from '../../wire/index.ts'
import { type Frame } from '../frame.ts'
import { code, escapeHtml, fillHoles, heading, item, list, paragraph, subheading } from '../html.ts'
import { baseOf } from '../texts/index.ts'
import { type Pages, type PagesSite } from '../types.ts'
import { type Numbers, accessLines } from './paces.ts'
import { ROBOTS_TEXTS, type RobotsTexts } from './texts/index.ts'

/** A User-Agent with a contact, as its maker would write it. */
const EXAMPLE = 'my-program/1.0 (+https://example.org/about; me@example.org)'

/**
 * Builds the page that tells machines who is welcome where and at which pace: when the first asks, and all of it once.
 * Null where nothing is told.
 */
export function createRobotsPage(frame: Frame, { machines = null }: PagesSite): Pages['robots'] {
  const texts = ROBOTS_TEXTS[baseOf(frame.language)]
  let opening: Fixed | null = null
  let main: Fixed | null = null
  return ({ wayToken }) => {
    if (machines === null) return null
    opening ??= frame.open(texts.title, false)
    main ??= new Fixed(mainOf(texts, baseOf(frame.language), machines))
    return frame.close({ opening, wayToken, main: [main], reference: null })
  }
}

function mainOf(texts: RobotsTexts, language: Language, policy: MachinePolicy): string {
  const format = new Intl.NumberFormat(language)
  return (
    heading(texts.title) +
    paragraph(policy.terms.length === 0 ? texts.bodyAlone : texts.body) +
    `<p>${link(ROBOTS_FILE_PATH, texts.fileLink)}</p>` +
    list(item(texts.contactTerm, addressOf(policy.contact))) +
    links(texts.dumpsHeading, policy.dumps, paragraph(texts.dumpsBody)) +
    links(texts.apisHeading, policy.apis, '') +
    tiers(texts) +
    paths(texts, policy, (count) => escapeHtml(format.format(count))) +
    agents(texts, policy)
  )
}

function tiers(texts: RobotsTexts): string {
  const { unknown, contact, proven, signed } = texts.tiers
  const example = { example: code(EXAMPLE) }
  const items = [unknown, contact, proven, signed].map(({ term, use }) =>
    item(term, fillHoles(use, example)),
  )
  return subheading(texts.tiersHeading) + list(items.join(''))
}

function paths(texts: RobotsTexts, { terms, routesLeft }: MachinePolicy, numbers: Numbers): string {
  if (terms.length === 0) return ''
  const items = terms.map((one) => termsIn(texts, one, numbers)).join('')
  const more = fillHoles(texts.more, { count: numbers(routesLeft) })
  return (
    subheading(texts.pathsHeading) +
    paragraph(texts.pathsBody) +
    list(items) +
    (routesLeft === 0 ? '' : `<p>${more}</p>`)
  )
}

function termsIn(texts: RobotsTexts, terms: MachineTerms, numbers: Numbers): string {
  const { closedTo, freeFor } = terms
  const refused = closedTo.map((kind) => ({ ...texts.purposes, ...texts.kinds })[kind])
  const free = [
    ...freeFor.purposes.map((purpose) => escapeHtml(texts.purposes[purpose])),
    ...freeFor.agents.map(code),
  ]
  const lines = [
    ...accessLines(texts, terms, numbers),
    ...named(texts.closedTo, refused.map(escapeHtml)),
    ...named(texts.freeFor, free),
  ]
  const names = terms.paths.map((path) => `<dt>${code(path)}</dt>`)
  return names.join('') + lines.map((line) => `<dd>${line}</dd>`).join('')
}

/** @param kinds HTML. */
function named(text: string, kinds: readonly string[]): readonly string[] {
  return kinds.length === 0 ? [] : [fillHoles(text, { kinds: kinds.join(', ') })]
}

/** Those that are known, by what they are for. */
function agents(texts: RobotsTexts, { agents: known }: MachinePolicy): string {
  if (known.length === 0) return ''
  const byPurpose = Map.groupBy(known, ({ purpose }) => purpose)
  const items = [...byPurpose].map(([purpose, members]) =>
    item(texts.purposes[purpose], members.map(({ name }) => code(name)).join(', ')),
  )
  return subheading(texts.agentsHeading) + list(items.join(''))
}

function links(title: string, addresses: readonly string[], before: string): string {
  if (addresses.length === 0) return ''
  const items = addresses.map((address) => `<li>${link(address, address)}</li>`)
  return `${subheading(title)}${before}<ul>${items.join('')}</ul>`
}

/** An address of mail, or of a page. */
function addressOf(contact: string): string {
  const isPage = contact.startsWith('/') || /^https?:/.test(contact)
  return link(isPage ? contact : `mailto:${contact}`, contact)
}

function link(address: string, text: string): string {
  return `<a href="${escapeHtml(address)}"><bdi>${escapeHtml(text)}</bdi></a>`
}
