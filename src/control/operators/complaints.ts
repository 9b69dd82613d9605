import { type FigureDesk } from '../figures/figure-desk.ts'
import { type Answer, failure } from './answer.ts'
import { NotFound } from '../system/refused.ts'

/** Of one call: what was heard at a meeting can be noted at once, and a slip of the finger does no harm. */
export const COMPLAINTS_AT_ONCE_MAX = 100

/** What the helpdesk has heard. */
export interface ComplaintWish {
  /** Null for the only one that notes any. */
  readonly site: string | null
  readonly count: number
}

/** Counts complaints, and nothing of what they say or whose they are. @throws NotFound where there is no such site. */
export function answerComplaints(
  { site, count }: ComplaintWish,
  figures: Pick<FigureDesk, 'noteComplaints'>,
): Answer {
  if (!(count >= 1 && count <= COMPLAINTS_AT_ONCE_MAX)) {
    return failure('refused', `at most ${COMPLAINTS_AT_ONCE_MAX} complaints are noted at once`)
  }
  const noted = figures.noteComplaints(site, count)
  switch (noted) {
    case 'no-such-site':
      throw new NotFound('there is no site of that name')
    case 'which-site':
      return failure('refused', 'several sites note complaints: name one with --site')
    case 'not-noted-there':
      return failure(
        'refused',
        'nobody would be told: about.published and about.complaints are not true for this site',
      )
    default: {
      const text = count === 1 ? '1 complaint is noted' : `${count} complaints are noted`
      const report = { ok: true, site: noted.site, count }
      return { ending: 'done', report, text: `${text} about ${noted.site}\n` }
    }
  }
}
