import { type KnownNetwork } from '../operators/pass-networks.ts'
import { type Places } from '../../building/index.ts'
import { type ListenAddress } from '../../model/index.ts'
import { type Ending } from '../operators/answer.ts'
import { type Part } from './estate.ts'

/** Of the words below. Two gates that speak different ones cannot succeed each other: that takes a restart. */
export const TONGUE = 1

/** An address that a gate has, and how its configuration wrote it: a port 0 has become one. */
export interface HeldAddress {
  readonly wanted: ListenAddress
  readonly address: ListenAddress
}

/** What the old gate says, in this order. */
export type FromPredecessor =
  | {
      readonly kind: 'welcome'
      readonly version: string
      readonly pid: number
      /** How long it finishes what it has under way. */
      readonly graceMs: number
      /** Keys the hashes of all tables. */
      readonly seed: Uint8Array
      /** Of the spent bitmap. */
      readonly run: number
      readonly places: Places
      readonly addresses: readonly HeldAddress[]
    }
  | {
      readonly kind: 'estate'
      readonly parts: readonly Part[]
      /** Threads that counted in it. */
      readonly threads: number
      readonly networks: readonly KnownNetwork[]
    }
  /** What holds the name of an address, or listens there, comes with it. */
  | { readonly kind: 'name'; readonly address: string }
  | { readonly kind: 'door'; readonly address: string }
  /** All is yours. */
  | { readonly kind: 'go' }

/** What the new gate says, in this order; `refuses` at any time before it listens. */
export type FromSuccessor =
  | { readonly kind: 'here'; readonly tongue: number; readonly version: string }
  /** Its workers could listen at once. */
  | { readonly kind: 'ready'; readonly workers: number }
  /** They do; which of the addresses it has from its predecessor. */
  | { readonly kind: 'listening'; readonly takes: readonly string[] }
  | {
      readonly kind: 'refuses'
      readonly ending: Extract<Ending, 'invalid' | 'failed'>
      readonly report: object
      readonly text: string
    }
