import { type Clearance } from './clearance.ts'

/*
 * The fixed words behind which a request was decided as it was, and what each means: what stands in
 * log lines and `explain` besides names from the configuration. docs/codes.md says what to do.
 */

/** Of a request that cannot be understood or served, whatever any policy thinks. */
export const REQUEST_REASONS = {
  'ambiguous-path':
    'the path holds NUL, or can be read in several ways where its site or route refuses that',
  'bad-framing': 'where the body ends is not clear',
  'bad-handshake': 'a WebSocket handshake that is none',
  'bad-host': 'it names no valid host, or several',
  'bad-target': 'its target is no path of a site',
  CONNECT: 'somebody takes the gate for an open proxy',
  ERR_HTTP_REQUEST_TIMEOUT: 'its head took too long to arrive',
  expectation: 'it expects something else than `100-continue`',
  HPE_HEADER_OVERFLOW: 'its head is larger than any browser sends',
  HPE_INVALID_VERSION: 'it speaks another version of HTTP than 1.0 and 1.1',
  method: 'a method that is not served there',
  'long-target': 'the address that it asks for is longer than any browser or application needs',
  'no-such-page': 'a path of the gate, or one that looks like it, at which there is nothing',
  'no-such-route': 'no route of the site takes it',
  'no-such-site': 'no site has this host',
  'raw-target': 'its target holds bytes beyond ASCII that are not escaped',
  'slow-body': 'its body came too slowly, or not at all',
  'slow-reader': 'the answer was broken off because its reader hardly took it, or not at all',
  'too-early': 'it came before its handshake was over, and would change something',
  stranger: 'at a listener for subrequests: it came from nobody in `trustedProxies`',
  undescribed:
    'at a listener for subrequests: a field that describes the request is missing, stands there twice, or cannot be read',
  unfinished: 'the client left before anything was decided',
  'unknown-method': 'a method that Node does not know',
  'unrouted-own-path':
    'a proxy asked about a path of the gate, where it should pass the request on to the gate',
  unknown: 'bytes that are no request, for a reason that the parser does not name',
  version: 'it speaks another version of HTTP than 1.0 and 1.1',
  'websocket-version': 'a WebSocket of another version than 13',
} as const satisfies Words

/** Of a backend that failed, or of a request that was cut off on its way to it. */
export const BACKEND_REASONS = {
  'backend-broke': 'it broke off its answer, or gave one that is no HTTP; the rule stands behind',
  'backend-drained': 'operators have taken all its servers out of service for now',
  'backend-full': '`inFlightMax` requests were under way to it, or no connection came free in time',
  'backend-refused': 'it could not be reached: refused, no such host, no route',
  'backend-slow': 'it took longer to connect or to answer than its timeouts allow',
  'backend-tls':
    "its certificate cannot be trusted, or no handshake came about; the error's code stands behind",
  'client-body': 'the request ended before its body did',
} as const satisfies Words

