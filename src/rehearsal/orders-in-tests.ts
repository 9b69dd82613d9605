import { readClientTarget } from '../client/index.ts'
import { type PolicyTest } from '../config/index.ts'
import { type Order } from '../model/index.ts'

/** Of orders in a test nobody asks since when, until when, and whose they are. */
const ORDERED = { madeMs: 0, untilMs: Infinity, by: 'test', reason: '' }

/** What a policy test says that operators have ordered. */
export function ordersIn({ inForce }: PolicyTest): readonly Order[] {
  if (inForce === undefined) return []
  const { ban = [], allow = [], shadow, mode } = inForce
  const orders: Order[] = []
  const add = (kind: 'ban' | 'allow', texts: readonly string[]): void => {
    for (const target of texts.flatMap((text) => readClientTarget(text) ?? [])) {
      orders.push({ kind, target, inShadow: shadow, id: orders.length + 1, ...ORDERED })
    }
  }
  add('ban', ban)
  add('allow', allow)
  if (mode === undefined) return orders
  const everywhere: Order = { kind: 'mode', mode, target: { kind: 'all' }, id: 0, ...ORDERED }
  return [...orders, everywhere]
}
