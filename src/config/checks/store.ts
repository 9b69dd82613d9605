import { isLoopback } from '../text/addresses.ts'
import { type Place, listAt, placeAt, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { STORE_SERVERS_MAX } from '../schema/bounds.ts'
import { readStoreServer } from '../schema/store.ts'

/** What means nothing without a store to ask. */
const NEED_VALKEY = [
  'urls',
  'sentinel',
  'tls',
  'user',
  'passwordFile',
  'ringSecretFile',
  'prefix',
  'reachedAt',
] as const

/** Checks that what is said of a store goes together. */
export function checkStore(root: Place, report: Report): void {
  const store = root.children.get('store')
  if (store === undefined) return
  if (textAt(store, 'kind') === 'valkey') return new StoreCheck(store, report).check()
  for (const key of NEED_VALKEY) {
    const offset = store.children.get(key)?.keyOffset
    if (offset === undefined) continue
    report.error(offset, {
      code: 'PAART_STORE',
      message: `"${key}" needs "kind: valkey" beside it: nothing is asked else`,
    })
    return
  }
}

/** Why the secret of a ring cannot be used: found out by who may look at files. */
export interface RingSecretProblem {
  readonly file: string
  readonly why: string
  /** Whether it is so for every user. */
  readonly isCertain: boolean
}

/** An error, because keys that somebody meant to be shared would go ways of their own. */
export function checkRingSecret(
  root: Place,
  report: Report,
  problem: RingSecretProblem | null,
): void {
  if (problem === null) return
  const { file, why, isCertain } = problem
  const { offset } = placeAt(root, ['store', 'ringSecretFile']) ?? root
  const message = `the secret of the ring, ${file}, cannot be used: ${why}`
  const said = { code: 'PAART_STORE', message } as const
  if (isCertain) return report.error(offset, said)
  report.warn(offset, { ...said, hint: 'it is the user of the gate that must be able to' })
}

class StoreCheck {
  readonly #store: Place
  readonly #report: Report

  constructor(store: Place, report: Report) {
    this.#store = store
    this.#report = report
  }

  check(): void {
    const urls = this.#store.children.get('urls')
    if (urls === undefined) {
      const { offset } = this.#store.children.get('kind') ?? this.#store
      return this.#say(offset, '"kind: valkey" needs "urls" beside it')
    }
    const places = listAt(this.#store, 'urls', STORE_SERVERS_MAX)
    if (!this.#store.children.has('sentinel') && places.length > 1) {
      this.#say(urls.offset, 'several servers without "sentinel": nobody says which is the primary')
    }
    this.#checkTls(places)
    this.#checkTogether('certificate', 'key')
    this.#checkTogether('key', 'certificate')
    for (const place of places) this.#warnOfOpen(place)
  }

  #checkTls(places: readonly Place[]): void {
    const tls = this.#store.children.get('tls')
    if (tls === undefined) return
    const isAny = places.some(
      ({ value }) => typeof value === 'string' && /^(?:rediss|valkeys):/.test(value),
    )
    if (!isAny) this.#say(tls.keyOffset, 'no server of the store is reached by rediss')
  }

  #checkTogether(given: string, needed: string): void {
    const children = this.#store.children.get('tls')?.children
    const place = children?.get(given)
    if (place === undefined || children?.has(needed) === true) return
    this.#say(place.keyOffset, `"${given}" needs "${needed}" beside it`)
  }

  #warnOfOpen({ value, offset }: Place): void {
    const server = typeof value === 'string' ? readStoreServer(value) : null
    if (server?.kind !== 'tcp' || server.isSecure || isLoopback(server.host)) return
    this.#report.warn(offset, {
      code: 'PAART_STORE_OPEN',
      message: 'whoever is on the way to this server reads the password and what gates tell it',
      hint: 'rediss:// speaks by TLS; else see to it that the network is yours alone',
    })
  }

  #say(offset: number, message: string): void {
    this.#report.error(offset, { code: 'PAART_STORE', message })
  }
}
