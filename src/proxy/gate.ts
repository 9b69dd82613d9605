import { type FlowTools } from './forwarding/answer-flow.ts'
import { type Backends } from '../backends/index.ts'
import { type KeyRing, type Lookout, type PassDesk } from '../client/index.ts'
import { type Auditor, type Pages } from '../challenge-pages/index.ts'
import { type Keeper } from '../kept/index.ts'
import { type Limits } from '../limits/index.ts'
import {
  type Clock,
  type Figures,
  type Reference,
  type Site,
  type Snapshot,
} from '../model/index.ts'
import { type Ledger, type OrderBook } from '../policies/index.ts'
import { type BodyIntake } from './forwarding/body-intake.ts'
import { type Caps } from './bounds/caps.ts'
import { type Claimants } from './bounds/claimants.ts'
import { type ConductBook } from './bounds/conduct.ts'
import { type Deadlines } from './bounds/deadlines.ts'
import { type OtherGates } from './bounds/other-gates.ts'
import { type PageBook } from './bounds/page-book.ts'
import { type Prices } from './bounds/prices.ts'
import { type RoomDesk } from './bounds/rooms.ts'
import { type Stocks } from './bounds/stocks.ts'
import { type Exchange } from './exchange.ts'
import { type FieldNames } from './forwarding/field-names.ts'
import { type HopsUnderWay } from './hops/under-way.ts'
import { type KeptTools } from './kept/tools.ts'
import { type LimitTags } from './answers/limit-tags.ts'
import { type ProxyWatch } from './arrival/proxy-watch.ts'
import { type Sites } from './reading/sites.ts'
import { type WebSockets } from './websocket/websockets.ts'

/** Everything the road needs that outlives one request; made once in each worker by `openGate`. */
export interface Gate {
  readonly clock: Clock
  readonly limits: Limits
  readonly ledger: Ledger
  /** By the configuration that an exchange took. */
  readonly lookout: (snapshot: Snapshot) => Lookout
  /** What operators have ordered, beside the configuration that an exchange took. */
  readonly orders: (snapshot: Snapshot) => OrderBook
  /** What is published of sites. */
  readonly figures: () => Figures
  /** Tells whoever remembers it that a pass was deleted by its holder. */
  readonly onDeleted: (pass: string, forMs: number) => void
  readonly conduct: ConductBook
  readonly pageBook: PageBook
  readonly caps: Caps
  readonly prices: Prices
  readonly stocks: Stocks
  /** What everybody counts as where something is shared out. */
  readonly claimants: Claimants
  readonly passes: PassDesk
  /** Of the same ring. */
  readonly others: OtherGates
  readonly rooms: RoomDesk
  readonly keys: () => KeyRing
  readonly auditor: Auditor
  readonly sites: Sites
  readonly backends: Backends
  readonly deadlines: Deadlines
  readonly intake: BodyIntake
  /** Of the bodies for the gate's own paths. */
  readonly ownIntake: BodyIntake
  /** What names of request fields come to. */
  readonly fieldNames: FieldNames
  /** Where clients may not be who they are taken for. */
  readonly proxyWatch: ProxyWatch
  readonly answers: FlowTools
  readonly websockets: WebSockets
  /** Where challenged forms wait; null where none is kept. */
  readonly kept: KeptTools | null
  /** Other gates that keep forms, as they said last. */
  readonly keepers: () => readonly Keeper[]
  readonly hops: HopsUnderWay
  /** The configuration in force; an exchange takes it once. */
  readonly snapshot: () => Snapshot
  /** The pages of a site, or those of the gate itself where no site was found. */
  readonly pages: (site: Site | null) => Pages
  /** What stands for a site in tokens. */
  readonly siteTag: (site: Site | null) => string
  /** What stands in tokens for limits at which proofs buy. */
  readonly limitTags: LimitTags
  readonly newReference: () => Reference
  /** Connections close after the answer under way. */
  readonly isDraining: () => boolean
  /** Nobody is let through any more. */
  readonly isClosing: () => boolean
  /** Ends an exchange that met a defect of the gate itself: logged, answered with 500. */
  /** Tells the operator of a defect that no answer shows. */
  readonly tellDefect: (exchange: Exchange, error: unknown) => void
  readonly fail: (exchange: Exchange, error: unknown) => void
}
