import { type KeyObject, createHash, createPublicKey, verify } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import {
  type Agent,
  type Facts,
  type KeyDirectory,
  type SignatureCheck,
  type SignatureOutcome,
} from '../../model/index.ts'
import { type PresentedSignature, presentedSignatures } from './presented.ts'
import { type AgentClaim, agentClaim } from './signature-agent.ts'
import { type SignedRequest, fieldOf, signatureBase } from './signature-base.ts'

/** How far the clock of a signer may be from ours. */
const CLOCK_SKEW_MS = 60_000

/** What can be sent again by whoever saw it is good for no longer than this. */
const WITHOUT_NONCE_MAX_MS = 300_000

/** Wrong signatures of one network in a minute: each costs about 100 microseconds, a signer sends none. */
const WRONG_MAX = 30
const WRONG_WINDOW_MS = 60_000

/** Judged signatures that a worker remembers: one that is sent again costs no cryptography again. */
const JUDGED_MAX = 2_000

/** What binds a signature to one site. */
const BINDING: ReadonlySet<string> = new Set(['@authority', '@target-uri'])

/** Of Ed25519 (RFC 8032 section 5.1.6). */
const SIGNATURE_BYTES = 64

/** Counts that all workers share. */
export interface SignatureCounts {
  /** Counts one, for so long from the first on; 0 where it could not be kept. */
  readonly add: (name: string, key: string, windowMs: number, nowMs: number) => number
  readonly read: (name: string, key: string, nowMs: number) => number
}

export interface SignatureTools {
  readonly counts: SignatureCounts
  readonly steadyMs: () => number
  /** As they were fetched last. */
  readonly directories: () => readonly KeyDirectory[]
}

/** What a signature is made over and by whom it was sent. */
export type SignedSight = SignedRequest & Pick<Facts, 'nowMs' | 'network'>

interface Signer {
  readonly name: string
  readonly directory: string | null
  readonly lifetimeMaxMs: number
  readonly key: KeyObject
}

type Signers = ReadonlyMap<string, readonly [Signer, ...Signer[]]>

/** Whose key a signature names, whose it says that it is, and of what. */
interface Claimed {
  readonly signer: Signer
  readonly claim: AgentClaim
  readonly request: SignedSight
  readonly isForeseen: boolean
}

/**
 * Knows the keys of all signers that the configuration names, and judges signatures by them. What costs least comes
 * first: a key that nobody knows costs a look, and cryptography comes last.
 */
export class SignatureBook {
  readonly #agents: readonly Agent[]
  readonly #tools: SignatureTools
  readonly #judged = new LRUCache<string, boolean>({ max: JUDGED_MAX })
  /** By the key's id; of two that publish one key each stands there. */
  #signers: Signers = new Map()
  #madeOf: readonly KeyDirectory[] | null = null

  constructor(agents: readonly Agent[], tools: SignatureTools) {
    this.#agents = agents.filter(({ signature }) => signature !== null)
    this.#tools = tools
  }

  /** Null where the request carries no signature of the profile. A nonce is used up, but where that is only foreseen. */
  check(request: SignedSight, isForeseen = false): SignatureCheck | null {
    const input = fieldOf('signature-input', request.rawHeaders)
    if (input === null || this.#agents.length === 0) return null
    const signature = fieldOf('signature', request.rawHeaders) ?? undefined
    const found = presentedSignatures(input, signature)
    if (found === null) return null
    if (found === 'malformed') return { outcome: 'malformed', signer: '' }
    const signers = this.#known()
    for (const presented of found) {
      const owners = signers.get(presented.keyid)
      if (owners === undefined) continue
      const claim = agentClaim(presented, request.rawHeaders)
      const signer = ownerOf(owners, claim)
      const outcome = this.#judge(presented, { signer, claim, request, isForeseen })
      return { outcome, signer: signer.name }
    }
    return { outcome: 'unknown-key', signer: '' }
  }

  #known(): Signers {
    const directories = this.#tools.directories()
    if (directories !== this.#madeOf) {
      this.#madeOf = directories
      this.#signers = signersOf(this.#agents, directories)
    }
    return this.#signers
  }

