import { readFileSync } from 'node:fs'
import { parseAddress } from '../../../src/client/index.ts'
import { compileConfig } from '../../../src/config/index.ts'
import { type DecisionKind, type Snapshot } from '../../../src/model/index.ts'
import { type Usual, clientOf, requestOf, usualOf } from '../../../src/rehearsal/describe.ts'
import { Rehearsal } from '../../../src/rehearsal/rehearsal.ts'
import { shareOf } from '../row.ts'

/** The configuration that ships with the gate: what somebody has who changed nothing. */
const EXAMPLE = new URL('../../../config/paart.yaml', import.meta.url)

/** A Wednesday morning in Luxembourg. */
const START_MS = Date.UTC(2026, 0, 7, 8)

/** What one group of clients did and got. */
export interface Met {
  requests: number
  readonly decisions: Record<DecisionKind | 'error', number>
  /** Passes that were earned. */
  passes: number
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
  readonly #rehearsal: Rehearsal
  readonly #usual: Usual

  constructor() {
    const snapshot = exampleSnapshot()
    this.#rehearsal = new Rehearsal(snapshot, START_MS, { size: {} })
    this.#usual = usualOf(snapshot, null)
  }

  /** A page is asked for, `afterMs` after the beginning; who meets the check and solves it, asks again. */
  visit(person: Person, path: string, { afterMs, met }: { afterMs: number; met: Met }): void {
    this.#rehearsal.moveTo(START_MS + afterMs)
    met.requests++
    const first = this.#ask(person, path)
    if (first !== 'challenge' || !person.solves) {
      met.decisions[first]++
      return
    }
    met.decisions.challenge++
    met.passes++
    person.holdsPass = true
    met.requests++
    met.decisions[this.#ask(person, path)]++
  }

  #ask({ address: text, holdsPass }: Person, target: string): DecisionKind | 'error' {
    const address = parseAddress(text)
    if (address === null) throw new Error(`${text} is no address`)
    const url = { scheme: null, host: null, target }
    const came = this.#rehearsal.judge(
      requestOf({ method: 'GET', url, as: 'firefox' }, this.#usual),
      clientOf({ address }),
      { pass: holdsPass ? { clearance: 'worked', ageMs: 0 } : null },
    )
    return came.kind === 'judged' ? came.judged.decision.kind : 'error'
  }
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
    passes: 0,
  }
}

/** What cannot be got around by a check. */
export function refusedOf({ decisions: { limit, deny, error } }: Met): number {
  return limit + deny + error
}

/** What a group of citizens saw, beside the same without an attack. */
export function metLine(who: string, met: Met, control: Met): string {
  return `${who}: ${textOf(met)} (control: ${textOf(control)})`
}

function textOf(met: Met): string {
  const { requests, decisions } = met
  return `${shareOf(decisions.pass, requests - decisions.challenge)} answered, ${decisions.challenge} checks, ${refusedOf(met)} refused`
}