/** Of what the gate answers itself. */
export const GATE_REASONS = {
  'answer-lost':
    'the rest of an answer that waited for its reader could not be read back from the disk',
  'ask foreign': 'a page of somebody else wanted another site to be asked for a pass',
  'ask sent': 'the browser was sent to another site, to ask there for a pass',
  'ask unusable': 'another site was to be asked by what is no page of this one, or there is none',
  asterisk: '`OPTIONS *`, which asks about the gate itself',
  check: 'the check was asked for at its own address, `/.paart/check`',
  'check foreign': 'a page of somebody else sent a person there: led to the front page',
  'check passed': 'it was asked for with a pass that is enough: led back',
  'code asked': 'the page for codes was asked for, by a button of a check page',
  'code foreign': 'a code was sent from a page of somebody else',
  'code locked': 'too many wrong codes lately, from the network or in all',
  'code mistyped': 'no ten digits, or one of them cannot be right',
  'code passed': 'a code was good: a pass was earned',
  'code unreachable': 'another gate that may know the code did not answer',
  'code unusable': 'the form of the code is none of this site',
  'code wrong': 'a code is unknown, has been used, or has expired',
  'cookie lost': 'a browser that was handed a pass did not show it: it keeps no cookies',
  defect: 'the gate made a mistake',
  draining: 'the gate is ending, and takes nothing new',
  'form already':
    'somebody asks for a form that has been delivered, and nobody knows whether its sender has the answer',
  'form answered': 'a delivered form was claimed again: its sender got the same answer',
  'form deleted': 'a kept form was deleted, as its sender wished',
  'form delivered': 'a kept form went to its backend after the check',
  'form elsewhere': 'a form was claimed that another gate keeps, which could not be reached',
  'form expired': 'a form was claimed that is kept no longer, or never was',
  'form foreign': 'a form was claimed by a page of somebody else, or at another address',
  'form handed on': 'a form was claimed that another gate keeps: that one has answered',
  'form moved': 'the backend wants a kept form at another site, where it is not sent',
  'form no-cookie': 'a form was claimed by a browser that does not show the cookie it was given',
  'form pending': 'a form was asked for that is being delivered',
  'form receipt': 'a delivered form was claimed again, whose answer was not stored',
  'form recover': 'the address of a form that waits was loaded: its sender is told that it waits',
  'form repeated':
    'a form was sent that had been delivered before: its sender is asked whether it is meant',
  'form unknown': 'a form was asked for whose delivery broke: nobody knows whether it arrived',
  'form told': 'another gate asked for a form of somebody who is there',
  'gate-full': 'a worker has no memory to spare for more',
  'hand-over foreign': 'a pass was asked for by something else than the loading of a page in a tab',
  'hand-over given': 'another site has asked for a pass, and was handed one',
  'hand-over none':
    'another site has asked for a pass, and the browser has no good one of this site',
  'hand-over other-browser': 'a pass was asked for by another kind of browser than was sent',
  'hand-over stale': 'a pass was asked for too late: led back without',
  'hand-over unusable': 'who asks for a pass is no site that takes over passes of this one',
  'language refused': 'the form of the language switch is none of this site',
  'look late':
    'nginx fetched the answer to a request that would be let through by then: told to try again in a second',
  'look refused':
    'nginx looked whether a request is let through, and it is not: the answer that it fetches has the reason',
  'own-path': 'a page or a file of the gate',
  'pass deleted': 'somebody deleted the own pass, at `/.paart/my-pass`',
  'pass not deleted':
    'the same, and it has to wait: too many were deleted lately, or an upgrade is under way',
  'proof accepted': 'a proof was right: a pass was earned',
  'proof bad-token': 'what was proved is no challenge of this site',
  'proof foreign': 'a proof was sent from a page of somebody else',
  'proof harder': 'the network needs a harder challenge by now',
  'proof other-gate': 'the challenge was given by another gate that has the same keys',
  'proof other-pass': 'the challenge was made for another pass than is shown',
  'proof other-browser': 'the challenge was given to another browser',
  'proof paced': 'the network has earned so many passes that it gets one at a time',
  'proof spared': 'what a proof was to buy had been bought meanwhile, as in another tab',
  'proof spent': 'the challenge had been used before',
  'proof stale-token': 'the challenge was too old, or of another run of the gate',
  'proof too-large': 'longer than any proof',
  'proof wrong': 'the proof is wrong',
  'take-over foreign':
    'a pass was handed over by something else than the loading of a page in a tab',
  'take-over held': 'the browser had a pass that is enough when it came back: led back',
  'take-over none': 'no site that was asked has handed over a pass: the check is done here',
  'take-over other-browser': 'a pass was handed over to another browser than had asked for it',
  'take-over other-gate': 'the pass was asked for by another gate that has the same keys',
  'take-over passed': 'a pass of another site was taken over',
  'take-over refused':
    'a pass was handed over that has ended, is revoked, used up, or not enough here',
  'take-over spent': 'what was handed over had been taken over before',
  'take-over stale': 'the browser came back too late',
  'take-over unusable': 'what was handed over is for no question of this site',
  'waiting-room': 'as many people were in as the waiting room lets in: the sender waits for a turn',
  'wait accepted': 'the button was pressed and the wait was over: a pass was earned',
  'wait again':
    'no more answers may be held, or the network has earned all it may: press again later',
  'wait bad-token': 'the form of the button is none of this site',
  'wait expired': 'the button was pressed too late, or twice: a new page was sent',
  'wait foreign': 'the button was pressed on a page of somebody else',
  'wait spared': 'what the wait was to buy had been bought meanwhile, as in another tab',
  'wait other-gate':
    'the button was of a page of another gate that has the same keys: a new page was sent',
  'wait other-browser': 'the form of the button was given to another browser',
} as const satisfies Words

