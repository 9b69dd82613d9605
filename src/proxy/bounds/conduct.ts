import { chosenPlace } from '../../client/index.ts'
import { type TallyTable } from '../../limits/index.ts'
import { type Clock, type Facts, type SignalSettings } from '../../model/index.ts'
import { type Conduct, isWellKnown } from '../../policies/index.ts'

/** Pages are remembered by half hours, this one and the one before: for 30 to 60 minutes. */
const PAGES_MS = 30 * 60_000

const FORMS_MS = 10 * 60_000
const MISSED_PAGES_MS = 60_000

/**
 * Kinds of browsers of one network that are told apart: clients make up the names of their header fields, and
 * without a bound each new one would have counts of its own.
 */
const KINDS_PER_NETWORK = 64

/** Forms as browsers send them (HTML, form submission); what scripts send is none. */
const FORM_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i

/** What clients did lately, in the memory all workers share: counts that run out, never what or where. */
export class ConductBook {
  readonly #tallies: TallyTable
  readonly #clock: Clock

  constructor(tallies: TallyTable, clock: Clock) {
    this.#tallies = tallies
    this.#clock = clock
  }

  /** What is known of who sends this request. Changes nothing. */
  of(facts: Facts): Conduct {
    const key = keyOf(facts)
    const nowMs = this.#clock.steadyMs()
    const { presented } = facts
    return {
      formsWithoutPage: this.#tallies.read('forms-without-page', key, nowMs),
      hastyForms: this.#tallies.read('hasty-forms', key, nowMs),
      missedPages: this.#tallies.read('missed-pages', key, nowMs),
      networks:
        presented.kind === 'held' ? this.#tallies.read('networks', presented.pass.id, nowMs) : 1,
    }
  }

  /** Learns from a request that is let through to an application. */
  letThrough(facts: Facts, { dwellMs }: SignalSettings): void {
    if (facts.method === 'POST') {
      if (isForm(facts)) this.#form(facts)
    } else if (facts.method === 'GET' && mayBePage(facts)) {
      const nowMs = this.#clock.steadyMs()
      const key = keyOf(facts)
      this.#tallies.add('pages', `${key} ${periodOf(nowMs)}`, 2 * PAGES_MS, nowMs)
      this.#tallies.add('fresh-pages', key, dwellMs, nowMs)
    }
  }

  /** Learns that an application had nothing at the path it was asked for. */
  missed(facts: Facts): void {
    if (!mayBePage(facts)) return
    this.#tallies.add('missed-pages', keyOf(facts), MISSED_PAGES_MS, this.#clock.steadyMs())
  }

  #form(facts: Facts): void {
    const nowMs = this.#clock.steadyMs()
    const key = keyOf(facts)
    const pages = this.#pages(key, nowMs)
    // A page may have been loaded before the pass was earned.
    const sharedKey = sharedKeyOf(facts)
    if (pages + this.#pages(sharedKey, nowMs) === 0) {
      if (this.#mayHaveForgotten(key, nowMs) || this.#mayHaveForgotten(sharedKey, nowMs)) return
      this.#tallies.add('forms-without-page', key, FORMS_MS, nowMs)
      return
    }
    // Where many share a key, somebody else may have loaded a page just now.
    const isOwn = facts.presented.kind === 'held' || pages === 1
    if (isOwn && this.#tallies.read('fresh-pages', key, nowMs) > 0) {
      this.#tallies.add('hasty-forms', key, FORMS_MS, nowMs)
    }
  }

  #pages(key: string, nowMs: number): number {
    const [before, now] = pageKeysOf(key, nowMs)
    return this.#tallies.read('pages', before, nowMs) + this.#tallies.read('pages', now, nowMs)
  }

  /** Whether there was no room for a page when it was loaded: nobody is accused of what may be that. */
  #mayHaveForgotten(key: string, nowMs: number): boolean {
    return pageKeysOf(key, nowMs).some((name) =>
      this.#tallies.mayHaveForgotten('pages', name, nowMs),
    )
  }
}

function periodOf(nowMs: number): number {
  return Math.floor(nowMs / PAGES_MS)
}

/** What pages of the half hour before and of this one are counted by. */
function pageKeysOf(key: string, nowMs: number): readonly [before: string, now: string] {
  const period = periodOf(nowMs)
  return [`${key} ${period - 1}`, `${key} ${period}`]
}

function keyOf(facts: Facts): string {
  return facts.presented.kind === 'held' ? facts.presented.pass.id : sharedKeyOf(facts)
}

function sharedKeyOf({ network, fingerprint }: Facts): string {
  return `${network} ${chosenPlace(fingerprint, KINDS_PER_NETWORK)}`
}

/** Whether it may be a page in a tab or a frame: old and simple browsers do not say. */
function mayBePage(facts: Facts): boolean {
  const { purpose, header } = facts
  if (isWellKnown(facts)) return false
  if (purpose !== 'other') return purpose === 'navigation'
  const destination = header('sec-fetch-dest')
  return destination === undefined || destination === 'iframe' || destination === 'frame'
}

function isForm(facts: Facts): boolean {
  const { header } = facts
  return (
    FORM_TYPE.test(header('content-type') ?? '') &&
    mayBePage(facts) &&
    header('x-requested-with') === undefined
  )
}
