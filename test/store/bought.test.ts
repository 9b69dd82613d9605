import t from 'tap'
import {
  BOUGHT_TOPIC,
  BoughtNews,
  hearBought,
  PURCHASE,
  type PurchaseTable,
  toldPurchases,
} from '../../src/limits/index.ts'
import { withPackages } from '../support/applications/packages.ts'
import { startStoreServer } from '../support/applications/store-server.ts'
import { eventually } from '../support/eventually.ts'
import { startStoreGate, type StoreGate } from '../support/store-gate.ts'

const LIMIT = 'site\0write\0forms'

/** What a worker of a gate sells; it tells, and the gate hears, over the store. */
function sellingAt({ store, limits }: StoreGate): PurchaseTable {
  store.asks.on(BOUGHT_TOPIC, (text) => {
    hearBought(text, limits, 0)
    return Promise.resolve(null)
  })
  const say = (text: string): void => void store.asks.tell({ to: 'all', topic: BOUGHT_TOPIC, text })
  return toldPurchases(limits.purchases, new BoughtNews({ isAnybody: () => true, say }))
}

void withPackages(t, ['redis-server'], () => {
  t.test('three gates of one store sell five requests, and five are used', async (t) => {
    const server = await startStoreServer(t)
    const servers = [{ kind: 'unix', path: server.url.slice('unix:'.length) } as const]
    const gates = ['a', 'b', 'c'].map((name) => startStoreGate(t, { servers }, name))
    const selling = gates.map(sellingAt)
    await eventually('all hear each other', async () => {
      const heard = await server.say('PUBSUB', 'NUMSUB', 'test:ask:all')
      return heard.endsWith(':3\r\n') && gates.every(({ store }) => store.peers.length === 3)
    })
    const left = (): unknown => selling.map((table) => table.left(LIMIT, 'pass', 0))
    selling[0]?.buy(LIMIT, 'pass', PURCHASE, 0)
    await eventually('all know it', () => String(left()) === '5,5,5')
    for (let used = 1; used <= PURCHASE.count; used++) {
      t.ok(selling[used % selling.length]?.spend(LIMIT, 'pass', 0))
      const rest = PURCHASE.count - used
      await eventually(
        'all know that one was used',
        () => String(left()) === `${rest},${rest},${rest}`,
      )
    }
    for (const table of selling) t.notOk(table.spend(LIMIT, 'pass', 0))
    await server.kill()
    selling[1]?.buy(LIMIT, 'pass', PURCHASE, 0)
    t.equal(selling[1]?.left(LIMIT, 'pass', 0), 5, 'where nobody hears it, it is good here')
    t.equal(selling[2]?.left(LIMIT, 'pass', 0), 0)
  })
  return Promise.resolve()
})
