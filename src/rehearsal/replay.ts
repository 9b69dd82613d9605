import { type Lookout, parseAddress, quietLookout } from '../client/index.ts'
import {
  type ClientNetwork,
  type Decision,
  type Policy,
  type Route,
  type Site,
  type Snapshot,
} from '../model/index.ts'
import { type Judged, type Ledger, judge } from '../policies/index.ts'
import { identifyDescribed } from '../proxy/index.ts'
import { type Usual, hostOf } from './describe.ts'
import { type LoggedRequest, readLogLine } from './log-lines.ts'
import { LoggedFacts, type Unknown } from './logged-facts.ts'
import { Rehearsal } from './rehearsal.ts'
import { type Shifted, Tally, type TallyRow } from './tally.ts'

/** Bad lines that are named; whoever sees these knows what is wrong. */
const BAD_LINES_SHOWN = 5

/** Counters' 32-bit times wrap after days: what has run out is freed as often as in a gate. */
const SWEEP_MS = 6 * 3_600_000

/** What a candidate would have decided otherwise. */
export interface ReplayReport {
  readonly lines: number
  /** Judged requests. */
  readonly requests: number
  /** Lines about something else: the gate's own paths, errors, notes. */
  readonly skipped: number
  readonly bad: { readonly count: number; readonly first: readonly number[] }
  /** Requests that no site or route of the candidate takes. */
  readonly unserved: number
  /** ISO 8601, UTC; empty where nothing was judged. */
  readonly from: string
  readonly to: string
  readonly changes: readonly TallyRow[]
  /** Who calls itself a crawler; and of these, who is one by the ranges that its operator publishes. */
  readonly crawlers: Shifted
  readonly verifiedCrawlers: Shifted
  /** What policies asked for that the log does not hold, and for how many requests. */
  readonly unknown: Readonly<Partial<Record<Unknown, number>>>
  /** Whether a policy that took requests listens to signals, which a log cannot show. */
  readonly signalsIgnored: boolean
  /** Whether the log knows of no passes, so that everybody is judged as if they held none. */
  readonly passesUnknown: boolean
}

/** Judges the lines of a log one after the other; the log's own time moves the clock. */
export class Replay {
  readonly #snapshot: Snapshot
  readonly #usual: Usual
  readonly #lookout: Lookout
  readonly #tally = new Tally()
  readonly #deaf = new Map<Route, Route>()
  /** Those whose policies listen to signals. */
  readonly #listening = new Set<Route>()
  readonly #unknown = new Map<Unknown, number>()
  readonly #firstBad: number[] = []
  #rehearsal: Rehearsal | null = null
  #ledger: Ledger | null = null
  #sweptMs = 0
  #lines = 0
  #skipped = 0
  #bad = 0
  #unserved = 0
  #fromMs = Infinity
  #toMs = -Infinity
  #signalsIgnored = false
  #passesUnknown = false

  constructor(snapshot: Snapshot, usual: Usual) {
    this.#snapshot = snapshot
    this.#usual = usual
    this.#lookout = quietLookout(snapshot)
  }

  /** Takes the next line; null stands for one that is too long to be any. */
  take(line: string | null): void {
    this.#lines++
    const read = line === null ? 'bad' : readLogLine(line)
    if (read === 'other') this.#skipped++
    else if (read === 'bad') this.#reportBad()
    else this.#judge(read)
  }

  #reportBad(): void {
    this.#bad++
    if (this.#firstBad.length < BAD_LINES_SHOWN) this.#firstBad.push(this.#lines)
  }

