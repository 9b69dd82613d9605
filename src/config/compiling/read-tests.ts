import {
  CLEARANCES,
  type GateReason,
  MODE_REASONS,
  ORDER_REASONS,
  PASS_REASONS,
  POLICY_REASONS,
  type Snapshot,
} from '../../model/index.ts'
import { type Mistake } from '../text/mistake.ts'
import { meant } from '../text/nearest.ts'
import { type Path, type Place, placeAt } from '../text/place.ts'
import { Report } from '../text/report.ts'
import { type TestConfig, type TestsConfig, testsSchema } from '../schema/tests.ts'
import { checkShape } from '../schema/shape.ts'
import { readSource } from '../text/source.ts'

/** One policy test and where it stands. */
export interface PolicyTest extends TestConfig {
  /** 1-based. */
  readonly line: number
}

/** A file of policy tests, or every mistake in it. */
export class PolicyTests {
  readonly file: string
  readonly text: string
  readonly #report: Report
  readonly #root: Place | null
  readonly #read: TestsConfig | null

  /** Reads the text of a file; `file` is its name in messages. Never throws, whatever the text holds. */
  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    this.#report = new Report(file, text)
    const { root, soundUntil } = readSource(text, this.#report)
    this.#root = root
    this.#read = root === null ? null : checkShape(testsSchema, { root, soundUntil }, this.#report)
    if (root !== null || this.#report.hasErrors) return
    this.#report.error(0, { code: 'PAART_MISSING_KEY', message: 'the file is empty' })
  }

  /** The preset that the tests are about; null where it is the configuration. */
  get preset(): string | null {
    return this.#read?.policy ?? null
  }

  /** The host of requests that are written as a path. */
  get host(): string | null {
    return this.#read?.host ?? null
  }

  /** In the order of the file; none where there are mistakes. */
  get tests(): readonly PolicyTest[] {
    if (this.#read === null || this.#report.hasErrors) return []
    return this.#read.tests.map((test, index) => ({
      ...test,
      line: this.#report.positionOf(this.#offsetAt(['tests', index])).line,
    }))
  }

  /** In the order of the file. */
  mistakes(): readonly Mistake[] {
    return this.#report.mistakes()
  }

  /** What tests expect must be described, or they would hold, or fail, for the wrong reason. */
  checkAgainst(snapshot: Snapshot): void {
    const known = namesIn(snapshot)
    for (const [index, { expect }] of this.tests.entries()) {
      const { reason, decision, site, route } = expect
      const at = ['tests', index, 'expect']
      // What is refused before any policy is asked has reasons of its own.
      if (decision !== 'error' && decision !== 'own') {
        this.#check([...at, 'reason'], reason && nameIn(reason), known.reasons)
      }
      this.#check([...at, 'site'], site, known.sites)
      this.#check([...at, 'route'], route, known.routes)
    }
  }

  #check(path: Path, name: string | undefined, known: ReadonlySet<string>): void {
    if (name === undefined || known.has(name)) return
    this.error(path, {
      code: 'PAART_TEST',
      message: `no ${String(path.at(-1))} "${name}" is described`,
      hint: meant(name, known),
    })
  }

  /** Reports what is found out when a test is run. */
  error(path: Path, said: Parameters<Report['error']>[1]): void {
    this.#report.error(this.#offsetAt(path), said)
  }

  #offsetAt(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const place = this.#root === null ? null : placeAt(this.#root, path.slice(0, length))
      if (place) return place.offset
    }
    return 0
  }
}

/** The reason of who waits for a turn. */
const WAITING_ROOM: GateReason = 'waiting-room'

/** What stands behind what; of an order, which has a number there, the word before it. */
function nameIn(reason: string): string {
  return reason.replace(/^(ban|allow): \d+$/, '$1').replace(/^\w+: /, '')
}

function namesIn({ sites }: Snapshot): Record<'reasons' | 'sites' | 'routes', Set<string>> {
  const routes = sites.flatMap((site) => site.routes)
  const reasons = new Set<string>(
    [POLICY_REASONS, ORDER_REASONS, MODE_REASONS].flatMap((words) => Object.keys(words)),
  )
  for (const clearance of CLEARANCES) {
    reasons.add(clearance)
    for (const time of Object.keys(PASS_REASONS)) reasons.add(`${clearance} ${time}`)
  }
  if (routes.some(({ waitingRoom }) => waitingRoom !== null)) reasons.add(WAITING_ROOM)
  for (const { rules, limits } of new Set(routes.map(({ policy }) => policy))) {
    for (const { name } of [...rules, ...limits]) reasons.add(name)
  }
  return {
    reasons,
    sites: new Set(sites.map(({ name }) => name)),
    routes: new Set(routes.map(({ name }) => name)),
  }
}
