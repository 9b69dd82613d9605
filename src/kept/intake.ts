import { createHash, type Hash, randomBytes } from 'node:crypto'
import { FIRST_OF_BODY, submissionBytes } from './contents.ts'
import { costOf } from './cost.ts'
import { DiskError } from './disk.ts'
import { closingOf, HEAD_BYTES, writeHead } from './head.ts'
import { type Arrival, type NotKept, type Submission, type Ticket } from './kept.ts'
import { newTicket, sealingKeysOf, tagKeyOf, tagOf } from './keys.ts'
import { type FileName } from './names.ts'
import { faultless, type StoreParts } from './parts.ts'
import { RecordWriter } from './records.ts'
import { PREFIX_BYTES, Seal, TAG_BYTES } from './sealing.ts'

/** Keeps one submission: reserves the room, writes the file under a name of its own, names it `kept`. */
export async function takeIn(
  parts: StoreParts,
  submission: Submission,
  body: AsyncIterable<Uint8Array>,
  arrival: Arrival,
): Promise<Ticket | NotKept> {
  const { depot } = parts
  const { declared } = arrival
  const settings = parts.settings()
  const bytesMax = declared ?? settings.bytesMax
  if (bytesMax > settings.bytesMax) return 'too-large'
  const plain = submissionBytes(submission)
  const { sharer } = arrival
  const portion = { ...depot.room.placesOf(sharer), kib: costOf(plain.length, bytesMax) }
  const asked = { isForeign: submission.isForeign, isSettled: sharer.isSettled }
  if (!depot.room.reserve(portion, settings, asked)) return 'full'
  const ticket = newTicket(parts.mark, submission.receivedAtMs)
  const name = {
    ...portion,
    id: ticket.id,
    atSeconds: Math.floor(submission.receivedAtMs / 1000),
    account: depot.room.account,
    state: 'part',
    owner: depot.run.id,
  } as const
  const file = created(parts, name)
  if (file === null) return 'broken'
  const intake = new Intake(parts, { submission, plain, ticket, name, file, declared, bytesMax })
  return intake.receive(body)
}

/** Null, with its room given back, where there is no file. */
function created({ depot, onFault }: StoreParts, name: FileName): number | null {
  try {
    return depot.disk.create(depot.pathOf(name))
  } catch (error) {
    depot.room.release(name)
    if (!(error instanceof DiskError)) throw error
    onFault(error)
    return null
  }
}

interface Begun {
  readonly submission: Submission
  readonly plain: Buffer
  readonly ticket: Ticket
  readonly name: FileName
  readonly file: number
  readonly declared: number | null
  /** What room was reserved for. */
  readonly bytesMax: number
}

/** One file on its way. */
class Intake {
  readonly #parts: StoreParts
  readonly #begun: Begun
  readonly #seal: Seal
  readonly #tagKey: Buffer
  readonly #prefix = randomBytes(PREFIX_BYTES)
  readonly #hash: Hash = createHash('sha256')
  #length = 0

  constructor(parts: StoreParts, begun: Begun) {
    this.#parts = parts
    this.#begun = begun
    const keys = sealingKeysOf(begun.ticket)
    const tagKey = tagKeyOf(begun.ticket)
    if (keys === null || tagKey === null) throw new TypeError('a ticket of our own')
    this.#seal = new Seal(keys.body, this.#prefix, begun.ticket.id)
    this.#tagKey = tagKey
  }

  /** Whatever comes between leaves nothing behind. */
  async receive(body: AsyncIterable<Uint8Array>): Promise<Ticket | NotKept> {
    const { depot } = this.#parts
    const { name, file, ticket } = this.#begun
    let isOpen = true
    let present = name
    try {
      const refusal = await this.#write(body)
      isOpen = false
      await depot.disk.close(file)
      if (refusal !== null) {
        await this.#discard(present)
        return refusal
      }
      present = await this.#settle()
      await depot.sync(present)
      return ticket
    } catch (error) {
      if (isOpen) await depot.disk.close(file).catch(() => undefined)
      await this.#discard(present)
      if (!(error instanceof DiskError)) throw error
      this.#parts.onFault(error)
      return 'broken'
    }
  }

  /** Null where all of it lies on the disk. */
  async #write(body: AsyncIterable<Uint8Array>): Promise<NotKept | null> {
    const { disk } = this.#parts.depot
    const { file, plain, declared, bytesMax } = this.#begun
    const sealed = this.#seal.seal(plain, 0, false)
    await disk.write(file, sealed, HEAD_BYTES)
    const position = HEAD_BYTES + this.#sealedSubmissionBytes
    const writer = new RecordWriter(this.#seal, { disk, file, position }, FIRST_OF_BODY)
    for await (const bytes of body) {
      this.#length += bytes.length
      if (this.#length > bytesMax) return declared === null ? 'too-large' : 'broken'
      this.#hash.update(bytes)
      await writer.push(bytes)
    }
    if (declared !== null && this.#length !== declared) return 'broken'
    await writer.finish()
    await disk.write(file, [this.#head()], 0)
    await disk.sync(file)
    return null
  }

  get #sealedSubmissionBytes(): number {
    return this.#begun.plain.length + TAG_BYTES
  }

  #head(): Buffer {
    const digest = this.#hash.digest()
    const { target, receivedAtMs } = this.#begun.submission
    const tagKey = this.#tagKey
    const head = {
      isReceipt: false,
      bodyPrefix: this.#prefix,
      answerPrefix: Buffer.alloc(PREFIX_BYTES),
      submissionBytes: this.#sealedSubmissionBytes,
      atMs: receivedAtMs,
      length: this.#length,
      targetTag: tagOf(tagKey, 'target', Buffer.from(target, 'latin1')),
      bodyTag: tagOf(tagKey, 'body', digest),
      closing: closingOf(this.#seal, this.#length, digest),
    }
    return writeHead(head, tagKey)
  }

  /** Names it `kept`, with what it takes in truth, and gives the rest of its room back. */
  async #settle(): Promise<FileName> {
    const { depot } = this.#parts
    const { name, plain } = this.#begun
    const kib = costOf(plain.length, this.#length)
    const kept = { ...name, kib, state: 'kept', owner: null } as const
    await depot.disk.rename(depot.pathOf(name), depot.pathOf(kept))
    depot.room.release({ ...name, kib: name.kib - kib })
    return kept
  }

  /** A disk that does not even remove it keeps it until this worker has ended. */
  async #discard(name: FileName): Promise<void> {
    await faultless(this.#parts, () => this.#parts.depot.discard(name))
  }
}
