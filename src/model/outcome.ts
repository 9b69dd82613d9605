import { type Clearance } from './clearance.ts'
import { type Decision, type DecisionKind } from './decision.ts'
import { type ClientNetwork } from './facts.ts'
import { type Visit } from './figures.ts'
import { type Reason } from './reason.ts'
import { type Reference } from './reference.ts'
import { type SignatureCheck, type SignatureOutcome } from './agent.ts'

/** What one rule, limit, pass or policy said about a request, as `explain` prints it. */
export interface Step {
  readonly what: Reason['what'] | 'signature'
  /** Of a signature whose key it names; `unknown signer` where nobody's. */
  readonly name: string
  /** What it wanted; `points`, `mark` and `wait` let the next one speak. Of a signature what came of it. */
  readonly verdict: DecisionKind | 'prove' | 'code' | 'points' | 'mark' | 'wait' | SignatureOutcome
  /** What it added to the score. */
  readonly points: number
  /** Said in shadow: recorded, not obeyed. */
  readonly inShadow: boolean
  /** The configuration's name as the operator typed it; empty where no line stands behind it. */
  readonly file: string
  /** 1-based; 0 where no line stands behind it. */
  readonly line: number
}

/** What can happen at a door of the check page. */
export const DOOR_OUTCOMES = {
  bought: 'requests beyond a limit were bought, for a pass that was shown or for the new one',
  foreign: 'sent from a page of somebody else',
  handed: 'a pass of this site was handed over to another one',
  harder: 'the network needs a harder challenge by now',
  'held-full': 'no more answers may be held, in all or for the network',
  issued:
    'a page or a script was given a challenge; a helpdesk was given a code; another site was asked for a pass',
  left: 'the client left while its answer was held',
  locked: 'too many wrong codes lately, from the network or in all',
  mistyped: 'no ten digits, or one of them cannot be right',
  'network-full': 'the network has earned all the passes it may for now',
  none: 'no site that was asked has handed over a pass that would do',
  'other-gate': 'the challenge was given by another gate that has the same keys',
  passed: 'a pass was earned',
  spent: 'the challenge had been used before',
  stale: 'the challenge was too old, or of another run of the gate',
  unreachable: 'another gate that may know the code did not answer',
  unusable: 'not a challenge of this site, or given to another browser, or longer than any',
  wrong: 'the tags of a proof are wrong; a code is unknown, has been used, or has expired',
} as const

export type DoorOutcome = keyof typeof DOOR_OUTCOMES

/** One event at a door. One request can see several: a page is given a challenge for each door. */
export interface DoorEvent {
  readonly door: 'silent' | 'slow' | 'human' | 'shared'
  readonly outcome: DoorOutcome
  /** From the issue of the challenge to the pass, to about a second; 0 where none was earned. */
  readonly solveMs: number
  /** The class of the work by which something was bought; missing where nothing was. */
  readonly risk?: number
}

/** Why the gate closes a connection by itself, without an answer. */
export const CLOSED_FOR = {
  'bad-proxy-header': 'no header of the PROXY protocol, one that cannot be read, or none in time',
  displaced: 'it was idle, and somebody else needed the room',
  full: 'there was no room for it, and nobody idle who could go',
  'network-full': 'its network had all the connections that it may have',
  'untrusted-proxy': 'at a listener for the PROXY protocol: from somebody who may not speak it',
} as const

export type ClosedFor = keyof typeof CLOSED_FOR

/** Everything that is recorded about one finished request. Never an address, header or query. */
export interface Outcome {
  readonly wallMs: number
  readonly reference: Reference
  readonly site: string
  readonly route: string
  /** Of the route; empty where none was asked. */
  readonly policy: string
  /** Of the site; empty where no site was found. */
  readonly backend: string
  readonly method: string
  /** As sent; the record strips parameters and shortens it. */
  readonly path: string
  /** 0 where the client left before an answer began. */
  readonly status: number
  /** `own` for the gate's own paths, `error` for what could not be judged or forwarded. */
  readonly decision: DecisionKind | 'own' | 'error'
  readonly reason: Reason
  /** What would have been decided, had all that is in shadow been enforced; null for the same. */
  readonly would: Decision | null
  readonly clearance: Clearance | 'none'
  /** The name of the pass that was shown or earned, for `explain` alone; empty where there was none. */
  readonly pass: string
  readonly score: number
  /** What rules called it, in the order in which they did. */
  readonly marks: readonly string[]
  /** In the order in which they were asked; none for a pass that nothing spoke against. */
  readonly steps: readonly Step[]
  readonly doors: readonly DoorEvent[]
  /** Of what is counted of visits, what no door tells; in no log line. */
  readonly visits: readonly Visit[]
  readonly durationMs: number
  /** The gate's own time: until the backend was asked, or all of it where it was not. */
  readonly gateMs: number
  /** Until the backend's answer began; 0 where it was not asked. */
  readonly backendMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly network: ClientNetwork | null
  /** Null where the request carried none, or nobody asked who sent it. */
  readonly signature: SignatureCheck | null
  /** As `Facts` has it; empty where no policy was asked. */
  readonly fingerprint: string
}
