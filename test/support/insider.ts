import { readFileSync } from 'node:fs'
import {
  PROOF_PARAMETERS,
  createAuditor,
  createUnit,
  decodeToken,
  openToken,
} from '../../src/challenge-pages/proof/index.ts'
import { type KeyRing, keyRing, parseKeyFile } from '../../src/client/index.ts'

const unit = createUnit(PROOF_PARAMETERS)

/** YAML of a gate from which a test earns passes as often as it likes: all of them are of one network. */
export const MANY_PASSES =
  'doors: { silent: { passesPerNetwork: { rate: 1000/s, burst: 1000000 } } }'

/** Of the gates that this test has started, the last one first. */
const known: (() => KeyRing)[] = []

/** Tells where a gate of this test keeps its keys. */
export function knowKeys(file: string): void {
  known.unshift(() => keyRing(parseKeyFile(readFileSync(file, 'utf8'))))
}

/** Tells the keys of a gate whose time this test moves. */
export function knowRing(ring: KeyRing): void {
  known.unshift(() => ring)
}

/** Null where no gate that the test has told of made this token. */
export function insidersProofOf(text: string): Buffer | null {
  for (const ringOf of known) {
    try {
      return insidersProof(text, ringOf())
    } catch {
      // Another gate's; or its folder has gone with its test.
    }
  }
  return null
}

/**
 * A proof as only somebody can make it who has the gate's keys and so knows which units it looks at: no other is done.
 * For tests that need many proofs, or dear ones, and ask for something else than the work.
 */
export function insidersProof(text: string, { byTag }: KeyRing): Buffer {
  const bytes = decodeToken(text)
  const token = bytes && openToken(bytes, (tag) => byTag.get(tag))
  const key = token && byTag.get(token.keyTag)
  if (bytes === null || !token || !key) throw new Error('not a token of this gate')
  const tags = Buffer.alloc(2 * token.units)
  // Each tag that the auditor is about to compare is written just before.
  const auditor = createAuditor({
    unit(seed, index, output) {
      unit(seed, index, output)
      tags.writeUInt16LE((output[0] ?? 0) & 0xffff, 2 * index)
    },
  })
  if (!auditor.verify(bytes, token, tags, key)) throw new Error('the auditor looks elsewhere')
  return Buffer.concat([bytes, tags])
}
