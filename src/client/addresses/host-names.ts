import { LRUCache } from 'lru-cache'
import { parseAddress } from './address.ts'

/** Who is asked; each promise fails where the answer is not known, and says so by `code`. */
export interface Resolving {
  readonly reverse: (address: string) => Promise<readonly string[]>
  readonly addresses: (host: string, version: 4 | 6) => Promise<readonly string[]>
}

/** Addresses remembered by a worker, about 300 bytes each. */
const ADDRESSES_MAX = 10_000

/** Lookups under way: whoever claims to be a crawler from many addresses must not fill the resolver. */
const LOOKUPS_MAX = 20

/** Names of one address that are looked at: an attacker's address can have thousands. */
const NAMES_MAX = 4

/** Crawlers keep their addresses for weeks; who was none may become one; a failure is soon over. */
const CONFIRMED_MS = 24 * 3_600_000
const NONE_MS = 10 * 60_000
const FAILED_MS = 60_000

/** "There is no such name": an answer, not a failure. */
const ANSWERS: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA'])

interface Known {
  readonly names: readonly string[]
  readonly untilMs: number
}

/**
 * Forward-confirmed names of addresses: those that an address has in reverse DNS and that lead back to
 * it. Answers at once, from what is known; what is not is looked up meanwhile.
 */
export class HostNames {
  readonly #resolving: Resolving
  readonly #steadyMs: () => number
  readonly #suffixes: readonly string[]
  readonly #known = new LRUCache<string, Known>({ max: ADDRESSES_MAX })
  readonly #underWay = new Set<string>()

  /** @param suffixes `.example.org`: other names are never looked up, whatever reverse DNS says. */
  constructor(resolving: Resolving, suffixes: readonly string[], steadyMs: () => number) {
    this.#resolving = resolving
    this.#suffixes = suffixes
    this.#steadyMs = steadyMs
  }

  /** In lower case; none where nothing is known yet. While an old answer is renewed it still holds. */
  of(address: string): readonly string[] {
    const known = this.#known.get(address)
    if (known === undefined || known.untilMs <= this.#steadyMs()) this.#lookUp(address, known)
    return known?.names ?? []
  }

  #lookUp(address: string, known: Known | undefined): void {
    if (this.#underWay.has(address) || this.#underWay.size >= LOOKUPS_MAX) return
    this.#underWay.add(address)
    this.#confirmed(address)
      .then((names) => this.#remember(address, names, names.length > 0 ? CONFIRMED_MS : NONE_MS))
      .catch(() => this.#remember(address, known?.names ?? [], FAILED_MS))
  }

  #remember(address: string, names: readonly string[], forMs: number): void {
    this.#underWay.delete(address)
    this.#known.set(address, { names, untilMs: this.#steadyMs() + forMs })
  }

  async #confirmed(address: string): Promise<readonly string[]> {
    const names = await orNone(this.#resolving.reverse(address))
    const candidates = names
      .map((name) => name.toLowerCase().replace(/\.$/, ''))
      .filter((name) => this.#suffixes.some((suffix) => name.endsWith(suffix)))
      .slice(0, NAMES_MAX)
    const version = address.includes(':') ? 6 : 4
    const confirmed: string[] = []
    for (const name of candidates) {
      const addresses = await orNone(this.#resolving.addresses(name, version))
      if (addresses.some((one) => parseAddress(one) === address)) confirmed.push(name)
    }
    return confirmed
  }
}

async function orNone(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && 'code' in error && ANSWERS.has(error.code)) return []
    throw error
  }
}
