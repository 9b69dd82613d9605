import { type Contact, type Language, type Privacy } from '../../model/index.ts'
import { openingOf } from '../../policies/index.ts'
import { type Config } from '../schema/schema.ts'
import { windowOf } from './time-windows.ts'

/** Whom a page names; null where the file does not. */
export function buildContact(written: Config['contact']): Contact {
  const { controller = null, dpo = null, openingHours, ...help } = written
  const contact = { ...help, controller, dpo }
  if (openingHours === undefined) return contact
  return { ...contact, opening: openingOf(openingHours.map(windowOf)) }
}

export function buildPrivacy(written: Config['privacy']): Privacy {
  const { logRetention, legalBasis = null, authority = null } = written
  const logRetentionSeconds = logRetention === undefined ? null : Math.floor(logRetention / 1000)
  return { logRetentionSeconds, legalBasis, authority }
}

/** A site with languages of its own has a fallback of its own: that of the gate may not be among them. */
export function fallbackOf(
  config: Pick<Config, 'languages' | 'fallbackLanguage'>,
  site: Pick<Config['sites'][number], 'languages' | 'fallbackLanguage'> = {},
): Language {
  if (site.fallbackLanguage !== undefined) return site.fallbackLanguage
  return site.languages?.[0] ?? config.fallbackLanguage ?? config.languages[0]
}
