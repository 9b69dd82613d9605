import { createHash } from 'node:crypto'
import { readVectors, sha256, type TokenVector } from '../../test/challenge-pages/vectors.ts'
import { type Attacker, type Kernel } from './attacker.ts'
import { type Citizen, FIRST_NONCE, type SearchWay } from './citizen.ts'

/**
 * Who gets an answer wrong measures nothing: everything that is to be measured first reproduces
 * `docs/vectors.json`, or finds the number that node:crypto finds.
 */

/** A few thousand hashes for each challenge: enough that a skipped number would be noticed. */
const SEARCH_BITS = 12

const CHALLENGES = ['a', 'b', 'c', 'd'].map((text) => sha256(Buffer.from(text)))

/** Beyond the end of the first group of 10,000. */
const SEARCH_BITS_LONG = 16

interface SearchVector {
  readonly challenge: string
  readonly bits: number
  readonly nonce: number
}

/** @throws Error where a kernel answers anything but what it should. */
export function tryAttacker(attacker: Attacker): void {
  for (const kernel of attacker.kernels) {
    const cases = CASES[kernel.scheme]()
    const got = attacker
      .answer(
        kernel,
        cases.map(({ work }) => work),
      )
      .map((line) => line.replace(' ', ''))
    let at = 0
    for (const { work, count, want } of cases) {
      if (want(got.slice(at, at + count))) at += count
      else throw new Error(`the attacker's ${nameOf(kernel)} gets this wrong: ${work}`)
    }
  }
}

export function nameOf({ scheme, name }: Kernel): string {
  return `${scheme} by ${name}`
}

interface Case {
  readonly work: string
  /** Lines of the answer. */
  readonly count: number
  readonly want: (lines: readonly string[]) => boolean
}

const CASES: Readonly<Record<Kernel['scheme'], () => readonly Case[]>> = {
  walk() {
    const { units, tokens } = readVectors()
    const single = units.map(({ seed, size, passes, index, result }) => ({
      work: `walk ${seed} ${size} ${passes} ${index} 1`,
      count: 1,
      want: ([line]: readonly string[]) => line === result,
    }))
    return [...single, wholeProof(tokens, 1, (seed, count) => `walk ${seed} 14 2 0 ${count}`)]
  },
  derivation() {
    const { derivations, tokens } = readVectors()
    const single = derivations.map(({ seed, iterations, index, tag }) => ({
      work: `derivation ${seed} ${iterations} ${index} 1`,
      count: 1,
      want: ([line]: readonly string[]) => Number.parseInt(line ?? '', 16) === tag,
    }))
    const whole = wholeProof(tokens, 2, (seed, count) => `derivation ${seed} 1800 0 ${count}`)
    return [...single, whole]
  },
  search: () =>
    searchVectors().map(({ challenge, bits, nonce }) => ({
      work: `search ${Buffer.from(challenge).toString('hex')} ${bits} ${FIRST_NONCE}`,
      count: 1,
      want: ([line]) => Number(line) === nonce,
    })),
}

/** All tags of the first token, in their order. */
function wholeProof(
  [token]: readonly TokenVector[],
  algorithm: 1 | 2,
  work: (seed: string, count: number) => string,
): Case {
  const vector = token?.algorithms.find((one) => one.algorithm === algorithm)
  if (token === undefined || vector === undefined) throw new Error('no token in the vectors')
  return {
    work: work(token.seed, vector.units),
    count: vector.units,
    want: (lines) =>
      sha256Of(lines.map((line) => Number.parseInt(line.slice(0, 8), 16) & 0xffff)) ===
      vector.sha256OfAllTags,
  }
}

function sha256Of(tags: readonly number[]): string {
  return sha256(Buffer.from(Uint16Array.from(tags).buffer))
}

/** @throws Error where the browser answers anything but what it should. */
export async function tryCitizen(citizen: Citizen): Promise<void> {
  for (const token of readVectors().tokens) {
    for (const { algorithm, firstTags } of token.algorithms) {
      const seed = Buffer.from(token.seed, 'hex')
      const tags = await citizen.tags({ algorithm, seed, from: 0, count: 8 })
      const bytes = Buffer.from(Uint16Array.from(tags).buffer)
      if (bytes.toString('hex') !== firstTags) throw new Error(`wrong tags of ${algorithm}`)
    }
  }
  for (const way of ['subtle', 'script', 'wasm'] as const satisfies readonly SearchWay[]) {
    for (const { challenge, bits, nonce } of searchVectors()) {
      const found = await citizen.find(way, { challenge, bits, first: FIRST_NONCE })
      if (found !== nonce) throw new Error(`the browser's ${way} finds ${found}, not ${nonce}`)
    }
  }
}

/** By node:crypto, one number after the other. */
function searchVectors(): readonly SearchVector[] {
  return CHALLENGES.map((challenge, i) => {
    const bits = i === 0 ? SEARCH_BITS_LONG : SEARCH_BITS
    for (let nonce = FIRST_NONCE; ; nonce++) {
      const digest = createHash('sha256')
        .update(challenge + nonce)
        .digest()
      if (digest.readUInt32BE() >>> (32 - bits) === 0) return { challenge, bits, nonce }
    }
  })
}
