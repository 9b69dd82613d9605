import { z } from 'zod'
import { LEGAL_BASES, type LegalBasis } from '../../model/index.ts'
import { meant } from '../text/nearest.ts'
import { LOG_RETENTION_MS, PAGE_TEXT_CHARS_MAX } from './bounds.ts'
import { duration, pageText, textLeaf } from './leaf.ts'

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
