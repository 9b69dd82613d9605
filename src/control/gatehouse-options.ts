import { type KeyFile } from '../client/index.ts'
import { type Caretaker } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import { type Ring } from '../record/index.ts'
import { type ConfigurationOptions } from './changes/configuration.ts'
import { type Place, type WorkerBirth } from './crew/messages.ts'
import { type DirectoryWatchOptions } from './directories/directory-watch.ts'
import { type GateEvents } from './events.ts'
import { type FigureDesk } from './figures/figure-desk.ts'
import { type PassNetworks } from './operators/pass-networks.ts'
import { type Upgrades } from './upgrade/upgrades.ts'
import { type StandingOrders } from './standing-orders.ts'

/** What the main thread's gatehouse is made of. */
export interface GatehouseOptions
  extends GateEvents, Omit<ConfigurationOptions, 'supervisor' | 'onReload'> {
  readonly birthOf: (place: Place) => WorkerBirth
  /** The program of the worker threads. */
  readonly program: string
  /** As the main thread sees them. */
  readonly limits: Limits
  /** Of forms that wait; null where none is kept. */
  readonly caretaker: Caretaker | null
  readonly ring: Ring
  readonly orders: StandingOrders
  /** Of the sites that publish theirs. */
  readonly figures: FigureDesk
  readonly networks: PassNetworks
  /** Fetches the keys of a directory; another one in tests. */
  readonly fetchDirectory?: DirectoryWatchOptions['fetch']
  readonly upgrades: Pick<Upgrades, 'run' | 'isUnderWay' | 'upgraded'>
  /** Keys that are not to be taken up again. */
  readonly revokedKeys: KeyFile['revoked']
  /** Waiting rooms that people are in already. */
  readonly roomsInUse: ReadonlySet<string>
}
