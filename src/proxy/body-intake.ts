import { type IncomingMessage } from 'node:http'
import { HeldBytes } from './held-bytes.ts'
import { RequestBody } from './request-body.ts'

/**
 * For all bodies that one worker receives before it asks their backends: a thousand of the largest
 * that are received whole by default. Who sends slowly holds memory here, and nothing else.
 */
export const HELD_BYTES_MAX = 64 * 1024 * 1024

/** A body on its way to a backend: whole in memory, or the stream of one too large for that. */
export type Body = Buffer | RequestBody

interface Receipt {
  readonly request: IncomingMessage
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

/**
 * Receives the bodies of requests before their backends are asked, so that who sends slowly keeps no
 * connection from others: small ones whole, of large ones the beginning. Where memory runs out, the
 * one that has been coming for longest gives way: it is the slowest, or one of a flood.
 */
export class BodyIntake {
  readonly #heldBytesMax: number
  readonly #coming = new Set<Reception>()
  #heldBytes = 0

  constructor(heldBytesMax = HELD_BYTES_MAX) {
    this.#heldBytesMax = heldBytesMax
  }

  /** What is set aside now, in bytes. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  receive(receipt: Receipt): void {
    const reception = new Reception(receipt, {
      onGrown: (bytes) => this.#makeRoom(bytes),
      onDone: () => {
        this.#coming.delete(reception)
        this.#heldBytes -= reception.heldBytes
      },
    })
    this.#coming.add(reception)
  }

  #makeRoom(bytes: number): void {
    this.#heldBytes += bytes
    for (const oldest of this.#coming) {
      if (this.#heldBytes <= this.#heldBytesMax) return
      oldest.refuse()
    }
  }
}

/** One body that is being received. */
class Reception {
  readonly #receipt: Receipt
  readonly #events: { readonly onGrown: (bytes: number) => void; readonly onDone: () => void }
  readonly #held = new HeldBytes()
  #isDone = false
  readonly #take = (chunk: Buffer): void => this.#receive(chunk)
  readonly #end = (): void => this.#finish()
  readonly #close = (): void => this.#stop()

  constructor(
    receipt: Receipt,
    events: { readonly onGrown: (bytes: number) => void; readonly onDone: () => void },
  ) {
    this.#receipt = receipt
    this.#events = events
    receipt.request.on('data', this.#take).on('end', this.#end).on('close', this.#close)
  }

  get heldBytes(): number {
    return this.#held.capacity
  }

  refuse(): void {
    this.#stop()
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
    this.#stop()
    this.#receipt.onReceived(body)
  }

  #stop(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#events.onDone()
    this.#receipt.request.off('data', this.#take).off('end', this.#end).off('close', this.#close)
  }
}
