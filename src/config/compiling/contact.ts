import { type ContactPlan } from '../../building/index.ts'
import { type About, type Language, type Privacy } from '../../model/index.ts'
import { type Config } from '../schema/schema.ts'
import { windowOf } from './time-windows.ts'

/** Whom a page names; null where the file does not. */
export function planContact(written: Config['contact']): ContactPlan {
  const { controller = null, dpo = null, openingHours, ...help } = written
  const contact = { ...help, controller, dpo }
  if (openingHours === undefined) return contact
  return { ...contact, opening: openingHours.map(windowOf) }
}

export function buildPrivacy(written: Config['privacy']): Privacy {
  const { logRetention, legalBasis = null, authority = null } = written
  const logRetentionSeconds = logRetention === undefined ? null : Math.floor(logRetention / 1000)
  return { logRetentionSeconds, legalBasis, authority }
}

export function buildAbout({ published, complaints }: Config['about']): About {
  return { isPublished: published, notesComplaints: complaints }
}

/** A site with languages of its own has a fallback of its own: that of the gate may not be among them. */
export function fallbackOf(
  config: Pick<Config, 'languages' | 'fallbackLanguage'>,
  site: Pick<Config['sites'][number], 'languages' | 'fallbackLanguage'> = {},
): Language {
  if (site.fallbackLanguage !== undefined) return site.fallbackLanguage
  return site.languages?.[0] ?? config.fallbackLanguage ?? config.languages[0]
}
