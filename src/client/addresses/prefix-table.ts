import { numberOf, numberOf4, readNetwork } from './networks.ts'

/** What networks of one length hold, by their common bits. */
interface Level<T, K> {
  readonly bits: number
  readonly held: Map<K, T>
}

/**
 * Something for each of many networks, which may lie within each other. Finding costs a look for each
 * length of network there is (at most 33 for IPv4), however many there are of one length.
 */
export class PrefixTable<T> {
  readonly #v4: Level<T, number>[] = []
  readonly #v6: Level<T, bigint>[] = []

  /** Networks as `isNetwork` takes them; of two that are the same the later counts. */
  constructor(entries: Iterable<readonly [network: string, held: T]>) {
    for (const [text, held] of entries) {
      const network = readNetwork(text)
      if (network === null) continue
      const { version, bits, range } = network
      if (version === 'v4') {
        levelOf(this.#v4, bits).set(prefixOfNumber(Number(range[0]), bits), held)
      } else {
        levelOf(this.#v6, bits).set(range[0] >> BigInt(128 - bits), held)
      }
    }
    for (const levels of [this.#v4, this.#v6]) levels.sort((a, b) => b.bits - a.bits)
  }

  /** What the smallest network around an address holds that `isWanted`; null where none does. */
  find(address: string, isWanted: (held: T) => boolean): T | null {
    return address.includes(':') ? this.#find6(address, isWanted) : this.#find4(address, isWanted)
  }

  #find4(address: string, isWanted: (held: T) => boolean): T | null {
    if (this.#v4.length === 0) return null
    const number = numberOf4(address)
    for (const { bits, held } of this.#v4) {
      const found = held.get(prefixOfNumber(number, bits))
      if (found !== undefined && isWanted(found)) return found
    }
    return null
  }

  #find6(address: string, isWanted: (held: T) => boolean): T | null {
    if (this.#v6.length === 0) return null
    const number = numberOf(address)
    for (const { bits, held } of this.#v6) {
      const found = held.get(number >> BigInt(128 - bits))
      if (found !== undefined && isWanted(found)) return found
    }
    return null
  }
}

function levelOf<T, K>(levels: Level<T, K>[], bits: number): Map<K, T> {
  const known = levels.find((level) => level.bits === bits)
  if (known !== undefined) return known.held
  const level = { bits, held: new Map<K, T>() }
  levels.push(level)
  return level.held
}

/** Its first bits; a shift by 32 would be one by none. */
function prefixOfNumber(number: number, bits: number): number {
  return bits === 0 ? 0 : number >>> (32 - bits)
}
