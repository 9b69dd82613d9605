import { createCipheriv, createDecipheriv } from 'node:crypto'

/** Of plain bytes in one record. */
export const RECORD_BYTES = 65_536
export const TAG_BYTES = 16
export const PREFIX_BYTES = 7

/** Of what is sealed in one piece beside the records; they end in 0 or 1. */
const LAST_OF_ASIDE = 2

/** A file was changed, cut off, or put together from others. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'

  constructor(what: string) {
    super(`a kept submission is damaged: ${what}`)
  }
}

/** How many records hold so many bytes; also nothing needs one, or its end could not be told. */
export function recordsOf(length: number): number {
  return Math.max(1, Math.ceil(length / RECORD_BYTES))
}

/** Bytes of all records of so many plain ones. */
export function sealedLength(length: number): number {
  return length + recordsOf(length) * TAG_BYTES
}

/**
 * AES-256-GCM in records (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). The nonce is a random
 * prefix, the record's number, and whether it is the last; the id stands beside. So no record can be left
 * out, doubled, moved to another place or to another file, and no end cut off, without being noticed.
 */
export class Seal {
  readonly #key: Buffer
  readonly #nonce: Buffer
  readonly #id: Buffer

  /** `prefix`: 7 bytes, never twice the same with one key. */
  constructor(key: Buffer, prefix: Uint8Array, id: string) {
    this.#key = key
    this.#nonce = Buffer.alloc(PREFIX_BYTES + 5)
    this.#nonce.set(prefix)
    this.#id = Buffer.from(id, 'latin1')
  }

  /** Its bytes, and behind them its tag. */
  seal(plain: Uint8Array, number: number, isLast: boolean): readonly [Buffer, Buffer] {
    return this.#seal(plain, number, isLast ? 1 : 0)
  }

  /** @throws DamagedError where it is not what was sealed at this place. */
  open(sealed: Uint8Array, number: number, isLast: boolean): Buffer {
    return this.#open(sealed, number, isLast ? 1 : 0)
  }

  /** One piece of its own: once with one prefix. */
  sealAside(plain: Uint8Array): Buffer {
    return Buffer.concat(this.#seal(plain, 0, LAST_OF_ASIDE))
  }

  openAside(sealed: Uint8Array): Buffer {
    return this.#open(sealed, 0, LAST_OF_ASIDE)
  }

  #seal(plain: Uint8Array, number: number, last: number): readonly [Buffer, Buffer] {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonceOf(number, last))
    cipher.setAAD(this.#id)
    const sealed = cipher.update(plain)
    cipher.final()
    return [sealed, cipher.getAuthTag()]
  }

  #open(sealed: Uint8Array, number: number, last: number): Buffer {
    if (sealed.length < TAG_BYTES) throw new DamagedError(`record ${number} is cut off`)
    const end = sealed.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonceOf(number, last), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(this.#id)
    decipher.setAuthTag(sealed.subarray(end))
    try {
      const plain = decipher.update(sealed.subarray(0, end))
      decipher.final()
      return plain
    } catch {
      throw new DamagedError(`record ${number}`)
    }
  }

  #nonceOf(number: number, last: number): Buffer {
    this.#nonce.writeUInt32BE(number, PREFIX_BYTES)
    this.#nonce[PREFIX_BYTES + 4] = last
    return this.#nonce
  }
}
