import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type Sealed } from './blocks.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12

/** A counter in the nonce's last bytes: at a GiB a second 2^48 blocks last for centuries. */
const COUNTER_BYTES = 6

/**
 * AES-256-GCM with a key that lives and dies with the worker, each block under a nonce of its own. What a
 * disk keeps of deleted files is noise then, and a block that it spoils is noticed. It costs some 18
 * microseconds for 64 KiB in each direction, less than AES-CTR in Node (24) and not twice a bare copy (10).
 */
export class BlockSeal {
  readonly #key = randomBytes(KEY_BYTES)
  #count = 0

  /** Seals a block that stands in several pieces, without joining them. */
  seal(pieces: readonly Buffer[]): Sealed {
    const nonce = Buffer.alloc(NONCE_BYTES)
    nonce.writeUIntBE(this.#count++, NONCE_BYTES - COUNTER_BYTES, COUNTER_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const sealed = pieces.map((piece) => cipher.update(piece))
    cipher.final()
    return { pieces: sealed, nonce, tag: cipher.getAuthTag() }
  }

  /** @throws Error where it is not what was sealed. */
  open(sealed: Uint8Array, { nonce, tag }: Omit<Sealed, 'pieces'>): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce)
    decipher.setAuthTag(tag)
    const bytes = decipher.update(sealed)
    decipher.final()
    return bytes
  }
}
