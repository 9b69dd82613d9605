import { createHash, createHmac } from 'node:crypto'
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

/**
 * Makes what checks proofs: one for each thread, as it holds a table of 64 KiB. The audited places are a
 * secret of the gate, fixed by the token and not by the tags, so another try at the same token finds the
 * same two. Who leaves out a share `s` of the work passes with probability `(1 - s)²`: the work for each
 * pass never gets less.
 */
export function createAuditor(unit: Unit = createUnit(PROOF_PARAMETERS)): Auditor {
  const output = new Int32Array(2)
  return {
    verify(tokenBytes, token, tags, key) {
      if (token.units === 0 || tags.length !== token.units * TAG_BYTES) return false
      const seed = seedOf(tokenBytes)
      return auditedUnits(tokenBytes, token.units, key).every((index) => {
        unit(seed, index, output)
        return tagFrom(output) === readTag(tags, index)
      })
    },
  }
}

/** Does all the work of a token and returns its tags. For tests and benchmarks; browsers have their own. */
export function solve(
  tokenBytes: Uint8Array,
  unit: Unit = createUnit(PROOF_PARAMETERS),
): Uint8Array {
  const units = readTag(tokenBytes, UNITS_OFFSET / TAG_BYTES)
  const seed = seedOf(tokenBytes)
  const output = new Int32Array(2)
  const tags = new Uint8Array(units * TAG_BYTES)
  for (let index = 0; index < units; index++) {
    unit(seed, index, output)
    const tag = tagFrom(output)
    tags[2 * index] = tag & 0xff
    tags[2 * index + 1] = tag >>> 8
  }
  return tags
}

/** The first distinct places among the MAC's eight words; `units` is a power of two, so none is favoured. */
function auditedUnits(tokenBytes: Uint8Array, units: number, key: ProofKey): number[] {
  const mac = createHmac('sha256', key.audit).update(tokenBytes).digest()
  const places = new Set<number>()
  for (let offset = 0; places.size < PROOF_PARAMETERS.audits && offset < mac.length; offset += 4) {
    places.add(mac.readUInt32LE(offset) % units)
  }
  return [...places]
}

/** SHA-256 of the whole token, MAC included, as eight little-endian words. */
function seedOf(tokenBytes: Uint8Array): Int32Array {
  const digest = createHash('sha256').update(tokenBytes).digest()
  return Int32Array.from({ length: 8 }, (_, i) => digest.readInt32LE(4 * i))
}

function tagFrom(output: Int32Array): number {
  return (output[0] ?? 0) & 0xffff
}

function readTag(tags: Uint8Array, index: number): number {
  return (tags[2 * index] ?? 0) | ((tags[2 * index + 1] ?? 0) << 8)
}
