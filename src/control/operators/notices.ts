import { foldName, isInUse } from '../../client/index.ts'
import { type Notice, type Snapshot } from '../../model/index.ts'
import { type NoteDetails, type NoteMessage } from '../../record/index.ts'
import { type OnNote } from '../system/note.ts'

/** Of one kind: the first name the cause, and anybody can make up fields that are dropped. */
const OF_A_KIND_MAX = 64

/** One thing an operator is to know, as `status` shows it. */
export interface NoticeStatus {
  /** When it was met first; ISO 8601, UTC. */
  readonly since: string
  readonly text: string
}

interface Known extends NoticeStatus {
  readonly kind: Notice['kind']
  /** Of the configuration it is told of. */
  readonly hash: string
}

export interface NoticesOptions {
  readonly wallMs: () => number
  /** In one line. */
  readonly onNote: OnNote
  /** A line of the log. */
  readonly onLog: (message: NoteMessage, details: NoteDetails) => void
}

/**
 * What the set-up has in it that an operator is to know: told once for each configuration, on stderr and
 * in the log, however many workers meet it, and shown by `status` until another configuration is in
 * force.
 */
export class Notices {
  readonly #options: NoticesOptions
  readonly #known = new Map<string, Known>()
  /** Of the configuration in force. */
  #hash = ''

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  /** This configuration is in force: what was wrong with the one before may be mended. */
  follow({ trustedProxies, hash }: Snapshot): void {
    this.#hash = hash
    for (const [key, known] of this.#known) if (known.hash !== hash) this.#known.delete(key)
    for (const network of trustedProxies.tooLarge) {
      this.tell({ kind: 'everybody-trusted', network }, hash)
    }
  }

  /** `hash`: of the configuration that it is told of; a worker may be ahead of the main thread. */
  tell(notice: Notice, hash: string): void {
    const text = textOf(notice)
    const key = `${hash} ${text}`
    if (this.#known.has(key) || this.#isEnough(notice)) return
    const { wallMs, onNote, onLog } = this.#options
    const since = new Date(wallMs()).toISOString()
    this.#known.set(key, { since, text, hash, kind: notice.kind })
    onNote(text)
    onLog(...lineOf(notice))
  }

  /** Of the fields that are in use there are not many, and they are told whatever else was made up. */
  #isEnough(notice: Notice): boolean {
    const { kind } = notice
    if (kind === 'field-dropped' && isInUse(foldName(notice.field))) return false
    return [...this.#known.values()].filter((known) => known.kind === kind).length >= OF_A_KIND_MAX
  }

  /** In the order in which they were met. */
  list(): readonly NoticeStatus[] {
    const inForce = [...this.#known.values()].filter(({ hash }) => hash === this.#hash)
    return inForce.map(({ since, text }) => ({ since, text }))
  }
}

/** For the operator alone, so it may name a network of the operator's own. */
function textOf(notice: Notice): string {
  const { network } = notice
  switch (notice.kind) {
    case 'stranger-forwards':
      return network === null
        ? 'nearly every request comes with X-Forwarded-For or Forwarded, from peers that are no trusted proxies: where they are yours, all who come through one count as one client; name their networks in trustedProxies'
        : `${network} sends X-Forwarded-For and is no trusted proxy, so all who come through it count as one client; where it is yours: trustedProxies: [${network}]`
    case 'nobody-named':
      return `${network}, a trusted proxy, names no client in X-Forwarded-For or Forwarded, so all who come through it count as one client; what it asks for itself is best asked of /readyz at admin.address`
    case 'everybody-trusted':
      return `${network} is trusted as a proxy, so every client there can write its own address; name the proxies alone in trustedProxies`
    case 'field-dropped':
      return `the header field ${notice.field} is not passed on, for it claims an identity; where it is a proxy of yours that sets it: ${believingLine(notice)}`
  }
}

/** For the log, which holds no address. */
function lineOf(notice: Notice): [message: NoteMessage, details: NoteDetails] {
  switch (notice.kind) {
    case 'stranger-forwards':
      return ['X-Forwarded-For comes from a peer that is no trusted proxy', {}]
    case 'nobody-named':
      return ['a trusted proxy names no client', { network: notice.network }]
    case 'everybody-trusted':
      return ['everybody is trusted as a proxy', { network: notice.network }]
    case 'field-dropped': {
      const { field } = notice
      const message = 'a header field that claims an identity is not passed on'
      return [message, { field, believed: believingLine(notice) }]
    }
  }
}

/** What YAML takes as it stands. */
const PLAIN_NAME = /^[\w-]+$/

/** What to write where a proxy is the source of a field. */
function believingLine({
  field,
  network,
  fields,
}: Extract<Notice, { kind: 'field-dropped' }>): string {
  const names = [...fields, PLAIN_NAME.test(field) ? field : JSON.stringify(field)].join(', ')
  return `trustedProxies: [{ network: ${network ?? "THE PROXY'S"}, fields: [${names}] }]`
}
