import { type IncomingMessage, type ServerResponse } from 'node:http'
import {
  type ClientAddress,
  type ClientNetwork,
  type DoorEvent,
  type Outcome,
  type Pass,
  type Reason,
  type Reference,
  type RequestReason,
  type Scheme,
  type Site,
  type Snapshot,
  type TrustedProxy,
  type Visit,
} from '../model/index.ts'
import { type ObservedFacts } from '../client/index.ts'
import { type Judged } from '../policies/index.ts'
import { type Asked, type Description } from './asked.ts'
import { type AtRoom } from './at-room.ts'
import { type Delivery, type FormInHand } from './delivery.ts'
import { type RawHeaders, headerReader } from './headers.ts'
import { senderOf } from './sent-by.ts'
import { stepsOf } from './steps.ts'

/** What of an outcome a judgement says. */
type JudgedParts = Pick<Outcome, 'route' | 'policy' | 'score' | 'marks' | 'steps'>

/** What the record says of a request that no policy was asked about. */
const NOT_JUDGED: JudgedParts = { route: '', policy: '', score: 0, marks: [], steps: [] }

/** Shared: few requests come to a door, and few are a visit. */
const NO_DOORS: readonly DoorEvent[] = []
const NO_VISITS: readonly Visit[] = []
const AGENT: readonly Visit[] = ['agent']

/** What a check is to buy beyond limits, whose counters it names. */
export interface Ordered {
  /** All of one policy; never none. */
  readonly counters: readonly string[]
  /** What stands for them in tokens and addresses. */
  readonly tag: string
  /** For whom; null for the pass that the check earns. */
  readonly pass: Pass | null
}

/** What *identify* found out about the client, needed again on the way to the backend. */
export interface Client {
  readonly address: ClientAddress
  /** The address, or its /64 for IPv6: what counts as one client. */
  readonly addressKey: string
  readonly network: ClientNetwork
  readonly peer: ClientAddress
  readonly isPeerTrusted: boolean
  /** What the peer is trusted with; null where it is no trusted proxy. */
  readonly proxy: TrustedProxy | null
}

/** What another gate of the ring says of a request that it hands on. */
export interface Hop {
  readonly address: ClientAddress
  /** Who spoke to that gate. */
  readonly peer: ClientAddress
  readonly scheme: Scheme
  /** SHA-256 of the body, base64url. */
  readonly digest: string
}

/** Node's answer, on which the exchange is found again when its connection goes wrong. */
export interface Answering extends ServerResponse {
  exchange?: Exchange
}

