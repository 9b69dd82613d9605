import { type KeyFile, keyRing, markOfCode, newCode, spellCode } from '../../client/index.ts'
import { CODES_MAX, type CodeTable } from '../../limits/index.ts'
import { CODE_PATH, type Clock, type Site, type Snapshot } from '../../model/index.ts'
import { type MetricsSum, type NoteDetails, type NoteMessage } from '../../record/index.ts'
import { type Answer, failure, table } from './answer.ts'
import { NotFound } from '../system/refused.ts'

/** Long enough to read a code out, or to send its link and wait for an answer. */
const LIFETIME_SECONDS = 30 * 60

/** At once: a sheet for a counter's morning. More would be a stock, and one call can be made again. */
export const CODES_AT_ONCE_MAX = 50

/** What may stand in the log as somebody's name. */
const ASKED_BY = /^[\w.@-]{1,64}$/

export interface CodeWish {
  /** Null for every site. */
  readonly site: string | null
  readonly count: number
  /** Who asks, as the command says: the socket lets in its owner alone, whoever that is just now. */
  readonly askedBy: string
}

/** What the log says of codes; never a code. */
export interface CodesIssued {
  readonly count: number
  readonly site: string
  readonly askedBy: string
  /** ISO 8601, UTC. */
  readonly validUntil: string
}

export interface CodeDeskOptions {
  readonly table: CodeTable
  readonly clock: Clock
  readonly snapshot: () => Snapshot
  readonly keys: () => KeyFile
  /** They are counted. */
  readonly metrics: Pick<MetricsSum, 'countCodes'>
  /** And told in the log. */
  readonly onLog: (message: NoteMessage, issued: CodesIssued & NoteDetails) => void
}

/** Where the helpdesk gets the codes that open the human door: each once, for half an hour. */
export class CodeDesk {
  readonly #options: CodeDeskOptions

  constructor(options: CodeDeskOptions) {
    this.#options = options
  }

  /** @throws NotFound where there is no such site. */
  issue({ site, count, askedBy }: CodeWish): Answer {
    const { clock, keys, metrics, onLog } = this.#options
    const page = this.#pageOf(site)
    if (!(count >= 1 && count <= CODES_AT_ONCE_MAX)) {
      return failure('refused', `at most ${CODES_AT_ONCE_MAX} codes are issued at once`)
    }
    const nowSeconds = Math.floor(clock.wallMs() / 1000)
    if (this.#options.table.waiting(nowSeconds) + count > CODES_MAX) {
      return failure('refused', `${CODES_MAX} codes may wait to be used, and there is no room`)
    }
    const endSeconds = nowSeconds + LIFETIME_SECONDS
    const { signing } = keyRing(keys())
    const codes = Array.from({ length: count }, () => {
      const code = newCode()
      this.#options.table.add(markOfCode(signing, site ?? '', code), endSeconds, nowSeconds)
      return code
    })
    const validUntil = new Date(endSeconds * 1000).toISOString()
    const by = ASKED_BY.test(askedBy) ? askedBy : ''
    metrics.countCodes(count)
    const issued = { count, site: site ?? '', askedBy: by, validUntil }
    onLog('codes of the helpdesk were issued', issued)
    return answerOf({ codes, site, page, validUntil })
  }

  /** Where a code of that site is typed in; null where no one host can be named. */
  #pageOf(name: string | null): string | null {
    const snapshot = this.#options.snapshot()
    const { sites } = snapshot
    const found = name === null ? sites[0] : sites.find((site) => site.name === name)
    if (found === undefined) {
      const known = sites.map((site) => site.name).join(', ')
      throw new NotFound(`there is no site of that name; there are ${known}`)
    }
    if (name === null && sites.length > 1) return null
    const host = hostOf(found, snapshot)
    // Where the gate cannot know, citizens come by https.
    const scheme = found.scheme === 'http' ? 'http' : 'https'
    return host === null ? null : `${scheme}://${host}${CODE_PATH}`
  }
}

/** The first whole name of a site; none where it has only patterns. */
function hostOf(wanted: Site, { siteByHost }: Snapshot): string | null {
  for (const [host, site] of siteByHost) if (site === wanted) return host
  return null
}

interface Issued {
  readonly codes: readonly string[]
  readonly site: string | null
  readonly page: string | null
  readonly validUntil: string
}

function answerOf({ codes, site, page, validUntil }: Issued): Answer {
  // Behind the `#`, so that it is in no request and no log; the page puts it in its field.
  const described = codes.map((code) => ({
    code,
    spoken: spellCode(code),
    link: page === null ? null : `${page}#${code}`,
  }))
  const rows = described.map(({ spoken, link }) => (link === null ? [spoken] : [spoken, link]))
  const heading = page === null ? ['code'] : ['code', 'the same as a link']
  const where = page ?? `${CODE_PATH} of ${site ?? 'any site'}`
  return {
    ending: 'done',
    report: { ok: true, site, page, validUntil, codes: described },
    text: `${table([heading, ...rows])}
each valid once, until ${validUntil}, at ${where}
`,
  }
}
