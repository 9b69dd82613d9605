import { Drains } from '../../backends/index.ts'
import { type Backend, type Order, type ServerTarget, spellTarget } from '../../model/index.ts'
import { NotFound } from '../system/refused.ts'
import { type Answer, failure } from './answer.ts'
import { type OneOrder, type OrderDeskOptions } from './order-desk-options.ts'
import { printable } from './reference-text.ts'
import { findServer } from './server-target.ts'
import { type DrainWish } from './wishes.ts'

/** Takes a server out of service for a time. @throws NotFound where there is no such server. */
export async function drainServer(
  wish: DrainWish,
  desk: OneOrder,
  { snapshot, isWell }: Pick<OrderDeskOptions, 'snapshot' | 'isWell'>,
): Promise<Answer> {
  const { backend, server } = findServer(wish.backend, wish.server, snapshot())
  const target: ServerTarget = { kind: 'server', backend: backend.name, server: server.url }
  const drains = new Drains(desk.inForce)
  const isLeft = ({ url, place }: Backend['servers'][number]): boolean =>
    url !== server.url && isWell(place) && drains.untilMs(backend.name, url) === null
  if (!wish.isForced && !backend.servers.some(isLeft)) {
    return failure(
      'refused',
      `${server.url} is the last server of ${backend.name} that is well and in service: without it nobody is served; with --force it is drained all the same`,
    )
  }
  return desk.put(wish, { kind: 'drain', target })
}

/** Takes a server into service again. @throws NotFound where it is not drained. */
export async function undrainServer(
  wish: Pick<DrainWish, 'backend' | 'server'> & { readonly by: string },
  desk: OneOrder,
  { snapshot }: Pick<OrderDeskOptions, 'snapshot'>,
): Promise<Answer> {
  const backend = snapshot().backends.find(({ name }) => name === wish.backend)
  const server = backend?.servers.find(({ name }) => name === wish.server)?.url ?? wish.server
  const spelled = spellTarget({ kind: 'server', backend: wish.backend, server })
  const isMeant = (order: Order): boolean => spellTarget(order.target) === spelled
  if (!desk.inForce.some(isMeant)) throw new NotFound(`${printable(spelled)} is not drained`)
  const ended = await desk.end(isMeant, wish.by)
  return { ...ended, text: `${printable(spelled)} is in service again\n${ended.text}` }
}
