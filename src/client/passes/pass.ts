import { randomBytes } from 'node:crypto'
import { CompactSign, compactVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import {
  type Clearance,
  type Pass,
  type PassRefusal,
  type PassSettings,
  type Presented,
} from '../../model/index.ts'
import { USER_AGENT_CHARS_MAX, browserKind } from '../looks/browser.ts'
import { isCanonicalToken, readClaims, writeClaims } from './claims.ts'
import { passNameOf } from './pass-name.ts'
import { type GateKey, KEYS_MAX, type KeyRing, keyedTag } from './keys.ts'
import { timeOf } from './times.ts'

/** Verified tokens remembered by a worker: about 15 MB; a miss costs one signature, about 20 us. */
const VERIFIED_MAX = 20_000

/** User-Agent headers whose tags are remembered, for each key; a site sees a few hundred. */
const BROWSERS_MAX = 2_000

export interface BrowserTags {
  readonly familyTag: number
  readonly platformTag: number
}

/** Where a cookie was shown: what a pass must fit besides its signature. */
export interface Showing {
  readonly site: string
  /** The sites whose passes count there too. */
  readonly shares: readonly string[]
  readonly userAgent: string | undefined
  readonly method: string
  readonly nowSeconds: number
  /** What holds for passes now, however they were issued. */
  readonly settings: PassSettings
}

/** A pass whose signature has been verified, and the key it was verified by. */
type Verified = Pass & { readonly keyId: string }

/** A pass that is one here. */
type Held = Extract<Presented, { readonly kind: 'held' }>

export interface NewPass {
  readonly sites: readonly string[]
  readonly clearance: Clearance
  readonly provedAtSeconds: number
  readonly nowSeconds: number
  readonly expiresAtSeconds: number
  readonly tags: BrowserTags
}

/** Issues passes and reads them back: compact JWS, HS256 pinned (RFC 7515), through jose. */
export class PassDesk {
  readonly #ring: () => KeyRing
  readonly #isRevoked: (name: string) => boolean
  readonly #verified = new LRUCache<string, Verified>({ max: VERIFIED_MAX })
  readonly #browsers = new LRUCache<string, Map<string, BrowserTags>>({ max: BROWSERS_MAX })

  constructor(ring: () => KeyRing, isRevoked: (name: string) => boolean) {
    this.#ring = ring
    this.#isRevoked = isRevoked
  }

  /** The keyed tags of a browser, under the key that signs now unless another one is named. */
  tagsOf(userAgent: string | undefined, key: GateKey = this.#ring().signing): BrowserTags {
    return this.#tags(key, userAgent)
  }

  /**
   * Reads the first of up to three cookies that is a pass here and has time left, else the first that is
   * one at all: beside a new pass an old one must not ask for the check again. Answers at once where every
   * signature is known already, otherwise with a promise. Being known spares the signature only.
   */
  present(tokens: readonly string[], showing: Showing): Presented | Promise<Presented> {
    if (tokens.length === 0) return { kind: 'none' }
    const unknown: string[] = []
    let refusal: PassRefusal = 'malformed'
    let brief: Held | null = null
    for (const token of tokens) {
      const known = this.#verified.get(token)
      if (known === undefined) {
        if (isCanonicalToken(token)) unknown.push(token)
        continue
      }
      const read = this.#fit(known, showing)
      if (typeof read === 'string') refusal = read
      else if (read.time === 'lasting') return read
      else brief ??= read
    }
    if (unknown.length > 0) return this.#presentUnknown(unknown, showing, brief)
    return brief ?? { kind: 'refused', why: refusal }
  }

  /** The first of them that is one here and whose signature is known; verifies none. */
  known(tokens: readonly string[], showing: Showing): Pass | null {
    for (const token of tokens) {
      const known = this.#verified.get(token)
      const read = known === undefined ? null : this.#fit(known, showing)
      if (read !== null && typeof read !== 'string') return read.pass
    }
    return null
  }

  async #presentUnknown(
    tokens: readonly string[],
    showing: Showing,
    known: Held | null,
  ): Promise<Presented> {
    let refusal: PassRefusal = 'malformed'
    let brief = known
    for (const token of tokens) {
      const verified = await this.#verify(token)
      const read = typeof verified === 'string' ? verified : this.#fit(verified, showing)
      if (typeof read === 'string') refusal = read
      else if (read.time === 'lasting') return read
      else brief ??= read
    }
    return brief ?? { kind: 'refused', why: refusal }
  }

  async #verify(token: string): Promise<Verified | PassRefusal> {
    const key = this.#keyOf(token)
    if (key === undefined) return 'unknown-key'
    try {
      const { payload } = await compactVerify(token, key.pass, { algorithms: ['HS256'] })
      const claims = readClaims(payload)
      if (claims === null) return 'malformed'
      const pass = { ...claims, keyId: key.id }
      this.#verified.set(token, pass)
      return pass
    } catch {
      return 'signature'
    }
  }

  /** The header is compared as text, so a token cannot choose an algorithm or bring a key. */
  #keyOf(token: string): GateKey | undefined {
    const header = token.slice(0, token.indexOf('.'))
    for (const key of this.#ring().byId.values()) if (key.passHeader === header) return key
    return undefined
  }

  /** Checked on every request, known or not. */
  #fit(pass: Verified, showing: Showing): Held | PassRefusal {
    const time = timeOf(pass, showing.settings, showing)
    if (time === null) return 'expired'
    if (!countsAt(pass, showing)) return 'other-site'
    const key = this.#ring().byId.get(pass.keyId)
    if (key === undefined) return 'unknown-key'
    const { familyTag, platformTag } = this.#tags(key, showing.userAgent)
    if (familyTag !== pass.familyTag || platformTag !== pass.platformTag) return 'other-browser'
    return this.#isRevoked(pass.name) ? 'revoked' : { kind: 'held', pass, time }
  }

  #tags(key: GateKey, userAgent = ''): BrowserTags {
    const text = userAgent.slice(0, USER_AGENT_CHARS_MAX)
    const byKey = this.#browsers.get(text) ?? new Map<string, BrowserTags>()
    const known = byKey.get(key.id)
    if (known !== undefined) return known
    const { family, platform } = browserKind(text)
    const tags = {
      familyTag: keyedTag(key.browser, `family ${family}`),
      platformTag: keyedTag(key.browser, `platform ${platform}`),
    }
    this.#browsers.set(
      text,
      byKey.size < KEYS_MAX ? byKey.set(key.id, tags) : new Map([[key.id, tags]]),
    )
    return tags
  }

  /** A pass for a proof just accepted. */
  async issue(fresh: NewPass): Promise<string> {
    return (await this.earn(fresh)).token
  }

  /** The same, with what operators call it. */
  async earn(fresh: NewPass): Promise<{ readonly token: string; readonly name: string }> {
    const id = randomBytes(9).toString('base64url')
    const token = await this.#sign({
      ...claimsOf(fresh),
      id,
      instance: this.#ring().instance,
    })
    return { token, name: passNameOf(id) }
  }

  /** A pass that another site has handed over: its number stays, so that nothing of what it may be used for is doubled. */
  adopt(fresh: NewPass, handed: { readonly id: string; readonly via: string }): Promise<string> {
    return this.#sign({ ...claimsOf(fresh), ...handed, instance: this.#ring().instance })
  }

  /** The same pass with a later end: its id and the time of its proof stay. */
  renew(
    pass: Pass,
    times: { nowSeconds: number; expiresAtSeconds: number },
    userAgent: string | undefined,
  ): Promise<string> {
    return this.#sign({
      ...pass,
      ...this.tagsOf(userAgent),
      issuedAtSeconds: times.nowSeconds,
      expiresAtSeconds: times.expiresAtSeconds,
    })
  }

  #sign(pass: Omit<Pass, 'name'>): Promise<string> {
    const { signing } = this.#ring()
    return new CompactSign(writeClaims(pass))
      .setProtectedHeader({ alg: 'HS256', kid: signing.id })
      .sign(signing.pass)
  }
}

function claimsOf(fresh: NewPass): Omit<Pass, 'id' | 'name' | 'instance'> {
  return {
    sites: fresh.sites,
    clearance: fresh.clearance,
    provedAtSeconds: fresh.provedAtSeconds,
    issuedAtSeconds: fresh.nowSeconds,
    expiresAtSeconds: fresh.expiresAtSeconds,
    ...fresh.tags,
  }
}

/** One that was handed over counts as long as passes of the site where it was earned do. */
function countsAt({ sites, via }: Pass, { site, shares }: Showing): boolean {
  return sites.includes(site) && (via === undefined || shares.includes(via))
}
