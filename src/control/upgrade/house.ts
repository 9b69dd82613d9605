import { type Server } from 'node:net'
import { type Heirloom, type Seal } from '../../limits/index.ts'
import { type Claim } from '../listening/addresses.ts'
import { type KnownNetwork } from '../operators/pass-networks.ts'
import { type FromPredecessor, type HeldAddress } from './messages.ts'

/** An address of a gate, with what listens there in its main thread; null where workers do. */
export interface Held extends HeldAddress {
  readonly claim: Claim
  readonly door: Server | null
}

/** What an upgrade needs of the gate that is succeeded. */
export interface House {
  /** What the new one is told at once. */
  readonly bequest: () => Pick<
    Extract<FromPredecessor, { kind: 'welcome' }>,
    'seed' | 'run' | 'places' | 'graceMs'
  >
  readonly held: () => readonly Held[]
  readonly workers: number
  readonly seal: Seal
  readonly tables: readonly Heirloom[]
  readonly threads: number
  readonly networks: () => readonly KnownNetwork[]
  /** Nothing is changed from now on, nor written. */
  readonly stepBack: () => void
  /** The new one did not come: all goes on. */
  readonly resume: () => void
  /** A new one that did not come may have put its socket in the place of a worker's. */
  readonly listenAgain: () => Promise<void>
  /** Another process has this one's place. */
  readonly onSucceeded: (pid: number) => void
  /** Takes no new operators; finishes what is under way, and ends. */
  readonly finish: () => Promise<void>
}
