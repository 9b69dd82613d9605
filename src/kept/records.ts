import { type Disk } from './disk.ts'
import { DamagedError, RECORD_BYTES, recordsOf, type Seal, TAG_BYTES } from './sealing.ts'

/** Where records lie in a file. */
export interface Place {
  readonly disk: Disk
  readonly file: number
  /** Where the first of them begins. */
  readonly position: number
}

/** Writes bytes as records, and holds no more than one of them. `first`: the number of the first. */
export class RecordWriter {
  readonly #seal: Seal
  readonly #place: Place
  readonly #held = Buffer.allocUnsafeSlow(RECORD_BYTES)
  #size = 0
  #number: number
  #position: number

  constructor(seal: Seal, place: Place, first: number) {
    this.#seal = seal
    this.#place = place
    this.#number = first
    this.#position = place.position
  }

  async push(bytes: Uint8Array): Promise<void> {
    let at = 0
    while (at < bytes.length) {
      // What is full goes out when more comes: only then it is not the last.
      if (this.#size === RECORD_BYTES) await this.#write(false)
      const end = Math.min(bytes.length, at + RECORD_BYTES - this.#size)
      this.#held.set(bytes.subarray(at, end), this.#size)
      this.#size += end - at
      at = end
    }
  }

  /** Writes the last one; where the records end. */
  async finish(): Promise<number> {
    await this.#write(true)
    return this.#position
  }

  async #write(isLast: boolean): Promise<void> {
    const sealed = this.#seal.seal(this.#held.subarray(0, this.#size), this.#number, isLast)
    const position = this.#position
    this.#position += this.#size + TAG_BYTES
    this.#number++
    this.#size = 0
    await this.#place.disk.write(this.#place.file, sealed, position)
  }
}

/**
 * Reads `length` plain bytes, record by record, and gives each when its tag is found right.
 * @throws DamagedError at the first that is not.
 */
export async function* readRecords(
  seal: Seal,
  place: Place,
  { first, length }: { readonly first: number; readonly length: number },
): AsyncGenerator<Buffer, void, undefined> {
  const records = recordsOf(length)
  let position = place.position
  for (let i = 0; i < records; i++) {
    const plainBytes = Math.min(RECORD_BYTES, length - i * RECORD_BYTES)
    const sealed = await place.disk.read(place.file, plainBytes + TAG_BYTES, position)
    if (sealed.length < plainBytes + TAG_BYTES) throw new DamagedError('its end is missing')
    position += sealed.length
    const plain = seal.open(sealed, first + i, i === records - 1)
    if (plain.length > 0) yield plain
  }
}
