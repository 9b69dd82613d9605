import { type KeyFile, type StoredKey } from '../../client/index.ts'
import { type RingGate, type RingSight } from '../../store/index.ts'
import { type Answer, table } from '../operators/answer.ts'

/** Another gate, as operators tell it from others of its machine. */
export interface NamedGate {
  readonly id: string
  readonly name: string
}

export function namesOf(gates: readonly RingGate[]): readonly NamedGate[] {
  return gates.map(({ id, name }) => ({ id, name }))
}

/** `host-b 0123456789ab, host-c ba9876543210`. */
export function gatesText(gates: readonly NamedGate[]): string {
  return gates.map(({ id, name }) => `${name} ${id}`).join(', ')
}

/**
 * All keys, without their secrets; `gate` is the name of the one that tells of them, `sight` what the others that ask the
 * same store say.
 */
export function keyList({ signing, keys }: KeyFile, gate: string, { others }: RingSight): Answer {
  const described = keys.map((key) => describe(key, { signing, gate, others }))
  const isAlone = others.length === 0
  const rows = described.map((key) => [
    key.id,
    key.createdAt,
    makerOf(key),
    ...(isAlone ? [] : [`${key.acceptedBy.length} of ${others.length}`]),
    useOf(key, isAlone ? null : others.length),
  ])
  const heading = ['key', 'made', 'came', ...(isAlone ? [] : ['others accept']), 'use']
  return {
    ending: 'done',
    report: { gate, keys: described, others: others.map(reportOf) },
    text: table([heading, ...rows]) + differences(keys, others),
  }
}

/** Of another gate, for scripts. */
function reportOf({ id, name, ring, signing, accepted }: RingGate): object {
  return { id, name, ring, signing, accepted }
}

/** A line for each gate whose keys are not these; nothing where there is none. */
function differences(keys: readonly StoredKey[], others: readonly RingGate[]): string {
  const ids = keys.map(({ id }) => id)
  const lines = others.map((other) => {
    const lacks = ids.filter((id) => !other.accepted.includes(id))
    const more = other.accepted.filter((id) => !ids.includes(id))
    const said = [
      ...(lacks.length === 0 ? [] : [`does not accept ${lacks.join(', ')}`]),
      ...(more.length === 0 ? [] : [`accepts ${more.join(', ')}, which is not known here`]),
    ]
    return said.length === 0 ? '' : `gate ${gatesText([other])} ${said.join(' and ')}\n`
  })
  return lines.join('')
}

interface DescribedKey {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Whether this gate made it, or another one or a former life whose file it read. */
  readonly from: 'here' | 'file'
  /** The name of the gate that made it; null where nobody knows. */
  readonly madeBy: string | null
  readonly signing: boolean
  /** When it is dropped; null where it signs, or is to sign. */
  readonly verifyUntil: string | null
  /** Which of the other gates that ask the same store accept it, and which sign with it; by their ids there. */
  readonly acceptedBy: readonly string[]
  readonly signedBy: readonly string[]
}

/** `of`: how many other gates there are; null where none is known. */
function useOf({ signing, verifyUntil, signedBy }: DescribedKey, of: number | null): string {
  const elsewhere = signedBy.length === 0 ? '' : `; ${signedBy.length} of ${of ?? 0} others sign`
  if (signing) return of === null ? 'signs' : `signs${elsewhere === '' ? ' here alone' : elsewhere}`
  return `${verifyUntil === null ? 'verifies' : `verifies until ${verifyUntil}`}${elsewhere}`
}

function makerOf({ from, madeBy }: DescribedKey): string {
  if (from === 'here') return 'here'
  return madeBy === null ? 'by the file' : `of gate ${madeBy}`
}

function idsOf(gates: readonly RingGate[]): readonly string[] {
  return gates.map(({ id }) => id)
}

/** Named one by one, so that no secret gets out because it got into the file. */
function describe(
  { id, createdAt, verifyUntil, madeBy }: StoredKey,
  {
    signing,
    gate,
    others,
  }: {
    readonly signing: string
    readonly gate: string
    readonly others: readonly RingGate[]
  },
): DescribedKey {
  return {
    id,
    createdAt: isoOf(createdAt),
    from: madeBy === gate ? 'here' : 'file',
    madeBy: madeBy ?? null,
    signing: id === signing,
    verifyUntil: verifyUntil === undefined ? null : isoOf(verifyUntil),
    acceptedBy: idsOf(others.filter(({ accepted }) => accepted.includes(id))),
    signedBy: idsOf(others.filter((other) => other.signing === id)),
  }
}

/** Why there can be no more keys. */
export function fullText({ keys }: KeyFile): string {
  const next = Math.min(...keys.map(({ verifyUntil = Infinity }) => verifyUntil))
  const when = next === Infinity ? '' : `; the next is dropped at ${isoOf(next)}`
  return `${keys.length} keys are in use, and there may be no more${when}`
}

/** Why a key that is accepted here does not sign yet. */
export function lateText(gates: readonly RingGate[]): string {
  if (gates.length === 0) {
    return 'the store does not answer, so nobody knows which gates accept it; it signs once all do'
  }
  const [verb, then] = gates.length === 1 ? ['does', 'it does'] : ['do', 'they do']
  return `gate ${gatesText(gates)} ${verb} not accept it yet; it signs once ${then}, or ten seconds after a gate has gone silent`
}

/** What became of a key that was revoked here. `left`: the gates that still accept it. */
export function revokedText(id: string, signing: string, left: readonly RingGate[]): string {
  const gone = `${id} is gone: its passes, challenges and codes count no more; ${signing} signs\n`
  const ours = left.filter(({ ring }) => ring === 'ours')
  const foreign = left.filter(({ ring }) => ring !== 'ours')
  const soon =
    ours.length === 0
      ? ''
      : `gate ${gatesText(ours)} still accepts it: it drops it as soon as it reads the store\n`
  const never =
    foreign.length === 0
      ? ''
      : `gate ${gatesText(foreign)} shares no ring with this one and accepts it: revoke it there as well\n`
  return gone + soon + never
}

/** What a gate has heard of keys by the store; null where nothing is new. */
export function changedText(before: KeyFile, after: KeyFile): string | null {
  const had = new Set(before.keys.map(({ id }) => id))
  const has = new Set(after.keys.map(({ id }) => id))
  const revoked = new Set((after.revoked ?? []).map(({ id }) => id))
  const taken = [...has].filter((id) => !had.has(id))
  const gone = [...had].filter((id) => !has.has(id) && revoked.has(id))
  const said = [
    ...taken.map((id) => `${id} is accepted`),
    ...gone.map((id) => `${id} was revoked`),
    ...(before.signing === after.signing ? [] : [`${after.signing} signs`]),
  ]
  return said.length === 0 ? null : `keys, by another gate: ${said.join(', ')}`
}

export function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