/** Of a policy, where no rule, limit or pass had the last word. */
export const POLICY_REASONS = {
  always: 'the policy challenges everybody who has no pass',
  default: 'nothing spoke against it',
  score: 'its points reached `challengeAt`',
  'well-known':
    'everybody may read it without the check: `/robots.txt`, the icon, and what else others have agreed on',
  shadow: 'the policy is in shadow: it lets everybody through and says in `would` what it thought',
} as const satisfies Words

/** Of a pass that had the last word, where its time had a part in it: what stands behind its clearance. */
export const PASS_REASONS = {
  'ends soon': 'a page was loaded that may hold a form, and the pass would lapse before it is sent',
  'in grace':
    'it had lapsed, less than `pass.grace` ago, and a form was sent that may have been open',
} as const satisfies Words

/** Of what an operator ordered for a time; behind it stands the number of the order. */
export const ORDER_REASONS = {
  allow: 'whoever it was is neither counted nor challenged for now',
  ban: 'whoever it was is shut out for now',
} as const satisfies Words

/** Of a mode that an operator ordered for a time. */
export const MODE_REASONS = {
  off: 'nobody is asked and counted there for now',
  'under-attack': 'everybody who has no pass is asked there for now',
} as const satisfies Words

type Words = Readonly<Record<string, string>>

/** What Node and its parser say of bytes that are no request: `HPE_INVALID_METHOD`. */
type ParserWord = Uppercase<string>

export type RequestReason = keyof typeof REQUEST_REASONS | ParserWord

/**
 * With the code of what is wrong with a certificate, or the rule that an answer broke: `backend-tls CERT_HAS_EXPIRED`,
 * `backend-broke two-lengths`.
 */
export type BackendReason =
  | keyof typeof BACKEND_REASONS
  | `${'backend-tls' | 'backend-broke'} ${string}`

/** With the language that was chosen: `language fr`. */
export type GateReason = keyof typeof GATE_REASONS | `language ${string}`

export type PolicyReason = keyof typeof POLICY_REASONS

/** The clearance of the pass; `worked in grace` and `worked ends soon` where its time had a part in it. */
export type PassReason = Clearance | `${Clearance} ${keyof typeof PASS_REASONS}`

/** Where a verdict comes from, for log lines and `explain`. */
export type Reason = {
  /** 1-based, as `whereIs` reads it; 0 where no line stands behind it. */
  readonly line: number
} & (
  | {
      readonly what: 'rule' | 'limit' | 'signal'
      /** As the configuration or the signal has it. */
      readonly name: string
    }
  | { readonly what: 'pass'; readonly name: PassReason }
  | { readonly what: 'policy'; readonly name: PolicyReason }
  /** The number of the order. */
  | { readonly what: keyof typeof ORDER_REASONS; readonly name: string }
  | { readonly what: 'mode'; readonly name: keyof typeof MODE_REASONS }
  | { readonly what: 'request'; readonly name: RequestReason }
  | { readonly what: 'backend'; readonly name: BackendReason }
  | { readonly what: 'gate'; readonly name: GateReason }
)

/** As log lines and `explain` have it: `rule: bad tool`. */
export function spellReason({ what, name }: Reason): string {
  return `${what}: ${name}`
}
