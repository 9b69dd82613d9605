import { createDerivation, type Derivation } from './derivation.ts'
import { digestOf, macOf } from './mac.ts'
import { PROOF_PARAMETERS } from './parameters.ts'
import { type ProofKey, type Token } from './token.ts'
import { createUnit, type Unit } from './unit.ts'

/** Bytes of one tag in a submission. */
const TAG_BYTES = 2

/** Where the count of units stands in a token. */
const UNITS_OFFSET = 6

export interface Auditor {
  /**
   * Whether the audited units were computed. `tags` are two bytes for each unit, little endian; a wrong
   * length is a wrong proof. Costs two units of work, or one where the first is wrong; the caller burns
   * the token before, right or wrong.
   */
  readonly verify: (
    tokenBytes: Uint8Array,
    token: Token,
    tags: Uint8Array,
    key: ProofKey,
  ) => boolean
}

/** The two kinds of unit; tests hand in cheaper ones. */
export interface Units {
  readonly unit?: Unit
  readonly derivation?: Derivation
}

/** Which work was done: `table` is algorithm 1, `derived` algorithm 2. */
export type Algorithm = 'table' | 'derived'

/** Which algorithm so many bytes of tags are a proof by: the numbers of units differ. Null: by none. */
export function algorithmOf(token: Token, tagBytes: number): Algorithm | null {
  if (token.units === 0) return null
  if (tagBytes === token.units * TAG_BYTES) return 'table'
  const derivedUnits = token.units * PROOF_PARAMETERS.derivedUnitsFactor
  return tagBytes === derivedUnits * TAG_BYTES ? 'derived' : null
}

/**
 * Makes what checks proofs: one for each thread, as it holds a table of 64 KiB. The audited places are a
 * secret of the gate, fixed by the token and not by the tags, so another try at the same token finds the
 * same two. Who leaves out a share `s` of the work passes with probability `(1 - s)²`: the work for each
 * pass never gets less.
 */
export function createAuditor(units: Units = {}): Auditor {
  const tagOf = tagMaker(units)
  return {
    verify(tokenBytes, token, tags, key) {
      const algorithm = algorithmOf(token, tags.length)
      if (algorithm === null) return false
      const seed = seedOf(tokenBytes)
      return auditedUnits(tokenBytes, tags.length / TAG_BYTES, key).every(
        (index) => tagOf(algorithm, seed, index) === readTag(tags, index),
      )
    },
  }
}

/** Does all the work of a token and returns its tags. For tests and benchmarks; browsers have their own. */
export function solve(
  tokenBytes: Uint8Array,
  units: Units = {},
  algorithm: Algorithm = 'table',
): Uint8Array {
  const tagOf = tagMaker(units)
  const factor = algorithm === 'table' ? 1 : PROOF_PARAMETERS.derivedUnitsFactor
  const count = factor * readTag(tokenBytes, UNITS_OFFSET / TAG_BYTES)
  const seed = seedOf(tokenBytes)
  const tags = new Uint8Array(count * TAG_BYTES)
  for (let index = 0; index < count; index++) {
    const tag = tagOf(algorithm, seed, index)
    tags[2 * index] = tag & 0xff
    tags[2 * index + 1] = tag >>> 8
  }
  return tags
}

/** SHA-256 of the whole token, MAC included: as bytes, and as eight little-endian words. */
interface Seed {
  readonly bytes: Uint8Array
  readonly words: Int32Array
}

function seedOf(tokenBytes: Uint8Array): Seed {
  const bytes = digestOf(tokenBytes)
  const words = new Int32Array(8)
  for (let i = 0; i < words.length; i++) words[i] = bytes.readInt32LE(4 * i)
  return { bytes, words }
}

function tagMaker({
  unit = createUnit(PROOF_PARAMETERS),
  derivation = createDerivation(PROOF_PARAMETERS.iterations),
}: Units): (algorithm: Algorithm, seed: Seed, index: number) => number {
  const output = new Int32Array(2)
  return (algorithm, seed, index) => {
    if (algorithm === 'derived') return derivation(seed.bytes, index)
    unit(seed.words, index, output)
    return (output[0] ?? 0) & 0xffff
  }
}

/**
 * The first distinct places among the MAC's eight words. Where the number of units is no power of two
 * the first places are favoured by less than one in a hundred thousand.
 */
function auditedUnits(tokenBytes: Uint8Array, units: number, key: ProofKey): number[] {
  const mac = macOf(tokenBytes, key.audit)
  const places: number[] = []
  for (let at = 0; places.length < PROOF_PARAMETERS.audits && at < mac.length; at += 4) {
    const place = mac.readUInt32LE(at) % units
    if (!places.includes(place)) places.push(place)
  }
  return places
}

function readTag(tags: Uint8Array, index: number): number {
  return (tags[2 * index] ?? 0) | ((tags[2 * index + 1] ?? 0) << 8)
}
