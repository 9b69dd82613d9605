import { createHmac, timingSafeEqual } from 'node:crypto'
import { type RingSecret } from './ring-secret.ts'

/** The keys that all workers of a gate know, by their ids, which stand in every pass. */
export interface KeysInUse {
  readonly signing: string
  readonly accepted: readonly string[]
}

/** What a gate says of its keys, and whether it is to be believed. */
export interface RingWord extends KeysInUse {
  /**
   * `ours`: it has the secret that this gate has; `other`: another one; `none`: it shares no ring by the store, or this
   * gate does not; `forged`: it says that it has ours, and does not.
   */
  readonly ring: 'ours' | 'other' | 'none' | 'forged'
  /** Grows each time the gate says it: what somebody else repeats later does not. */
  readonly beat: number
}

/** `SECRET.BEAT.SIGNING.ACCEPTED-ACCEPTED.PROOF`; secret and proof are empty where none is shared. */
const SPELLED =
  /^(?<secret>[0-9a-f]{8}|)\.(?<beat>\d{1,12})\.(?<signing>[0-9a-f]{8})\.(?<accepted>[0-9a-f]{8}(?:-[0-9a-f]{8}){0,15})\.(?<proof>[\w-]{22}|)$/

const PROOF_BYTES = 16

interface Said {
  /** The id of the gate's start: nobody else can say it in its name. */
  readonly gate: string
  readonly secret: RingSecret | null
}

/** What a gate says with each greeting. */
export function spellWord({ signing, accepted }: KeysInUse, beat: number, said: Said): string {
  const body = `${said.secret?.id ?? ''}.${beat}.${signing}.${accepted.join('-')}`
  return `${body}.${said.secret === null ? '' : proofOf(body, said.gate, said.secret)}`
}

/** What `gate` has said, held against the secret of this gate; null for what is no such word. */
export function readWord(text: string, { gate, secret }: Said): RingWord | null {
  const found = SPELLED.exec(text)?.groups
  if (found === undefined) return null
  const { secret: id = '', beat, signing = '', accepted = '', proof = '' } = found
  const body = text.slice(0, text.lastIndexOf('.'))
  return {
    signing,
    accepted: accepted.split('-'),
    beat: Number(beat),
    ring: ringOf(id, secret, () => isEqual(proof, proofOf(body, gate, secret))),
  }
}

function ringOf(id: string, secret: RingSecret | null, isProved: () => boolean): RingWord['ring'] {
  if (id === '' || secret === null) return 'none'
  if (id !== secret.id) return 'other'
  return isProved() ? 'ours' : 'forged'
}

function proofOf(body: string, gate: string, secret: RingSecret | null): string {
  const words = secret?.words ?? new Uint8Array()
  const digest = createHmac('sha256', words).update(`${gate}\0${body}`).digest()
  return digest.subarray(0, PROOF_BYTES).toString('base64url')
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
