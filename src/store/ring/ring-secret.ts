import { hkdfSync } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { type FactKeys } from '../seal.ts'

/** What comes of the secret that gates share their ring by: each gate has it from a file of its own. */
export interface RingSecret {
  /** Says which secret it is, and nothing about it. */
  readonly id: string
  /** What keys of the ring are sealed with in the store, and named by. */
  readonly facts: FactKeys
  /** What gates prove with that they have it. */
  readonly words: Uint8Array
}

/** 32 random bytes as base64url are 43 characters, as hex digits 64. */
const CHARS_MIN = 43
const CHARS_MAX = 512

/** Base64 in either alphabet, and so hex digits as well. */
const SPELLED = /^[\w+/=-]+$/

/**
 * Whoever has it and reads the store has the keys. A group may read it: that is how root hands a file to a service, and
 * how credentials of systemd look.
 */
const OTHERS_BITS = 0o037

const KEY_BYTES = 32
const ID_BYTES = 4

/** The secret of a file. @throws Error that says in a line what is wrong with it, and never with what is in it. */
export function readRingSecret(file: string): RingSecret {
  const mode = statSync(file).mode & 0o777
  if ((mode & OTHERS_BITS) !== 0) {
    const spelled = `0${mode.toString(8).padStart(3, '0')}`
    throw new Error(`it is open to others (mode ${spelled}): chmod 600 ${file}, or 640 for a group`)
  }
  return ringSecretOf(readFileSync(file, 'utf8').trim())
}

/** Of its text as it is written: every gate has the same one. @throws Error where it is none. */
export function ringSecretOf(text: string): RingSecret {
  if (text.length < CHARS_MIN || text.length > CHARS_MAX || !SPELLED.test(text)) {
    throw new Error(
      'it does not hold 32 random bytes in base64url or hex, as "paart keys secret" makes them',
    )
  }
  const derived = (purpose: string, bytes: number): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', text, '', `paart ring ${purpose}`, bytes))
  const id = Buffer.from(derived('id', ID_BYTES)).toString('hex')
  const sealing = derived('facts', KEY_BYTES)
  return {
    id,
    facts: { sealing: id, byId: new Map([[id, sealing]]), names: derived('names', KEY_BYTES) },
    words: derived('words', KEY_BYTES),
  }
}
