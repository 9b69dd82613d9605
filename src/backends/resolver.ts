import { type LookupAddress, lookup } from 'node:dns'
import { type LookupFunction } from 'node:net'

type Answer = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void

/** Asks the system for all addresses of a name; it uses what the machine is set up with. */
export type Ask = (hostname: string, answer: Answer) => void

const askSystem: Ask = (hostname, answer) => lookup(hostname, { all: true }, answer)

/** Names in one configuration are few; more come only with many reloads. */
const NAMES_MAX = 1_000

/**
 * While names cannot be resolved, the system is asked so often. Each question keeps one of the few
 * threads busy that the whole process has for such things.
 */
const ASK_AGAIN_MS = 2_000

/** Where an answer takes longer than this and an older one is known, that one is used. */
const PATIENCE_MS = 1_000

interface Name {
  /** The last good answer; empty where there was none. */
  addresses: readonly LookupAddress[]
  failedMs: number
  /** Those who have an older answer to fall back on have a timer. */
  readonly waiting: Map<Answer, NodeJS.Timeout | null>
  isAsking: boolean
}

/**
 * Resolves names of servers when connections are opened: anew each time, so that a name that moves is
 * followed, but with the last good answer where there is no new one. However many connections wait,
 * a name is asked for once at a time.
 */
export class Resolver {
  readonly #nowMs: () => number
  readonly #ask: Ask
  readonly #patienceMs: number
  readonly #names = new Map<string, Name>()

  constructor(nowMs: () => number, ask: Ask = askSystem, patienceMs = PATIENCE_MS) {
    this.#nowMs = nowMs
    this.#ask = ask
    this.#patienceMs = patienceMs
  }

  /** For `net.connect` and all that is made of it. */
  readonly lookup: LookupFunction = (hostname, { all }, callback) => {
    this.resolve(hostname, (error, addresses) => {
      const [first] = addresses
      if (error !== null || first === undefined) callback(error, '')
      else if (all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }

  /** Calls back once, never at once. */
  resolve(hostname: string, answer: Answer): void {
    const name = this.#nameOf(hostname)
    const isDown = this.#nowMs() - name.failedMs < ASK_AGAIN_MS
    if (name.addresses.length > 0 && isDown) {
      const { addresses } = name
      process.nextTick(() => answer(null, addresses))
      return
    }
    name.waiting.set(answer, name.addresses.length > 0 ? this.#limitPatience(name, answer) : null)
    if (name.isAsking) return
    name.isAsking = true
    this.#ask(hostname, (error, addresses) => this.#answered(name, error, addresses))
  }

  #nameOf(hostname: string): Name {
    const known = this.#names.get(hostname)
    if (known !== undefined) return known
    if (this.#names.size >= NAMES_MAX) this.#names.clear()
    const name: Name = { addresses: [], failedMs: -Infinity, waiting: new Map(), isAsking: false }
    this.#names.set(hostname, name)
    return name
  }

  #limitPatience(name: Name, answer: Answer): NodeJS.Timeout {
    return setTimeout(() => {
      name.waiting.delete(answer)
      name.failedMs = this.#nowMs()
      answer(null, name.addresses)
    }, this.#patienceMs)
  }

  #answered(
    name: Name,
    error: NodeJS.ErrnoException | null,
    addresses: readonly LookupAddress[] = [],
  ): void {
    name.isAsking = false
    const isGood = error === null && addresses.length > 0
    if (isGood) name.addresses = addresses
    name.failedMs = isGood ? -Infinity : this.#nowMs()
    const waiting = [...name.waiting.keys()]
    for (const timer of name.waiting.values()) if (timer !== null) clearTimeout(timer)
    name.waiting.clear()
    const hasAny = name.addresses.length > 0
    for (const answer of waiting) answer(hasAny ? null : (error ?? nothingFound()), name.addresses)
  }
}

function nothingFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' })
}
