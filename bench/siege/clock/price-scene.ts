import { addressKeyOf, networkOf, parseAddress } from '../../../src/client/index.ts'
import { compileConfig, presetFile, presetGate } from '../../../src/config/index.ts'
import { readFileSync } from 'node:fs'
import {
  PURCHASE,
  type Limits,
  attachLimits,
  createSharedMemory,
} from '../../../src/limits/index.ts'
import {
  type ClientAddress,
  type Facts,
  type Pass,
  type Snapshot,
} from '../../../src/model/index.ts'
import { type Ledger, judge } from '../../../src/policies/index.ts'
import { Caps } from '../../../src/proxy/bounds/caps.ts'
import { ConductBook } from '../../../src/proxy/bounds/conduct.ts'
import { sharedLedger } from '../../../src/proxy/bounds/ledger.ts'
import { PageBook } from '../../../src/proxy/bounds/page-book.ts'
import { type Price, Prices } from '../../../src/proxy/bounds/prices.ts'
import { Stocks } from '../../../src/proxy/bounds/stocks.ts'
import { surroundingsOf } from '../../../src/proxy/bounds/surroundings.ts'
import { factsOf, held, passOf } from '../../../test/support/facts.ts'

const START_MS = Date.UTC(2026, 0, 7, 8)

const PRESET = new URL('../../../config/presets/public-inquiry.yaml', import.meta.url)

/** What the preset said before forms had a price. */
const UNPRICED = `challenge: always
clearance: waited
limits:
  - { name: contributions, key: pass, rate: 6/min, burst: 10, over: limit }
  - { name: pages of a network, key: network, rate: 120/min, burst: 60, over: challenge }
`

/** A form that was sent: through, or what a proof for it costs; null for no proof that would do. */
export type Sent = 'through' | Price | null

/** The route that submits, by the gate's own policies, prices and counters at their full size; no sockets. */
export class PriceScene {
  readonly #snapshot: Snapshot
  readonly #limits: Limits
  readonly #ledger: Ledger
  readonly #prices: Prices
  readonly #caps: Caps
  readonly #pages: PageBook
  #afterMs = 0
  #passes = 0

  constructor({ isPriced }: { readonly isPriced: boolean }) {
    this.#snapshot = snapshotOf(isPriced ? readFileSync(PRESET, 'utf8') : UNPRICED)
    this.#limits = attachLimits(createSharedMemory({ workers: 0, seed: new Uint8Array(16) }), 0)
    const clock = {
      wallMs: () => START_MS + this.#afterMs,
      steadyMs: () => 1_000_000 + this.#afterMs,
    }
    this.#pages = new PageBook(this.#limits.tallies, clock)
    const conduct = new ConductBook(this.#limits.tallies, clock)
    const snapshot = (): Snapshot => this.#snapshot
    this.#ledger = sharedLedger(this.#limits, clock, { snapshot, conduct, pages: this.#pages })
    this.#prices = new Prices(this.#limits, clock.steadyMs)
    this.#caps = new Caps(this.#limits, new Stocks(this.#limits, clock.steadyMs), clock.steadyMs)
  }

  get #nowSeconds(): number {
    return Math.floor((START_MS + this.#afterMs) / 1000)
  }

  moveTo(afterMs: number): void {
    this.#afterMs = afterMs
  }

  /** The work of a pass here now; null where its turn has not come. */
  priceOfPass(address: string): number | null {
    const { risk, waitMs } = this.#caps.priceOf(this.#around(address), this.#snapshot.silentDoor)
    return waitMs > 0 ? null : risk
  }

  /** A new pass, with which the form has been loaded. */
  earn(address: string): Pass {
    const from = this.#around(address)
    const { silentDoor } = this.#snapshot
    this.#caps.countSilent(from, silentDoor, this.#caps.priceOf(from, silentDoor))
    const seconds = this.#nowSeconds
    const pass = passOf({
      id: `pass ${this.#passes++}`,
      provedAtSeconds: seconds,
      issuedAtSeconds: seconds,
      expiresAtSeconds: seconds + 86_400,
    })
    this.#judge(address, pass, 'GET')
    return pass
  }

  /** What is answered to a form that is sent with a pass. */
  send(address: string, pass: Pass): Sent {
    const decision = this.#judge(address, pass, 'POST')
    if (decision?.kind === 'pass') return 'through'
    const asks = decision?.kind === 'challenge' ? decision.asks : undefined
    if (asks?.kind !== 'proof') return null
    const { length } = this.#sold(address, pass, asks.counters)
    return this.#prices.priceOf(this.#buyer(address, pass), this.#nowSeconds, length)
  }

  /** Hands in a proof for what `send` asks for. */
  buy(address: string, pass: Pass): void {
    const decision = this.#judge(address, pass, 'POST')
    const asks = decision?.kind === 'challenge' ? decision.asks : undefined
    if (asks?.kind !== 'proof') return
    const nowMs = 1_000_000 + this.#afterMs
    const sold = this.#sold(address, pass, asks.counters)
    for (const counter of sold) this.#limits.purchases.buy(counter, pass.id, PURCHASE, nowMs)
    this.#prices.count(this.#buyer(address, pass), sold.length)
  }

  #sold(address: string, pass: Pass, counters: readonly string[]): readonly string[] {
    return this.#prices.soldTogether(this.#buyer(address, pass), this.#nowSeconds, counters)
  }

  #judge(address: string, pass: Pass, method: 'GET' | 'POST') {
    const [site] = this.#snapshot.sites
    if (site === undefined) throw new Error('no site')
    const facts = this.#facts(address, pass, method)
    const judged = judge(facts, site, this.#ledger)
    if (judged?.decision.kind === 'pass') this.#pages.letThrough(facts, site, this.#snapshot.pass)
    return judged?.decision
  }

  #facts(text: string, pass: Pass, method: 'GET' | 'POST'): Facts {
    const address = read(text)
    const [site] = this.#snapshot.sites
    return factsOf({
      address: text,
      network: networkOf(address, this.#snapshot.networkBits),
      site: site?.name ?? '',
      method,
      path: '/inquiries/1/contributions',
      presented: held(pass),
      headers: { origin: 'https://portal.example.lu', referer: 'https://portal.example.lu/' },
    })
  }

  #around(text: string) {
    const address = read(text)
    return surroundingsOf({ address, addressKey: addressKeyOf(address) }, this.#snapshot.crowds)
  }

  #buyer(address: string, pass: Pass) {
    const [site] = this.#snapshot.sites
    return { site: site?.name ?? '', pass, network: this.#around(address).network }
  }
}

function read(text: string): ClientAddress {
  const address = parseAddress(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

/** The policy alone, on every path of a site. */
function snapshotOf(policy: string): Snapshot {
  const name = 'preset/public-inquiry'
  const { text, options } = presetGate(name, policy)
  const files = new Map([[presetFile(name), { text: policy }]])
  const compiled = compileConfig(text, { ...options, files })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return compiled.snapshot
}
