import { closeSync } from 'node:fs'
import { type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Places } from '../../building/index.ts'
import { type Heirloom } from '../../limits/index.ts'
import { type ListenAddress } from '../../model/index.ts'
import { type Claim, claimAddress, letGo, spellAddress } from '../listening/addresses.ts'
import { type KnownNetwork } from '../operators/pass-networks.ts'
import { StartError, messageOf } from '../system/start-error.ts'
import { version } from '../system/version.ts'
import { readEstate } from './estate.ts'
import { ESTATE_FILE } from './launch.ts'
import { type FromPredecessor, type FromSuccessor, type HeldAddress, TONGUE } from './messages.ts'
import { Peer } from './peer.ts'

/** The old gate answers as soon as it can; while it copies its tables it does nothing else. */
const ANSWER_MS_MAX = 30_000

/** What both gates know of an upgrade that is done, for `status`. */
export interface Upgraded {
  /** The version before. */
  readonly from: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Whether the gate before still finishes what it has under way. */
  readonly isDraining: boolean
}

type Welcome = Extract<FromPredecessor, { kind: 'welcome' }>

/** The gate whose place this one takes, as long as it lives. */
export class Predecessor {
  readonly #peer: Peer<FromPredecessor, FromSuccessor>
  readonly #welcome: Welcome
  readonly #claims: InheritedClaim[] = []
  #tookOverAt: string | null = null

  private constructor(peer: Peer<FromPredecessor, FromSuccessor>, welcome: Welcome) {
    this.#peer = peer
    this.#welcome = welcome
  }

  /** @throws StartError where nobody is there, or another language is spoken. */
  static async meet(): Promise<Predecessor> {
    const peer = new Peer<FromPredecessor, FromSuccessor>(process, 'disconnect')
    try {
      // It speaks first: the launcher's own look at Node would take away what came before.
      await peer.say({ kind: 'here', tongue: TONGUE, version: version() })
      return new Predecessor(peer, await peer.expect('welcome', ANSWER_MS_MAX))
    } catch (error) {
      throw new StartError(`the gate before: ${messageOf(error)}`, { cause: error })
    }
  }

  get version(): string {
    return this.#welcome.version
  }

  /** What keys its tables, and the run of its challenges. */
  get tables(): Pick<Welcome, 'seed' | 'run'> {
    return this.#welcome
  }

  get places(): Places {
    return this.#welcome.places
  }

  /** Claims an address: one that it has passes on, without anybody else's getting it. */
  readonly claim = (wanted: ListenAddress): Promise<Claim> => {
    const spelled = spellAddress(wanted)
    const held = this.#welcome.addresses.find((each) => spellAddress(each.wanted) === spelled)
    if (held === undefined) return claimAddress(wanted)
    const claim = new InheritedClaim(held)
    this.#claims.push(claim)
    return Promise.resolve(claim)
  }

  /**
   * All workers could listen now: takes over what it knows. Answers with the tables that mean something else there.
   * @throws StartError where it has ended.
   */
  async inherit(
    workers: number,
    tables: readonly Heirloom[],
  ): Promise<{
    readonly missing: readonly string[]
    readonly threads: number
    readonly networks: readonly KnownNetwork[]
  }> {
    try {
      await this.#peer.say({ kind: 'ready', workers })
      const { parts, threads, networks } = await this.#peer.expect('estate', ANSWER_MS_MAX)
      return { missing: readEstate(ESTATE_FILE, parts, tables), threads, networks }
    } catch (error) {
      throw new StartError(`the gate before: ${messageOf(error)}`, { cause: error })
    } finally {
      // As large as all tables, in memory, for as long as anybody has it open.
      closeSync(ESTATE_FILE)
    }
  }

  /** All workers listen: takes over its addresses, and with them its place. */
  async takeOver(wallMs: number): Promise<void> {
    try {
      const takes = this.#claims.map(({ address }) => spellAddress(address))
      await this.#peer.say({ kind: 'listening', takes })
      while (await this.#takeNext());
    } catch (error) {
      throw new StartError(`the gate before: ${messageOf(error)}`, { cause: error })
    }
    this.#tookOverAt = new Date(wallMs).toISOString()
    // It may live as long as it likes: this gate ends when it is told to.
    process.channel?.unref()
  }

  /** False where there is nothing more. */
  async #takeNext(): Promise<boolean> {
    const { message, handle } = await this.#peer.hear(ANSWER_MS_MAX)
    switch (message.kind) {
      case 'name':
      case 'door': {
        const claim = this.#claims.find(({ address }) => spellAddress(address) === message.address)
        if (handle !== undefined) claim?.take(message.kind, handle)
        return true
      }
      case 'go':
        for (const claim of this.#claims) claim.isOurs = true
        return false
      case 'welcome':
      case 'estate':
        throw new Error(`it says "${message.kind}" where "go" is to come`)
    }
  }

  /** Tells it why this gate does not start. It may have gone. */
  async refuse(refusal: Omit<Extract<FromSuccessor, { kind: 'refuses' }>, 'kind'>): Promise<void> {
    await this.#peer.say({ kind: 'refuses', ...refusal }).catch(() => undefined)
  }

  /** Null before this gate has taken its place. */
  get upgraded(): Upgraded | null {
    if (this.#tookOverAt === null) return null
    return { from: this.version, at: this.#tookOverAt, isDraining: !this.#peer.hasEnded }
  }

  /** Settles when it has ended. */
  get ended(): Promise<void> {
    return this.#peer.ended
  }

  /**
   * The same, or after so long: a service manager that sees this gate end takes the one before away with what it still
   * has under way.
   */
  async endedWithin(ms: number): Promise<void> {
    const over = new AbortController()
    const { signal } = over
    await Promise.race([this.ended, pause(ms, undefined, { signal }).catch(() => undefined)])
    over.abort()
  }
}

/** An address that the gate before has until it says that this one has it. */
class InheritedClaim implements Claim {
  readonly address: ListenAddress
  readonly #served = Promise.withResolvers<Server>()
  lock: Server | null = null
  isOurs = false

  constructor({ address }: HeldAddress) {
    this.address = address
  }

  /** Asked of doors alone: workers listen by themselves. */
  get served(): Promise<Server> {
    return this.#served.promise
  }

  take(what: 'name' | 'door', handle: Server): void {
    if (what === 'door') return this.#served.resolve(handle)
    handle.unref()
    this.lock = handle
  }

  readonly release = (): void => {
    if (this.isOurs) letGo(this.address, this.lock)
  }
}
