import { type IncomingMessage } from 'node:http'
import { type Readable } from 'node:stream'
import { HeldBytes } from '../bounds/held-bytes.ts'
import { RequestBody } from './request-body.ts'

/**
 * For all bodies that one worker receives before it asks their backends: a thousand of the largest
 * that are received whole by default. Who sends slowly holds memory here, and nothing else.
 */
export const HELD_BYTES_MAX = 64 * 1024 * 1024

/**
 * The same for the gate's own paths, which everybody may send to without a pass: some two hundred and
 * fifty of the longest proofs. Nearly all come in one piece, and are never held.
 */
export const OWN_HELD_BYTES_MAX = 16 * 1024 * 1024

/** A body on its way to a backend: whole in memory, or the stream of one too large for that. */
export type Body = Buffer | Readable

interface Receipt {
  readonly request: IncomingMessage
  /** Of the client. */
  readonly network: string
  /** What is received before the backend is asked. */
  readonly bytesMax: number
  /** What the request says of its length; null where it comes in chunks. */
  readonly length: number | null
  /** Whether what may stand behind the last chunk matters: then the chunks must stay. */
  readonly keepsTrailers: boolean
  readonly onReceived: (body: Body) => void
  /** There was no room for it any more. */
  readonly onRefused: () => void
}

/** What one network has been received of, and holds memory with. */
interface Holder {
  bytes: number
  /** In the order in which they began to hold any. */
  readonly receptions: Set<Reception>
}

/**
 * Receives the bodies of requests before anybody works on them, so that who sends slowly keeps no
 * connection to a backend from others: small ones whole, of large ones the beginning. Where memory runs
 * out, the network that holds most of it gives way, with the body that has been coming for longest: it
 * is the slowest, or one of a flood.
 */
export class BodyIntake {
  readonly #heldBytesMax: number
  readonly #holders = new Map<string, Holder>()
  #heldBytes = 0

  constructor(heldBytesMax = HELD_BYTES_MAX) {
    this.#heldBytesMax = heldBytesMax
  }

  /** What is set aside now, in bytes. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Receives a body, unless what is given back is called before: then nobody wants it any more. */
  receive(receipt: Receipt): () => void {
    const reception = new Reception(receipt, {
      onGrown: (bytes) => this.#hold(reception, receipt.network, bytes),
      onDone: () => this.#letGo(reception, receipt.network),
    })
    return () => reception.stop()
  }

  #hold(reception: Reception, network: string, bytes: number): void {
    if (bytes === 0) return
    let holder = this.#holders.get(network)
    if (holder === undefined) {
      holder = { bytes: 0, receptions: new Set() }
      this.#holders.set(network, holder)
    }
    holder.receptions.add(reception)
    holder.bytes += bytes
    this.#heldBytes += bytes
    while (this.#heldBytes > this.#heldBytesMax) this.#refuseOne()
  }

  #letGo(reception: Reception, network: string): void {
    const holder = this.#holders.get(network)
    if (holder?.receptions.delete(reception) !== true) return
    holder.bytes -= reception.heldBytes
    this.#heldBytes -= reception.heldBytes
    if (holder.receptions.size === 0) this.#holders.delete(network)
  }

  #refuseOne(): void {
    let largest: Holder | null = null
    for (const holder of this.#holders.values()) {
      if (largest === null || holder.bytes > largest.bytes) largest = holder
    }
    const [oldest] = largest?.receptions ?? []
    oldest?.refuse()
  }
}

/** One body that is being received. */
class Reception {
  readonly #receipt: Receipt
  readonly #events: { readonly onGrown: (bytes: number) => void; readonly onDone: () => void }
  readonly #held = new HeldBytes()
  #isDone = false
  readonly #take = (chunk: Buffer): void => this.#receive(chunk)
  readonly #end = (): void => {
    if (!this.#isDone) this.#finish()
  }
  readonly #close = (): void => this.stop()

  constructor(
    receipt: Receipt,
    events: { readonly onGrown: (bytes: number) => void; readonly onDone: () => void },
  ) {
    this.#receipt = receipt
    this.#events = events
    receipt.request.on('data', this.#take).on('end', this.#end).on('close', this.#close)
    // One that announces no body has ended before anybody could listen (`optimizeEmptyRequests` of Node's server).
    if (receipt.request.readableEnded) process.nextTick(this.#end)
  }

  get heldBytes(): number {
    return this.#held.capacity
  }

  refuse(): void {
    this.stop()
    this.#receipt.onRefused()
  }

  #receive(chunk: Buffer): void {
    const { length, bytesMax } = this.#receipt
    // Nearly every form comes in one piece together with its head, and is never copied.
    if (this.#held.length === 0 && chunk.length === length) return this.#pass(chunk)
    const before = this.#held.capacity
    this.#held.add(chunk)
    this.#events.onGrown(this.#held.capacity - before)
    if (this.#isDone) return
    if (this.#held.length === length) this.#finish()
    else if (this.#held.length >= bytesMax) this.#passAsStream()
  }

  #finish(): void {
    const { request, keepsTrailers } = this.#receipt
    if (keepsTrailers && request.rawTrailers.length > 0) this.#passAsStream()
    else this.#pass(this.#held.whole())
  }

  #passAsStream(): void {
    this.#pass(new RequestBody(this.#receipt.request, this.#held.pieces))
  }

  #pass(body: Body): void {
    this.stop()
    this.#receipt.onReceived(body)
  }

  stop(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#events.onDone()
    this.#receipt.request.off('data', this.#take).off('end', this.#end).off('close', this.#close)
  }
}
