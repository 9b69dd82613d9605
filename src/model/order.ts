/** How what the policies of some routes think is obeyed, for a time. */
export const MODES = ['enforce', 'shadow', 'off', 'under-attack'] as const

export type Mode = (typeof MODES)[number]

/** Whom a ban or an allowance is about. */
export type ClientTarget =
  /** As `spellNetwork` spells it: `203.0.113.0/24`. */
  | { readonly kind: 'network'; readonly network: string }
  | { readonly kind: 'asn'; readonly asn: number }
  | { readonly kind: 'fingerprint'; readonly fingerprint: string }

/** What a mode is about: everything, a site, or one of its routes. */
export type ModeTarget =
  | { readonly kind: 'all' }
  | { readonly kind: 'site'; readonly site: string }
  | { readonly kind: 'route'; readonly site: string; readonly route: string }

/** One server of a backend, by its name and its URL as the configuration writes both. */
export interface ServerTarget {
  readonly kind: 'server'
  readonly backend: string
  readonly server: string
}

/** One pass, by the name that operators know it by. */
export interface PassTarget {
  readonly kind: 'pass'
  readonly pass: string
}

/** What every order has. */
interface Ordered {
  /** Its name in log lines, `explain` and commands. */
  readonly id: number
  /** Wall clock, milliseconds since 1970. */
  readonly madeMs: number
  /** When it ends by itself. */
  readonly untilMs: number
  /** Who gave it. */
  readonly by: string
  /** In the operator's words; may be empty. */
  readonly reason: string
}

/** Some clients are not let in, or are neither asked nor counted. */
export type ClientOrder = Ordered & {
  readonly kind: 'ban' | 'allow'
  readonly target: ClientTarget
  /** Recorded, not obeyed. */
  readonly inShadow: boolean
}

/** On some routes what their policies think is obeyed otherwise than the configuration has it. */
export type ModeOrder = Ordered & {
  readonly kind: 'mode'
  readonly mode: Mode
  readonly target: ModeTarget
}

/** A server gets no new requests; sessions that it alone knows go on. */
export type DrainOrder = Ordered & {
  readonly kind: 'drain'
  readonly target: ServerTarget
}

/** A pass is one no more, as long as it could be shown. */
export type RevokeOrder = Ordered & {
  readonly kind: 'revoke'
  readonly target: PassTarget
}

/** What an operator has ordered for a time, beside the configuration. It outlives reloads and restarts. */
export type Order = ClientOrder | ModeOrder | DrainOrder | RevokeOrder

/** Whether it is about whom a request comes from, not about routes, servers or passes. */
export function isClientOrder(order: Order): order is ClientOrder {
  return order.kind === 'ban' || order.kind === 'allow'
}

/**
 * As commands take it and lists print it: `203.0.113.0/24`, `AS64500`, a fingerprint, `all`, `site/route`,
 * `portal http://127.0.0.1:8081`, `7QF2-M9TA-BCDE`.
 */
export function spellTarget(target: Order['target']): string {
  switch (target.kind) {
    case 'network':
      return target.network
    case 'asn':
      return `AS${target.asn}`
    case 'fingerprint':
      return target.fingerprint
    case 'all':
      return 'all'
    case 'site':
      return target.site
    case 'route':
      return `${target.site}/${target.route}`
    case 'server':
      return `${target.backend} ${target.server}`
    case 'pass':
      return target.pass
  }
}
