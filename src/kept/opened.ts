import { randomBytes } from 'node:crypto'
import { ANSWER_BYTES_MAX, answerFrom, plainLength } from './answers.ts'
import { type Contents, type FileKeys, FIRST_OF_BODY, readContents } from './contents.ts'
import { MOVED_BYTES_MAX, MOVED_POSITION, writeMoved } from './head.ts'
import {
  type KeptFile,
  type KeptState,
  type StoredAnswer,
  type Submission,
  isWaiting,
} from './kept.ts'
import { type VisibleName } from './names.ts'
import { faultless, type StoreParts } from './parts.ts'
import { keepReceipt, storeAnswer } from './receipts.ts'
import { readRecords } from './records.ts'
import { DamagedError, PREFIX_BYTES, Seal } from './sealing.ts'

/** What a file is opened with. */
export interface OpenedParts {
  readonly parts: StoreParts
  readonly keys: FileKeys
  readonly name: VisibleName
  readonly contents: Contents
}

/** A submission with both halves of its key. */
export class OpenedFile implements KeptFile {
  readonly id: string
  readonly #parts: StoreParts
  readonly #keys: FileKeys
  #name: VisibleName
  #contents: Contents
  /** What it was before it was taken here; null where nobody took it, or somebody else. */
  #before: KeptState | null = null

  constructor({ parts, keys, name, contents }: OpenedParts) {
    this.id = name.id
    this.#parts = parts
    this.#keys = keys
    this.#name = name
    this.#contents = contents
  }

  get state(): KeptState {
    return this.#name.state
  }

  get submission(): Submission {
    return this.#contents.submission
  }

  get length(): number {
    return this.#contents.head.length
  }

  get digest(): Buffer {
    return this.#contents.digest
  }

  get movedTo(): string | null {
    return this.#contents.movedTo
  }

  async *body(): AsyncGenerator<Buffer, void, undefined> {
    const { head, start, end } = this.#contents
    if (head.isReceipt || start === end) throw new DamagedError('its body is gone')
    const seal = new Seal(this.#keys.body, head.bodyPrefix, this.id)
    yield* this.#read(this.#name, seal, { start, first: FIRST_OF_BODY, length: head.length })
  }

  async take({ again }: { readonly again: boolean }): Promise<boolean> {
    do {
      const mayBeTaken = isWaiting(this.state) || (again && this.state === 'unknown')
      if (!mayBeTaken) return false
      if (await this.#takeUnder(this.#name)) return true
      // Somebody else moved it on: what its name says now decides.
    } while (await this.#hasNewAccount())
    return false
  }

  async giveBack(): Promise<void> {
    if (this.#before !== null) await this.#leave(this.#before)
  }

  async lose(): Promise<void> {
    if (this.#before !== null) await this.#leave('unknown')
  }

  async deliver(answer: StoredAnswer | null): Promise<void> {
    if (this.#before === null) return
    let receipt: VisibleName | null = null
    if (answer !== null && answer.body.length <= ANSWER_BYTES_MAX) {
      await faultless(this.#parts, async () => {
        receipt = await storeAnswer(this.#delivered, answer)
      })
    }
    receipt ??= await keepReceipt(this.#delivered)
    this.#before = null
    if (receipt !== null) this.#name = receipt
  }

  async move(target: string): Promise<boolean> {
    if (this.#before === null || Buffer.byteLength(target, 'latin1') > MOVED_BYTES_MAX) return false
    let isNoted = false
    await faultless(this.#parts, async () => {
      await this.#noteTarget(target)
      isNoted = await this.#leave('moved')
    })
    return isNoted
  }

  async markAnswered(): Promise<void> {
    if (this.state === 'delivered') await this.#leave('answered')
  }

  async answer(): Promise<StoredAnswer | null> {
    const { depot } = this.#parts
    return depot.withName(this.id, async (name) => {
      const contents = await readContents(depot, name, this.#keys)
      if (contents === null || !contents.head.isReceipt) return null
      const { head, start, end } = contents
      const seal = new Seal(this.#keys.answer, head.answerPrefix, this.id)
      const range = { start, first: 0, length: plainLength(end - start) }
      const pieces: Buffer[] = []
      for await (const piece of this.#read(name, seal, range)) pieces.push(piece)
      return answerFrom(Buffer.concat(pieces))
    })
  }

  async remove(): Promise<boolean> {
    while (this.state !== 'delivering') {
      if (await this.#parts.depot.discard(this.#name)) return true
      if (!(await this.#hasNewAccount())) return false
    }
    return false
  }

  async reload(): Promise<KeptState | null> {
    const { depot } = this.#parts
    return depot.withName(this.id, async (name) => {
      const contents = await readContents(depot, name, this.#keys)
      if (contents === null) return null
      this.#name = name
      this.#contents = contents
      return name.state
    })
  }

  get #delivered(): Parameters<typeof storeAnswer>[0] {
    return {
      parts: this.#parts,
      name: this.#name,
      contents: this.#contents,
      keys: this.#keys,
    }
  }

  /** What is not certain to outlive a loss of power is not taken. */
  async #takeUnder(name: VisibleName): Promise<boolean> {
    const { depot } = this.#parts
    const taken: VisibleName = { ...name, state: 'delivering', owner: depot.run.id }
    if (!(await depot.rename(name, taken))) return false
    try {
      await depot.sync(taken)
    } catch (error) {
      await faultless(this.#parts, () => depot.rename(taken, name))
      throw error
    }
    this.#name = taken
    this.#before = name.state
    return true
  }

  /** Whether the file has another name only because another gate took it over, and nobody did anything with it. */
  async #hasNewAccount(): Promise<boolean> {
    const before = this.#name
    const state = await this.reload()
    return state === before.state && this.#name.account !== before.account
  }

  /** Goes on to a state in which nobody has it in his hands. */
  async #leave(state: KeptState): Promise<boolean> {
    const next: VisibleName = { ...this.#name, state, owner: null }
    const isLeft = await this.#parts.depot.rename(this.#name, next)
    if (isLeft) this.#name = next
    this.#before = null
    return isLeft
  }

  async #noteTarget(target: string): Promise<void> {
    const { disk } = this.#parts.depot
    const bytes = writeMoved(target, randomBytes(PREFIX_BYTES), this.#keys)
    const file = await disk.open(this.#parts.depot.pathOf(this.#name), 'r+')
    try {
      await disk.write(file, [bytes], MOVED_POSITION)
      await disk.sync(file)
    } finally {
      await disk.close(file)
    }
    bytes.copy(this.#contents.headBytes, MOVED_POSITION)
    this.#contents = { ...this.#contents, movedTo: target }
  }

  async *#read(
    name: VisibleName,
    seal: Seal,
    { start, first, length }: Range,
  ): AsyncGenerator<Buffer, void, undefined> {
    const { disk } = this.#parts.depot
    const file = await disk.open(this.#parts.depot.pathOf(name), 'r')
    try {
      yield* readRecords(seal, { disk, file, position: start }, { first, length })
    } finally {
      await disk.close(file)
    }
  }
}

/** Records in a file: where they begin, the number of the first, and how many plain bytes they hold. */
interface Range {
  readonly start: number
  readonly first: number
  readonly length: number
}