/**
 * One request on its road, with its answer: what every stage adds and the record reads at the end.
 * The snapshot is taken once, here; a reload never changes it on the way.
 */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: Answering
  readonly snapshot: Snapshot
  readonly reference: Reference
  readonly startedMs: number
  /** Whether the answer has no body, whatever its request was about. */
  readonly isHead: boolean
  header: (name: string) => string | undefined
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean
  /** Whether its connection has said by the PROXY protocol whom it is for. */
  readonly isIntroduced: boolean

  /** Of a WebSocket handshake: the bytes that came with it. Null for every other request. */
  early: Buffer | null = null
  /** Whether `100 Continue` has been sent. */
  isContinued = false
  /** What a proxy wants to know that forwards the request itself; null for a request of its own. */
  asked: Asked | null = null
  client: Client | null = null
  /** What another gate says that hands it on, where it is believed. */
  hop: Hop | null = null
  /** Whether somebody says that it was handed on, believed or not: then it goes no further. */
  wasHandedOn = false
  /** A whole body that was read to see whether it is a claim; null where none was. */
  received: Buffer | null = null
  /** The kept form that goes to the backend in place of this request. */
  delivery: Delivery | null = null
  /** The kept form that this answer's page is for. */
  form: FormInHand | null = null
  /** What the check of this exchange buys beside a pass; null for nothing. */
  order: Ordered | null = null
  /** The Set-Cookie value of a pass that this request has earned: whatever answers it brings it. */
  earned: string | null = null
  /** When a form that is kept began to arrive; wall clock, 0 for any other. */
  arrivedMs = 0
  /** Its browser has sent a form as long as this one here, which was kept and delivered. */
  mayBeRepeated = false
  /** How the client reached the site; known once the site is. */
  scheme: Scheme = 'http'
  site: Site | null = null
  facts: ObservedFacts | null = null
  judged: Judged | null = null
  /** Where its sender stands at the waiting room of its route; null where none was asked. */
  atRoom: AtRoom | null = null
  /** The path as sent; empty until the target is understood. */
  path = ''
  /** Path and query, byte for byte. */
  target = ''
  /** From an opened token: where a door leads back to, and how far back the form lies. */
  wayBack: string | null = null
  stepsBack: number | null = null
  /** What operators call the pass that was earned with it; empty where none was. */
  earnedPass = ''
  decision: Outcome['decision'] = 'error'
  reason: Reason = { what: 'request', name: 'unfinished', line: 0 }
  /**
   * Who has to know when the answer is over, however it ends. An object, not a function: of closures
   * kept here the garbage collector lets whole requests grow old.
   */
  whenClosed: { readonly clientClosed: () => void } | null = null
  /** When the backend was asked, by the steady clock; null where it was not. */
  askedMs: number | null = null
  backendMs = 0
  /** For how long the gate waited for the request's body before it asked. */
  bodyMs = 0
  #doors = NO_DOORS
  #visits = NO_VISITS
  /** What the client was told where its request went wrong; 0 for nothing. */
  #cutStatus = 0
  readonly #bytesRead: number
  readonly #bytesWritten: number

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    start: {
      readonly snapshot: Snapshot
      readonly reference: Reference
      readonly startedMs: number
      readonly expectsContinue: boolean
      readonly isIntroduced: boolean
    },
  ) {
    this.request = request
    this.response = response
    this.response.exchange = this
    this.snapshot = start.snapshot
    this.reference = start.reference
    this.startedMs = start.startedMs
    this.expectsContinue = start.expectsContinue
    this.isIntroduced = start.isIntroduced
    this.isHead = request.method === 'HEAD'
    this.header = headerReader(request.rawHeaders)
    this.#bytesRead = request.socket.bytesRead
    this.#bytesWritten = request.socket.bytesWritten
  }

  /** The header fields that are meant for the backend. */
  get sentHeaders(): RawHeaders {
    return this.delivery?.rawHeaders ?? this.request.rawHeaders
  }

  get method(): string {
    return this.request.method ?? 'GET'
  }

  /** From here on this is the request that a proxy describes, and no longer the one by which it asks. */
  describe({ method, target, rawHeaders }: Description): void {
    Object.assign(this.request, { method, url: target, rawHeaders })
    this.header = headerReader(rawHeaders)
  }

  /** Lets a waiting client send its body. Called once the request is accepted, never before. */
  continue(): void {
    if (!this.expectsContinue || this.isContinued) return
    this.isContinued = true
    this.response.writeContinue()
  }

  /** Tells the record what happened at a door. */
  tellDoor(door: DoorEvent['door'], outcome: DoorEvent['outcome'], solveMs = 0): void {
    this.#doors = [...this.#doors, { door, outcome, solveMs }]
  }

  /** The same of what was bought there, by work of that class. */
  tellBought(door: DoorEvent['door'], risk: number): void {
    this.#doors = [...this.#doors, { door, outcome: 'bought', solveMs: 0, risk }]
  }

  /** Tells the record what kind of visit it is. */
  tellVisit(visit: Visit): void {
    this.#visits = [...this.#visits, visit]
  }

  /** The rest of the request never comes, or is none: its client is told so, and nothing else. */
  cutShort(status: number, name: RequestReason): void {
    this.#cutStatus = status
    this.decision = 'error'
    this.reason = { what: 'request', name, line: 0 }
    this.close()
  }

  /** What is left of the answer is not sent, because its reader hardly takes it, or not at all. */
  blameReader(): void {
    this.reason = { what: 'request', name: 'slow-reader', line: 0 }
  }

  /** The answer is over. */
  close(): void {
    this.whenClosed?.clientClosed()
    this.whenClosed = null
  }

  /** Whether the client has gone, or been told: nothing can be answered any more. */
  get isGone(): boolean {
    return this.response.destroyed || this.response.closed || this.#cutStatus > 0
  }

  /** What is recorded when the exchange is over. */
  outcome(nowMs: number, wallMs: number): Outcome {
    const { facts, response, request } = this
    const { route, policy, score, marks, steps } = this.#judgement()
    const { clearance, fingerprint, pass, signature } = senderOf(facts, this.earnedPass)
    // Each part by its name: what is spread into an object makes it anew with each part.
    return {
      wallMs,
      reference: this.reference,
      site: this.site?.name ?? '',
      backend: this.site?.backend?.name ?? '',
      method: this.method,
      path: this.path,
      status: response.headersSent ? response.statusCode : this.#cutStatus,
      decision: this.decision,
      reason: this.reason,
      would: this.judged?.would ?? null,
      clearance,
      fingerprint,
      pass,
      signature,
      route,
      policy,
      score,
      marks,
      steps,
      doors: this.#doors,
      visits: this.#visitsSeen(),
      durationMs: nowMs - this.startedMs,
      gateMs: (this.askedMs ?? nowMs) - this.startedMs - this.bodyMs,
      backendMs: this.backendMs,
      bytesIn: this.#bytesIn(),
      bytesOut: request.socket.bytesWritten - this.#bytesWritten,
      network: this.client?.network ?? null,
    }
  }

  #visitsSeen(): readonly Visit[] {
    return this.decision === 'pass' && (this.facts?.agentSeen ?? null) !== null
      ? AGENT
      : this.#visits
  }

  #judgement(): JudgedParts {
    if (this.judged === null) return NOT_JUDGED
    const { route, score, marks } = this.judged
    const steps = stepsOf(this.judged, this.snapshot, this.facts?.signature ?? null)
    return { route: route.name, policy: route.policy.name, score, marks, steps }
  }

  #bytesIn(): number {
    const declared = Number(this.header('content-length'))
    return declared > 0 ? declared : this.request.socket.bytesRead - this.#bytesRead
  }
}
