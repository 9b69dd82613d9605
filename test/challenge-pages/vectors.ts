import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import {
  createDerivation,
  createUnit,
  PROOF_PARAMETERS,
  sealToken,
  nameTagOf,
  solve,
  type TokenFields,
} from '../../src/challenge-pages/index.ts'
import { audited, derivation, type UnitVector, wordsOf } from './stranger.ts'

/** The examples beside the specification. Byte strings are hexadecimal. */
export interface Vectors {
  readonly chacha20: readonly {
    readonly source: string
    readonly key: string
    readonly counter: number
    readonly nonce: string
    readonly block: string
  }[]
  readonly pbkdf2: readonly {
    readonly source: string
    readonly password: string
    readonly salt: string
    readonly iterations: number
    readonly key: string
  }[]
  readonly units: readonly (UnitVector & { readonly result: string; readonly tag: number })[]
  readonly derivations: readonly {
    readonly seed: string
    readonly index: number
    readonly iterations: number
    readonly tag: number
  }[]
  readonly tokens: readonly TokenVector[]
}

export interface TokenVector {
  readonly keyTag: number
  readonly tokenKey: string
  readonly auditKey: string
  readonly fields: TokenFields
  readonly token: string
  readonly seed: string
  readonly algorithms: readonly {
    readonly algorithm: 1 | 2
    readonly units: number
    readonly firstTags: string
    readonly sha256OfAllTags: string
    readonly audited: readonly number[]
  }[]
}

const FILE = new URL('../../docs/vectors.json', import.meta.url)

export function readVectors(): Vectors {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Vectors
}

const COUNTING = Buffer.alloc(32)
for (let j = 0; j < 8; j++) COUNTING.writeUInt32LE((0x01020304 * (j + 1)) % 2 ** 32, 4 * j)
const SEEDS = [COUNTING, Buffer.alloc(32), Buffer.alloc(32, 0xff)].map((seed) =>
  seed.toString('hex'),
)

/** The sizes, the edges of every number, and sizes no token names, so that nothing is fixed by chance. */
function unitInputs(): UnitVector[] {
  const [seed = ''] = SEEDS
  const sizes = [5, 6, 10, 13, 14, 15, 16].flatMap((size) =>
    [0, 7].map((index) => ({ seed, index, size, passes: 2 })),
  )
  const passes = [1, 3, 8].map((passes) => ({ seed, index: 1, size: 12, passes }))
  const edges = SEEDS.flatMap((seed) =>
    [0, 1, 2047, 8191, 65_535, 2 ** 31, 2 ** 32 - 1].map((index) => ({
      seed,
      index,
      size: 14,
      passes: 2,
    })),
  )
  return [...sizes, ...passes, ...edges]
}

function unitVector(input: UnitVector): Vectors['units'][number] {
  const seed = Int32Array.from(wordsOf(Buffer.from(input.seed, 'hex')))
  const output = new Int32Array(2)
  createUnit({ sizeLog2: input.size, passes: input.passes })(seed, input.index, output)
  const [y0 = 0, y1 = 0] = new Uint32Array(output.buffer)
  const result = [y0, y1].map((word) => word.toString(16).padStart(8, '0')).join('')
  return { ...input, result, tag: y0 & 0xffff }
}

/** A token with a number of its own in every field. */
export const FIELDS: TokenFields = {
  kind: 'silent',
  risk: 1,
  clearance: 'worked',
  issuedAtSeconds: 1_800_000_000,
  run: 0xdeadbeef,
  serial: 0x01020304,
  familyTag: 0xabcd,
  platformTag: 0x1234,
  siteTag: nameTagOf('procedures'),
  order: null,
  stepsBack: 2,
  wayBack: '/inquiries/7?lang=lb',
}

/** A short way back; every number at its greatest at risk 4; a way back of bytes beyond ASCII; an order. */
const TOKENS: readonly TokenFields[] = [
  FIELDS,
  {
    ...FIELDS,
    risk: 4,
    issuedAtSeconds: 2 ** 32 - 1,
    run: 2 ** 32 - 1,
    serial: 2 ** 32 - 1,
    familyTag: 65_535,
    platformTag: 65_535,
    siteTag: 'f'.repeat(16),
    stepsBack: 255,
    wayBack: '/',
  },
  { ...FIELDS, serial: 0, stepsBack: 0, wayBack: `/a\xe9;x=1/${'b'.repeat(200)}` },
  { ...FIELDS, risk: 2, order: { limitTag: nameTagOf('a limit'), buyerTag: '89abcdef' } },
]

function tokenVector(fields: TokenFields, index: number): TokenVector {
  const [tokenKey, auditKey] = [0x11, 0x22].map((byte) => Buffer.alloc(32, byte + index))
  if (tokenKey === undefined || auditKey === undefined) throw new Error('two keys')
  const keyTag = 0xc0ffee01 + index
  const token = Buffer.from(sealToken(fields, { tag: keyTag, token: tokenKey, audit: auditKey }))
  const algorithms = (['table', 'derived'] as const).map((algorithm, i) => {
    const tags = Buffer.from(solve(token, {}, algorithm))
    return {
      algorithm: i === 0 ? (1 as const) : (2 as const),
      units: tags.length / 2,
      firstTags: tags.toString('hex', 0, 16),
      sha256OfAllTags: sha256(tags),
      audited: audited(token, auditKey, tags.length / 2),
    }
  })
  return {
    keyTag,
    tokenKey: tokenKey.toString('hex'),
    auditKey: auditKey.toString('hex'),
    fields,
    token: token.toString('hex'),
    seed: sha256(token),
    algorithms,
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Writes what is ours anew; what others published stays. */
export function writeVectors(): void {
  const { chacha20, pbkdf2 } = readVectors()
  const { iterations } = PROOF_PARAMETERS
  const derivations = SEEDS.flatMap((seed) =>
    [0, 1, 6143, 24_575, 2 ** 32 - 1].map((index) => {
      const tag = createDerivation(iterations)(Buffer.from(seed, 'hex'), index)
      return { seed, index, iterations, tag }
    }),
  )
  const [seed = ''] = SEEDS
  const one = { seed, index: 9, iterations: 1 }
  const vectors: Vectors = {
    chacha20,
    pbkdf2,
    units: unitInputs().map(unitVector),
    derivations: [...derivations, { ...one, tag: derivation(one) }],
    tokens: TOKENS.map(tokenVector),
  }
  writeFileSync(FILE, `${JSON.stringify(vectors, null, 2)}\n`)
}
