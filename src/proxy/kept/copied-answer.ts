import { ANSWER_BYTES_MAX, type KeptFile, type StoredAnswer } from '../../kept/index.ts'
import { HeldBytes } from '../bounds/held-bytes.ts'
import { type AnswerCopy, type AnswerStart, type Substitute } from '../delivery.ts'
import { type Exchange } from '../exchange.ts'
import { noteAnswered } from './answered.ts'
import { leadOf, substituteFor } from './redirections.ts'
import { type KeptDesk } from './desk.ts'

/** Follows a kept form on its way, and writes down what became of it. */
export class CopiedAnswer implements AnswerCopy {
  readonly #exchange: Exchange
  readonly #desk: KeptDesk
  readonly #file: KeptFile
  readonly #isClaim: boolean
  #attempts = 0
  #isSent = false
  #start: AnswerStart | null = null
  /** Null where it became too large to be stored. */
  #body: HeldBytes | null = new HeldBytes()
  #taken = 0
  #isWhole = false
  #isSettled = false

  /** `isClaim`: the browser has sent a claim in the form's place; else the form itself. */
  constructor(
    exchange: Exchange,
    {
      gate,
      kept,
      file,
      isClaim,
    }: KeptDesk & { readonly file: KeptFile; readonly isClaim: boolean },
  ) {
    this.#exchange = exchange
    this.#desk = { gate, kept }
    this.#file = file
    this.#isClaim = isClaim
  }

  enter(): void {
    this.#attempts++
  }

  /** Another attempt may begin at once; when none does, it is over. */
  leave(): void {
    this.#attempts--
    process.nextTick(() => {
      if (this.#attempts === 0) this.#end()
    })
  }

  onSent(): void {
    this.#isSent = true
  }

  onHead(start: AnswerStart): Substitute | null {
    this.#start = start
    // Where the browser has the form itself in hand it may be led wherever it likes.
    if (!this.#isClaim) return null
    const { isForeign } = this.#file.submission
    return substituteFor(this.#exchange, this.#desk.gate, { answer: start, isForeign })
  }

  get isStorable(): boolean {
    return this.#body !== null
  }

  onPiece(piece: Buffer): void {
    if (this.#body === null) return
    const mayGrow = this.#body.length + piece.length <= ANSWER_BYTES_MAX
    if (!mayGrow || !this.#desk.kept.copies.take(piece.length)) return this.#forget()
    this.#taken += piece.length
    this.#body.add(piece)
  }

  onEnd(): void {
    this.#isWhole = true
  }

  #forget(): void {
    this.#body = null
    this.#desk.kept.copies.giveBack(this.#taken)
    this.#taken = 0
  }

  #end(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#settle()
      .catch((error: unknown) => this.#desk.gate.tellDefect(this.#exchange, error))
      .finally(() => this.#forget())
  }

  async #settle(): Promise<void> {
    const start = this.#start
    if (start === null) return this.#isSent ? this.#file.lose() : this.#file.giveBack()
    const lead = leadOf(this.#exchange, start)
    if (lead.kind === 'moved' && (await this.#file.move(lead.target))) return
    await this.#file.deliver(this.#storable(start))
    // Its sender is told to send it again, which nothing may stand in the way of.
    if (lead.kind === 'elsewhere') return void (await this.#file.remove())
    noteAnswered(this.#exchange, this.#file, this.#desk.gate)
  }

  #storable({ status, statusText, fields }: AnswerStart): StoredAnswer | null {
    if (this.#body === null || !this.#isWhole) return null
    const atMs = this.#desk.gate.clock.wallMs()
    return { status, statusText, rawHeaders: fields, body: this.#body.whole(), atMs }
  }
}
