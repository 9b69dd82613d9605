import { MODES, type Mode } from '../../model/index.ts'
import { readClientTarget } from '../../client/index.ts'
import { Refused } from '../system/refused.ts'
import { type Asker } from './asker.ts'

/** What shall stay longer belongs in the configuration, where it is seen, tested and kept. */
export const ORDER_MS_MAX = 30 * 86_400_000

/** Whoever is in a hurry names no time: long enough to sleep on it, too short to be forgotten. */
export const ORDER_MS = 2 * 3_600_000

const REASON_CHARS_MAX = 200

/** What every order is asked for with. */
export interface OrderWish {
  readonly forMs: number
  readonly reason: string
  readonly asker: Asker
}

export interface ClientWish extends OrderWish {
  readonly kind: 'ban' | 'allow'
  /** As typed; one in each for a list that is imported. */
  readonly targets: readonly string[]
  readonly inShadow: boolean
  /** It is meant, however many people it meets. */
  readonly isForced: boolean
  /** From where the operator is connected, as the command says; empty where it does not know. */
  readonly from: string
}

export interface ModeWish extends OrderWish {
  readonly target: string
  /** Null: as the configuration has it. */
  readonly mode: Mode | null
}

export interface DrainWish extends OrderWish {
  readonly backend: string
  /** Its URL, or its name. */
  readonly server: string
  /** It is meant, though no other server is left. */
  readonly isForced: boolean
}

export interface PassWish extends Omit<OrderWish, 'forMs'> {
  /** Its name as typed; null where it is named by a reference. */
  readonly pass: string | null
  /** A request that showed or earned it. */
  readonly reference: string
}

/** Whether a text is somebody whom a ban can be about. */
export function isClientTarget(text: string): boolean {
  return readClientTarget(text) !== null
}

/** Reads what a ban or an allowance is asked for with. @throws Refused where it cannot be meant. */
export function clientWish(
  kind: 'ban' | 'allow',
  targets: readonly string[],
  { query, asker }: { readonly query: URLSearchParams; readonly asker: Asker },
): ClientWish {
  return {
    kind,
    targets,
    ...orderWish(query, asker),
    inShadow: query.has('shadow'),
    isForced: query.has('force'),
    from: query.get('from') ?? '',
  }
}

/** Reads what a mode is asked for with. @throws Refused where it cannot be meant. */
export function modeWish(query: URLSearchParams, asker: Asker): ModeWish {
  const wanted = query.get('mode')
  const mode = MODES.find((each) => each === wanted) ?? null
  if (mode === null && wanted !== 'configured') throw new Refused('there is no such mode')
  return { target: query.get('target') ?? '', mode, ...orderWish(query, asker) }
}

/** Reads what a drain is asked for with. @throws Refused where it cannot be meant. */
export function drainWish(query: URLSearchParams, asker: Asker): DrainWish {
  return {
    backend: query.get('backend') ?? '',
    server: query.get('server') ?? '',
    isForced: query.has('force'),
    ...orderWish(query, asker),
  }
}

/** Reads which pass is to be revoked. */
export function passWish(query: URLSearchParams, asker: Asker): PassWish {
  const { reason } = orderWish(query, asker)
  return { pass: query.get('pass'), reference: query.get('reference') ?? '', reason, asker }
}

function orderWish(query: URLSearchParams, asker: Asker): OrderWish {
  const forMs = Number(query.get('for') ?? ORDER_MS)
  if (!(forMs >= 1_000 && forMs <= ORDER_MS_MAX)) {
    throw new Refused('it is for at most 30d: what shall stay longer belongs in the configuration')
  }
  // Printed in lists and logs: one line, nothing a terminal obeys.
  const reason = (query.get('reason') ?? '').replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return { forMs: Math.floor(forMs), reason: reason.slice(0, REASON_CHARS_MAX), asker }
}
