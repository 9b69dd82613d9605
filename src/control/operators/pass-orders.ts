import { readPassName } from '../../client/index.ts'
import { NotFound } from '../system/refused.ts'
import { type Answer, failure } from './answer.ts'
import { FULL, ORDERS_MAX, type OneOrder, type OrderDeskOptions } from './order-desk-options.ts'
import { printable, readReference } from './reference-text.ts'
import { type PassWish } from './wishes.ts'

/**
 * Ends a pass at once, for as long as it could be shown. A second time it is the same order anew.
 *
 * @throws NotFound where nothing is known of such a pass.
 */
export async function revokePass(
  wish: PassWish,
  desk: OneOrder,
  { snapshot, passOf, revoke }: Pick<OrderDeskOptions, 'snapshot' | 'passOf' | 'revoke'>,
): Promise<Answer> {
  const pass = wish.pass === null ? passAt(wish.reference, passOf) : named(wish.pass)
  const { proofMaxAgeSeconds, graceSeconds } = snapshot().pass
  const forMs = (proofMaxAgeSeconds + graceSeconds) * 1000
  if (desk.inForce.length >= ORDERS_MAX) return failure('refused', FULL)
  if (!revoke(pass, forMs)) {
    return failure(
      'refused',
      'as many passes are revoked as can be: revoke the key that signed them (paart keys revoke)',
    )
  }
  return desk.put({ ...wish, forMs }, { kind: 'revoke', target: { kind: 'pass', pass } })
}

/** Who ends a pass without any operator. */
const HOLDER = 'its holder'

/** Of all orders: those of operators have room, whatever holders of passes do. */
export const DELETED_MAX = 2_000

/** Keeps over restarts, and tells other gates, that a pass was deleted by its holder; it is marked already. */
export function holderDeleted(
  { pass, forMs }: { readonly pass: string; readonly forMs: number },
  desk: OneOrder,
): Promise<Answer> {
  const deleted = desk.inForce.filter(({ kind, by }) => kind === 'revoke' && by === HOLDER)
  if (deleted.length >= DELETED_MAX) return Promise.resolve(failure('refused', FULL))
  const asker = { says: '', runsAs: HOLDER }
  return desk.put({ forMs, reason: '', asker }, { kind: 'revoke', target: { kind: 'pass', pass } })
}

function named(text: string): string {
  const pass = readPassName(text)
  if (pass !== null) return pass
  throw new NotFound(`"${printable(text)}" is no name of a pass; paart explain REFERENCE shows it`)
}

function passAt(spelled: string, passOf: OrderDeskOptions['passOf']): string {
  const reference = readReference(spelled)
  const pass = passOf(reference)
  if (pass !== null) return pass
  throw new NotFound(`nothing is known of a pass at ${printable(reference)}`)
}
