import { type Holder } from '../limits/index.ts'
import { type BackendConnection } from './http1/connection.ts'
import { type Asked } from './http1/road.ts'
import { type ConnectionOwner } from './http1/connections.ts'
import { type FaultName } from './http1/faults.ts'
import { type Head } from './http1/head.ts'
import { type PlaceTaker } from './places.ts'

/** Whose a request is. */
export interface Asker extends Holder {
  /** With whom it waits: its network, or its pass. */
  readonly lane: string
  /** The client's connection where that carries one client; null where it carries many. */
  readonly owner: ConnectionOwner | null
  /** Whether somebody signs in by it, so that its connection is its owner's from then on. */
  readonly isBinding: boolean
}

/** What is forwarded, and hears what becomes of it. */
export abstract class BackendRequest implements PlaceTaker, Asked {
  readonly lane: string
  readonly address: string
  readonly network: string
  readonly claimant: Holder['claimant']
  readonly owner: ConnectionOwner | null
  isBinding: boolean
  /** What it is sent by, as long as it has a place; this and the next two belong to `OpenServer`. */
  connection: BackendConnection<BackendRequest> | null = null
  /** Whether one of its server's connections is for it. */
  hasPlace = false
  /** Whether its body may take one of those while it still comes. */
  isUploading = false

  constructor({ lane, address, network, claimant, owner, isBinding }: Asker) {
    this.claimant = claimant
    this.lane = lane
    this.address = address
    this.network = network
    this.owner = owner
    this.isBinding = isBinding
  }

  /** How fast its reader takes what waits for it, in bytes a second; null where that cannot be told. */
  abstract readonly pace: number | null
  /** There is a connection for it now. */
  abstract ask(): void
  /** There will be none: its client has left. */
  abstract giveUp(): void
  /** It waits no longer, for somebody of whom fewer wait. */
  abstract giveWay(): void
  /** Others need its connection more than its reader, who takes hardly anything. */
  abstract letGo(): void

  abstract onStart(): boolean
  abstract onMore(): void
  abstract onInterim(status: number, fields: string[]): void
  abstract onHead(head: Head): void
  abstract onData(bytes: Buffer, pieces: number, isLast: boolean): void
  abstract onEnd(trailers: readonly string[]): void
  abstract onFault(name: FaultName, code: string): void
}