  #judge(presented: PresentedSignature, claimed: Claimed): SignatureOutcome {
    const { signer, claim, request } = claimed
    const refusal =
      formRefusal(presented) ??
      timesRefusal(presented, signer, request.nowMs) ??
      agentRefusal(signer, claim)
    if (refusal !== null) return refusal
    const base = signatureBase(presented, request)
    if (base === null) return 'components'
    return this.#verify(presented, base, claimed)
  }

  #verify(
    presented: PresentedSignature,
    base: Buffer,
    { signer, request: { nowMs, network }, isForeseen }: Claimed,
  ): SignatureOutcome {
    const { counts, steadyMs } = this.#tools
    const nonce = nonceOf(presented)
    const used = `${presented.keyid}\n${nonce}`
    if (nonce !== '' && counts.read('nonce', used, steadyMs()) > 0) return 'replayed'
    const mark = createHash('sha256').update(presented.bytes).update(base).digest('base64')
    const known = this.#judged.get(mark)
    if (known === undefined && counts.read('signature', network, steadyMs()) >= WRONG_MAX) {
      return 'paced'
    }
    const isRight = known ?? verify(null, base, signer.key, presented.bytes)
    this.#judged.set(mark, isRight)
    if (!isRight) {
      if (known === undefined) counts.add('signature', network, WRONG_WINDOW_MS, steadyMs())
      return 'wrong'
    }
    if (nonce === '' || isForeseen) return 'verified'
    const restMs = secondsIn(presented, 'expires') * 1000 + CLOCK_SKEW_MS - nowMs
    const uses = counts.add('nonce', used, restMs, steadyMs())
    if (uses === 0) return 'crowded'
    return uses === 1 ? 'verified' : 'replayed'
  }
}

/** Whoever publishes somebody else's key as its own takes nothing from it: what the signer says tells them apart. */
function ownerOf(owners: readonly [Signer, ...Signer[]], claim: AgentClaim): Signer {
  const claimed = claim.kind === 'claims' ? claim.directory : null
  return owners.find(({ directory }) => directory === claimed) ?? owners[0]
}

function signersOf(agents: readonly Agent[], directories: readonly KeyDirectory[]): Signers {
  const signers = new Map<string, [Signer, ...Signer[]]>()
  for (const { name, signature } of agents) {
    if (signature === null) continue
    const { directory, lifetimeMaxMs } = signature
    const fetched = directories.find(({ url }) => url === directory)?.keys ?? []
    for (const { id, x } of [...signature.keys, ...fetched]) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x }
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      const signer = { name, directory, lifetimeMaxMs, key }
      const owners = signers.get(id)
      if (owners === undefined) signers.set(id, [signer])
      else owners.push(signer)
    }
  }
  return signers
}

function formRefusal({
  parameters,
  bytes,
  components,
}: PresentedSignature): SignatureOutcome | null {
  if ((parameters.get('alg') ?? 'ed25519') !== 'ed25519') return 'algorithm'
  if (bytes.length !== SIGNATURE_BYTES) return 'algorithm'
  // One of them says for which site it is made; `@target-uri` does by its own authority.
  if (!components.some(({ name }) => BINDING.has(name))) return 'components'
  const nonce = parameters.get('nonce')
  return nonce !== undefined && typeof nonce !== 'string' ? 'malformed' : null
}

function timesRefusal(
  presented: PresentedSignature,
  { lifetimeMaxMs }: Signer,
  nowMs: number,
): SignatureOutcome | null {
  const createdMs = secondsIn(presented, 'created') * 1000
  const expiresMs = secondsIn(presented, 'expires') * 1000
  if (Number.isNaN(createdMs + expiresMs)) return 'times'
  const nonceless = nonceOf(presented) === '' ? WITHOUT_NONCE_MAX_MS : Infinity
  if (expiresMs - createdMs > Math.min(lifetimeMaxMs, nonceless)) return 'lifetime'
  if (createdMs > nowMs + CLOCK_SKEW_MS) return 'not-yet'
  return expiresMs + CLOCK_SKEW_MS < nowMs || expiresMs < createdMs ? 'expired' : null
}

/** A signer of whom a directory is known names it, and signs that; of a field that is there nobody leaves it out. */
function agentRefusal({ directory }: Signer, claim: AgentClaim): SignatureOutcome | null {
  if (claim.kind === 'unusable') return 'agent'
  if (claim.kind === 'none') return directory === null ? null : 'agent'
  return directory === null || claim.directory === directory ? null : 'agent'
}

function nonceOf({ parameters }: PresentedSignature): string {
  const nonce = parameters.get('nonce')
  return typeof nonce === 'string' ? nonce : ''
}

/** Seconds since 1970; NaN where it is missing or no whole number. */
function secondsIn({ parameters }: PresentedSignature, name: 'created' | 'expires'): number {
  const value = parameters.get(name)
  return typeof value === 'number' && Number.isInteger(value) ? value : Number.NaN
}
