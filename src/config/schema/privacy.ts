import * as z from 'zod'
import { LEGAL_BASES, type LegalBasis } from '../../model/index.ts'
import { meant } from '../text/nearest.ts'
import { LOG_RETENTION_MS, OPENING_HOURS_MAX, PAGE_TEXT_CHARS_MAX } from './bounds.ts'
import { duration, oneOrMoreOf, pageText, textLeaf } from './leaf.ts'
import { timeWindow } from './when.ts'
import { emailAddress } from './words.ts'

/** A basis that the pages name in each language, or the operator's own words for it. */
const legalBasis = textLeaf({
  title: `${LEGAL_BASES.map((basis) => `\`${basis}\``).join(', ')}, text`,
  expects: () =>
    `${LEGAL_BASES.join(', ')}, or a text of several words, at most ${PAGE_TEXT_CHARS_MAX} characters`,
  read: readLegalBasis,
  hint: (text) => meant(text, LEGAL_BASES),
})

/** One word alone is a slip of the pen: no law is cited in one. */
function readLegalBasis(text: string): LegalBasis | null {
  const known = LEGAL_BASES.find((basis) => basis === text)
  if (known !== undefined) return { kind: 'known', basis: known }
  const own = text.trim()
  return /\s/.test(own) && own.length <= PAGE_TEXT_CHARS_MAX ? { kind: 'own', text: own } : null
}

/** Who helps a citizen, and who is responsible. */
export const contactSchema = z.strictObject({
  phone: pageText(PAGE_TEXT_CHARS_MAX).describe('Who answers when the gate is in the way.'),
  hours: pageText(PAGE_TEXT_CHARS_MAX).describe('When somebody answers.'),
  openingHours: oneOrMoreOf(timeWindow, OPENING_HOURS_MAX)
    .optional()
    .describe(
      'Days and hours in which somebody answers, for the pages: outside them they say when it is again, and what works now. Missing: they say `hours` alone.',
    ),
  email: emailAddress.describe('For those who cannot call.'),
  address: pageText(PAGE_TEXT_CHARS_MAX).describe('For those who come.'),
  controller: pageText(PAGE_TEXT_CHARS_MAX)
    .optional()
    .describe('Who is responsible for the data: name and address, for the privacy page.'),
  dpo: pageText(PAGE_TEXT_CHARS_MAX)
    .optional()
    .describe('How the data protection officer is reached, for the privacy page.'),
})

const yesOrNo = z.boolean({ error: 'must be true or false' })

/** What everybody may know of the gate. */
export const aboutSchema = z.strictObject({
  published: yesOrNo
    .prefault(false)
    .describe(
      'Whether `/.paart/about` tells everybody what is checked, how many met a check, how long it took and how many gave up, and `/.paart/statistics.json` the sums of weeks.',
    ),
  complaints: yesOrNo
    .prefault(false)
    .describe(
      'Whether your helpdesk notes complaints (`paart complaint`): their sums are published too.',
    ),
})

/** What Article 13 of the GDPR asks an operator to tell and no gate can know. */
export const privacySchema = z.strictObject({
  logRetention: duration(LOG_RETENTION_MS)
    .optional()
    .describe('How long you keep the log. A promise: the gate deletes no log, your rotation does.'),
  legalBasis: legalBasis
    .optional()
    .describe(
      'What lets you do it (GDPR, Art. 6(1) e, c, f), named in every language, or a text of your own for all of them.',
    ),
  authority: pageText(PAGE_TEXT_CHARS_MAX)
    .optional()
    .describe(
      'Whom citizens can complain to: the data protection authority and how it is reached.',
    ),
})
