import { type KeyObject, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { type SignatureTools } from '../../src/client/signatures/signature-book.ts'
import { attachLimits, createSharedMemory } from '../../src/limits/index.ts'

/** Small: a test knows a few signers. */
const SIZE = {
  workers: 2,
  tallyBucketsLog2: 6,
  rateBucketsLog2: 4,
  spentPlacesLog2: 10,
  waitingRooms: 0,
}

/** What signatures are judged with, with counts of its own. */
export function signatureTools(given: Partial<SignatureTools> = {}): SignatureTools {
  const { tallies } = attachLimits(createSharedMemory({ ...SIZE, seed: new Uint8Array(16) }), 0)
  return { counts: tallies, steadyMs: () => 1_000_000, directories: () => [], ...given }
}

/** A signer that a test makes up, and what of its key may be known. */
export interface TestSigner {
  readonly privateKey: KeyObject
  /** The public half. */
  readonly jwk: { readonly kty: string; readonly crv: string; readonly x: string }
}

export function newSigner(): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, jwk: { kty: 'OKP', crv: 'Ed25519', x } }
}

/** What is signed, piece by piece: written down as RFC 9421 has it, and by nothing that the gate reads it with. */
export interface Signing {
  readonly keyid: string
  readonly privateKey: KeyObject
  /** Lines of the signature base without the last: what is covered and its value. */
  readonly covered: readonly (readonly [identifier: string, value: string])[]
  /** Of the signature; `null` leaves one out. */
  readonly created?: number | null
  readonly expires?: number | null
  readonly nonce?: string | null
  readonly alg?: string | null
  readonly tag?: string
  readonly label?: string
}

export const NOW_SECONDS = 1_800_000_000

/** `Signature-Input` and `Signature`. */
export function signedFields(
  signing: Signing,
): Readonly<Record<'signature-input' | 'signature', string>> {
  const { keyid, privateKey, covered, label = 'sig1', tag = 'web-bot-auth' } = signing
  const { created = NOW_SECONDS, expires = NOW_SECONDS + 60, alg = 'ed25519' } = signing
  const { nonce = randomBytes(48).toString('base64') } = signing
  const parameters = [
    created === null ? '' : `;created=${created}`,
    `;keyid="${keyid}"`,
    alg === null ? '' : `;alg="${alg}"`,
    expires === null ? '' : `;expires=${expires}`,
    nonce === null ? '' : `;nonce="${nonce}"`,
    `;tag="${tag}"`,
  ]
  const input = `(${covered.map(([identifier]) => identifier).join(' ')})${parameters.join('')}`
  const lines = [...covered, ['"@signature-params"', input]].map((line) => line.join(': '))
  const signature = sign(null, Buffer.from(lines.join('\n'), 'latin1'), privateKey)
  return {
    'signature-input': `${label}=${input}`,
    signature: `${label}=:${signature.toString('base64')}:`,
  }
}