  #judge(logged: LoggedRequest): void {
    const rehearsal = this.#at(logged.atMs)
    const read = this.#read(logged, rehearsal)
    if (read === null) {
      this.#unserved++
      return
    }
    const { facts, site } = read
    const judged = judge(
      facts,
      { ...site, routesFor: this.#deafRoutes(site) },
      this.#ledgerOf(rehearsal),
    )
    if (judged === null) {
      this.#unserved++
      return
    }
    for (const { counter, key } of judged.entered) rehearsal.ledger.leave(counter, key)
    if (logged.clearance === null) this.#passesUnknown = true
    const isSure = this.#isSure(judged, logged, facts)
    this.#tally.count({
      route: judged.route.name,
      method: logged.method,
      client: logged.userAgent === null ? 'unknown' : facts.userAgentClass,
      was: logged.was,
      would: judged.decision.kind,
      isVerified: logged.userAgent !== null && facts.verifiedAgent !== null,
      isSure,
    })
  }

  /** The clock of the counters goes on with the log, and never back. */
  #at(atMs: number): Rehearsal {
    const rehearsal = (this.#rehearsal ??= this.#startAt(atMs))
    rehearsal.moveTo(atMs)
    if (atMs - this.#sweptMs > SWEEP_MS) {
      rehearsal.sweep()
      this.#sweptMs = atMs
    }
    this.#fromMs = Math.min(this.#fromMs, atMs)
    this.#toMs = Math.max(this.#toMs, atMs)
    return rehearsal
  }

  #startAt(atMs: number): Rehearsal {
    // In new counters there is nothing to free.
    this.#sweptMs = atMs
    return new Rehearsal(this.#snapshot, atMs, { size: {} })
  }

  /** How often a pass was used stands in no log: each is taken for good, and its network is known by it. */
  #ledgerOf(rehearsal: Rehearsal): Ledger {
    return (this.#ledger ??= {
      ...rehearsal.ledger,
      standing(pass, facts) {
        rehearsal.ledger.standing(pass, facts)
        return 'good'
      },
      usePass: () => undefined,
    })
  }

  #read(
    logged: LoggedRequest,
    { clock }: Rehearsal,
  ): { readonly facts: LoggedFacts; readonly site: Site } | null {
    const host = this.#hostOf(logged)
    const peer = logged.address ?? parseAddress('0.0.0.0')
    if (host === null || peer === null) return null
    const found = identifyDescribed(
      {
        nowMs: clock.wallMs(),
        method: logged.method,
        target: logged.target,
        rawHeaders: ['Host', host],
        scheme: this.#usual.scheme,
        peer,
      },
      this.#snapshot,
    )
    if (found.kind !== 'known') return null
    const { known, site } = found
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it stands for one, and is only compared
    const network = (logged.pseudonym ?? known.network) as ClientNetwork
    return { site, facts: new LoggedFacts(logged, { ...known, network }, this.#lookout) }
  }

  #hostOf({ site: name, host }: LoggedRequest): string | null {
    if (name === null) return host ?? this.#usual.host
    const site = this.#snapshot.sites.find((one) => one.name === name)
    return site === undefined ? null : hostOf(site, this.#snapshot)
  }

  /** Signals look at all header fields together: of a part they would say what is not true. */
  #deafRoutes(site: Site): Site['routesFor'] {
    return (path) => site.routesFor(path).map((route) => this.#deafRoute(route))
  }

  #deafRoute(route: Route): Route {
    const known = this.#deaf.get(route)
    if (known !== undefined) return known
    const policy: Policy = { ...route.policy, signals: null }
    const deaf: Route = { ...route, policy }
    this.#deaf.set(route, deaf)
    if (route.policy.signals !== null) this.#listening.add(deaf)
    return deaf
  }

  #isSure({ route, decision }: Judged, logged: LoggedRequest, facts: LoggedFacts): boolean {
    if (this.#listening.has(route)) this.#signalsIgnored = true
    const asked = new Set(facts.asked)
    for (const what of unknownKey(route, decision, facts)) asked.add(what)
    for (const what of hiddenCauses(logged, decision)) asked.add(what)
    for (const what of asked) this.#unknown.set(what, (this.#unknown.get(what) ?? 0) + 1)
    return asked.size === 0
  }

  report(): ReplayReport {
    const { rows, requests, crawlers, verifiedCrawlers } = this.#tally.report()
    return {
      lines: this.#lines,
      requests,
      skipped: this.#skipped,
      bad: { count: this.#bad, first: this.#firstBad },
      unserved: this.#unserved,
      from: requests === 0 ? '' : new Date(this.#fromMs).toISOString(),
      to: requests === 0 ? '' : new Date(this.#toMs).toISOString(),
      changes: rows,
      crawlers,
      verifiedCrawlers,
      unknown: Object.fromEntries(this.#unknown),
      signalsIgnored: this.#signalsIgnored,
      passesUnknown: this.#passesUnknown,
    }
  }
}

/** What decided, or would, and leaves no trace in a log. */
function hiddenCauses(logged: LoggedRequest, { kind }: Decision): readonly Unknown[] {
  const { was, reason, clearance, method } = logged
  if (was === kind) return []
  const isUsedUp = was === 'challenge' && clearance !== null && clearance !== 'none'
  const isPreflight = method === 'OPTIONS' && kind === 'challenge'
  return [
    ...(reason === 'policy: score' || isPreflight ? (['header fields'] as const) : []),
    ...(isUsedUp ? (['pass'] as const) : []),
  ]
}

/** Where a limit decided: what it counts by that the log only tells in part. */
function unknownKey(
  { name, policy }: Route,
  { reason }: Decision,
  facts: LoggedFacts,
): ReadonlySet<Unknown> {
  facts.countedBy.clear()
  if (reason.what !== 'limit') return facts.countedBy
  policy.limits
    .find((limit) => limit.name === reason.name)
    ?.keyOf(facts, name, (_facts, text) => text)
  return facts.countedBy
}
