import { type StoreSettings } from '../model/index.ts'
import {
  type KeysInUse,
  type RingGate,
  type RingSecret,
  type RingSight,
  readRingSecret,
} from '../store/index.ts'
import { type NamedGate, gatesText } from './changes/key-text.ts'
import { type OnNote } from './system/note.ts'
import { messageOf } from './system/start-error.ts'

/** How the keys of this gate and of those that ask the same store go together. */
export interface RingStatus {
  /** Which secret keys are shared by, in eight digits that say nothing about it; null where they are copied by hand. */
  readonly secret: string | null
  readonly signing: string
  /** Gates that sign with another key, or do not accept the one that signs here. */
  readonly differing: readonly (NamedGate & { readonly signing: string })[]
  /** Gates that share no ring with this one though this one shares its own: the file of their secret is another one. */
  readonly foreign: readonly NamedGate[]
  /** Why the secret cannot be used; null where it can. */
  readonly fault: string | null
}

/** Sees whether all gates have the same keys, and tells where they do not. */
export class RingLook {
  readonly #inUse: () => KeysInUse
  readonly #sight: () => RingSight
  readonly #onNote: OnNote
  #fault: string | null = null
  /** What was read last, and where. */
  #read: { readonly file: string; readonly secret: RingSecret } | null = null
  /** What has been told of each gate. */
  readonly #told = new Set<string>()

  constructor(inUse: () => KeysInUse, sight: () => RingSight, onNote: OnNote) {
    this.#inUse = inUse
    this.#sight = sight
    this.#onNote = onNote
  }

  /** What the ring is shared by; null where the configuration names nothing. One that cannot be read again stays. */
  secretOf(store: StoreSettings): RingSecret | null {
    const file = store.kind === 'memory' ? null : store.ringSecretFile
    const before = this.#fault
    this.#fault = null
    if (this.#read?.file !== file) this.#read = null
    if (file === null) return null
    try {
      this.#read = { file, secret: readRingSecret(file) }
    } catch (error) {
      const then = this.#read === null ? 'keys are not shared' : 'the one read before stays'
      this.#fault = `the ring secret ${file} cannot be used, ${then}: ${messageOf(error)}`
      if (this.#fault !== before) this.#onNote(this.#fault)
    }
    return this.#read?.secret ?? null
  }

  status(): RingStatus {
    const { signing } = this.#inUse()
    const { others, secret } = this.#sight()
    const isOther = (gate: RingGate): boolean =>
      gate.signing !== signing || !gate.accepted.includes(signing)
    return {
      secret,
      signing,
      differing: others
        .filter(isOther)
        .map(({ id, name, signing: by }) => ({ id, name, signing: by })),
      foreign: secret === null ? [] : others.filter(({ ring }) => ring !== 'ours').map(nameOf),
      fault: this.#fault,
    }
  }

  /** Tells once of each gate whose ring is another one. */
  tell(): void {
    const { foreign } = this.status()
    for (const gate of foreign) {
      if (this.#told.has(gate.id) || this.#told.size >= TOLD_MAX) continue
      this.#told.add(gate.id)
      this.#onNote(foreignText([gate]))
    }
  }
}

/** Gates come and go, and who writes to the store may show ever new ones: `paart status` has them all. */
const TOLD_MAX = 64

function nameOf({ id, name }: RingGate): NamedGate {
  return { id, name }
}

function foreignText(gates: readonly NamedGate[]): string {
  const does = gates.length === 1 ? 'does' : 'do'
  return `gate ${gatesText(gates)} ${does} not have the ring secret of this one: keys are not shared with it; see that store.ringSecretFile is the same at all gates`
}

/** For people: how keys are shared, and what is not as it should be. */
export function ringLines({ secret, signing, differing, foreign, fault }: RingStatus): string {
  const how =
    secret === null
      ? `copied by hand, ${signing} signs`
      : `shared by secret ${secret}, ${signing} signs`
  const lines = [
    `keys: ${how}${differing.length === 0 ? '' : ' here'}`,
    ...differing.map((gate) => `  gate ${gatesText([gate])} signs with ${gate.signing}`),
    ...(foreign.length === 0 ? [] : [`  ${foreignText(foreign)}`]),
    ...(fault === null ? [] : [`  ${fault}`]),
  ]
  return lines.join('\n')
}
