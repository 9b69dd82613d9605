import { readFileSync } from 'node:fs'
import { addressKeyOf, parseAddress } from '../../../src/client/index.ts'
import { compileConfig } from '../../../src/config/index.ts'
import { attachLimits, createSharedMemory } from '../../../src/limits/index.ts'
import {
  type ClientAddress,
  type DecisionKind,
  type Pass,
  type Snapshot,
} from '../../../src/model/index.ts'
import { Caps } from '../../../src/proxy/bounds/caps.ts'
import { Stocks } from '../../../src/proxy/bounds/stocks.ts'
import { surroundingsOf } from '../../../src/proxy/bounds/surroundings.ts'
import { type Usual, clientOf, requestOf, usualOf } from '../../../src/rehearsal/describe.ts'
import { Rehearsal } from '../../../src/rehearsal/rehearsal.ts'
import { shareOf } from '../row.ts'

/** The configuration that ships with the gate: what somebody has who changed nothing. */
const EXAMPLE = new URL('../../../config/paart.yaml', import.meta.url)

/** A Wednesday morning in Luxembourg. */
const START_MS = Date.UTC(2026, 0, 7, 8)

/** A pass that nobody holds. */
const MADE_UP: Pass = {
  id: '',
  name: '',
  sites: [],
  clearance: 'worked',
  provedAtSeconds: START_MS / 1000,
  issuedAtSeconds: START_MS / 1000,
  expiresAtSeconds: START_MS / 1000,
  familyTag: 0,
  platformTag: 0,
  instance: '',
}

/** What one group of clients did and got. */
export interface Met {
  requests: number
  readonly decisions: Record<DecisionKind | 'error', number>
  /** Passes that were earned, by how many times the usual work each took. */
  readonly passesAt: Map<number, number>
}

/** Somebody at an address, who may earn a pass. */
export interface Person {
  readonly address: string
  holdsPass: boolean
  /** Whether the check is done when it is asked for. */
  readonly solves: boolean
}

/** The gate's policies and counters at their full size, by a clock that a row moves; no sockets. */
export class Scene {
  readonly #snapshot = exampleSnapshot()
  readonly #rehearsal = new Rehearsal(this.#snapshot, START_MS, { size: {} })
  readonly #usual: Usual = usualOf(this.#snapshot, null)
  readonly #caps: Caps

  /** A rehearsal has no doors; those of a gate count in tables of the same size. */
  constructor() {
    const limits = attachLimits(createSharedMemory({ workers: 0, seed: new Uint8Array(16) }), 0)
    const nowMs = (): number => this.#rehearsal.clock.steadyMs()
    this.#caps = new Caps(limits, new Stocks(limits, nowMs), nowMs)
  }

  /** A page is asked for, `afterMs` after the beginning; who meets the check and solves it, asks again. */
  visit(person: Person, path: string, { afterMs, met }: { afterMs: number; met: Met }): void {
    this.moveTo(afterMs)
    met.requests++
    const first = this.#ask(person, path)
    if (first !== 'challenge' || !person.solves) {
      met.decisions[first]++
      return
    }
    met.decisions.challenge++
    if (!this.earn(person.address, met)) return
    person.holdsPass = true
    met.requests++
    met.decisions[this.#ask(person, path)]++
  }

  /** The silent door is passed at what it asks of this network now; false where it has to wait for its turn. */
  earn(text: string, { passesAt }: Met): boolean {
    const address = addressOf(text)
    const { silentDoor: door, crowds } = this.#snapshot
    const from = surroundingsOf({ address, addressKey: addressKeyOf(address) }, crowds)
    const price = this.#caps.priceOf(from, door)
    if (price.waitMs > 0) return false
    this.#caps.countSilent(from, door, price)
    passesAt.set(price.risk, (passesAt.get(price.risk) ?? 0) + 1)
    return true
  }

  /** Makes so many entries in the tables of rates and of counts, that live for as long as any can. */
  fill(rates: number, counts: number): void {
    const { ledger } = this.#rehearsal
    const forever = { intervalMs: 3_600_000, burst: 10 }
    for (let i = 0; i < rates; i++) ledger.take('made up', `${i}`, forever)
    for (let i = 0; i < counts; i++) ledger.usePass({ ...MADE_UP, id: `made up ${i}` })
  }

  moveTo(afterMs: number): void {
    this.#rehearsal.moveTo(START_MS + afterMs)
  }

  #ask({ address: text, holdsPass }: Person, target: string): DecisionKind | 'error' {
    const address = addressOf(text)
    const url = { scheme: null, host: null, target }
    const came = this.#rehearsal.judge(
      requestOf({ method: 'GET', url, as: 'firefox' }, this.#usual),
      clientOf({ address }),
      { pass: holdsPass ? { clearance: 'worked', ageMs: 0 } : null },
    )
    return came.kind === 'judged' ? came.judged.decision.kind : 'error'
  }
}

function addressOf(text: string): ClientAddress {
  const address = parseAddress(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

function exampleSnapshot(): Snapshot {
  const folder = new URL('.', EXAMPLE).pathname
  const logo = readFileSync(new URL('logo.svg', EXAMPLE), 'latin1')
  const compiled = compileConfig(readFileSync(EXAMPLE, 'utf8'), {
    file: 'config/paart.yaml',
    folder,
    cores: 2,
    files: new Map([[`${folder}logo.svg`, { text: logo }]]),
  })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return compiled.snapshot
}

export function nothingMet(): Met {
  return {
    requests: 0,
    decisions: { pass: 0, challenge: 0, limit: 0, deny: 0, error: 0 },
    passesAt: new Map(),
  }
}

/** What cannot be got around by a check. */
export function refusedOf({ decisions: { limit, deny, error } }: Met): number {
  return limit + deny + error
}

export function passesOf({ passesAt }: Met): number {
  return [...passesAt.values()].reduce((sum, count) => sum + count, 0)
}

/** `120 passes (60 at 1x, 60 at 4x)`. */
export function passesText(met: Met): string {
  const prices = [...met.passesAt].map(([risk, count]) => `${count} at ${risk}x`)
  return `${passesOf(met)} passes${prices.length === 0 ? '' : ` (${prices.join(', ')})`}`
}

/** What they took to compute, where a pass at the usual price takes `passMs` of a core. */
export function paidSeconds({ passesAt }: Met, passMs: number): number {
  return [...passesAt].reduce((sum, [risk, count]) => sum + (risk * count * passMs) / 1000, 0)
}

/** What a group of citizens saw, beside the same without an attack. */
export function metLine(who: string, met: Met, control: Met): string {
  return `${who}: ${textOf(met)} (control: ${textOf(control)})`
}

function textOf(met: Met): string {
  const { requests, decisions } = met
  return `${shareOf(decisions.pass, requests - decisions.challenge)} answered, ${decisions.challenge} checks, ${refusedOf(met)} refused`
}
