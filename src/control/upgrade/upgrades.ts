import { type ChildProcess } from 'node:child_process'
import { type Answer, failure } from '../operators/answer.ts'
import { spellAddress } from '../listening/addresses.ts'
import { type OnNote } from '../system/note.ts'
import { Refused } from '../system/refused.ts'
import { messageOf } from '../system/start-error.ts'
import { version } from '../system/version.ts'
import { openEstate, writeEstate } from './estate.ts'
import { type House } from './house.ts'
import { type Launch } from './launch.ts'
import { type FromPredecessor, type FromSuccessor, TONGUE } from './messages.ts'
import { Peer, asKind } from './peer.ts'
import { type Predecessor, type Upgraded } from './predecessor.ts'

/** How patiently a new gate is waited for. */
export interface UpgradePace {
  /** Reading the program, compiling the largest configuration and starting all workers, on a machine that is busy. */
  readonly startMs: number
  /** Reading what is handed over, and listening: meanwhile no proof is taken anywhere. */
  readonly listenMs: number
  /** For the gate before, beyond its grace. */
  readonly endMs: number
}

const PACE: UpgradePace = { startMs: 120_000, listenMs: 15_000, endMs: 30_000 }

export interface UpgradeOptions {
  /** Null where nobody knows how the gate was started. */
  readonly launch: Launch | null
  /** Whom this gate has succeeded itself. */
  readonly predecessor: Pick<Predecessor, 'upgraded' | 'version' | 'endedWithin'> | null
  /** Of the keys: where what is handed over may lie. */
  readonly folder: string
  readonly house: () => House
  readonly onNote: OnNote
  readonly pace?: UpgradePace
}

type Successor = Peer<FromSuccessor, FromPredecessor>

/** It has said why it does not start. */
class Unwilling extends Error {
  readonly refusal: Extract<FromSuccessor, { kind: 'refuses' }>

  constructor(refusal: Extract<FromSuccessor, { kind: 'refuses' }>) {
    super(refusal.text)
    this.refusal = refusal
  }
}

/** A gate's way to let the program that is on the disk now take its place, while it serves. */
export class Upgrades {
  readonly #options: UpgradeOptions
  readonly #succeeded = Promise.withResolvers<void>()
  #child: ChildProcess | null = null
  /** When the seal was last shut. */
  #shutAtMs = 0
  /** From then on nothing else may be changed. */
  isUnderWay = false
  /** Another gate has this one's place; then all that is left here is its. */
  hasSuccessor = false

  constructor(options: UpgradeOptions) {
    this.#options = options
  }

  /** How this gate itself came; null where it was started. */
  get upgraded(): Upgraded | null {
    return this.#options.predecessor?.upgraded ?? null
  }

  /** Settles when another gate serves in place of this one, which has finished what it had under way. */
  get succeeded(): Promise<void> {
    return this.#succeeded.promise
  }

  /** The gate ends: nobody takes its place. */
  abandon(): void {
    this.#child?.kill('SIGKILL')
  }

  /**
   * Starts the new gate, and hands over to it. Where it does not come, all is as it was before.
   * @throws Refused where this gate cannot be succeeded.
   */
  async run(): Promise<Answer> {
    const { launch, folder } = this.#options
    if (launch === null)
      throw new Refused('this gate was not started by "paart run": start it anew')
    if (process.pid === 1) {
      throw new Refused('this gate is the first process of its container, which ends with it')
    }
    this.isUnderWay = true
    try {
      await this.#untilAlone()
      const { tables } = this.#options.house()
      const bytes = tables.reduce((sum, { memory }) => sum + memory.byteLength, 0)
      const estate = openEstate(folder, bytes)
      try {
        return await this.#bringUp(launch(estate.file), estate.file)
      } finally {
        estate.close()
      }
    } catch (error) {
      this.isUnderWay = false
      throw error
    }
  }

  /** A third gate would have nobody to ask what the first one still does. */
  async #untilAlone(): Promise<void> {
    const { predecessor, pace = PACE, house } = this.#options
    if (predecessor === null) return
    await predecessor.endedWithin(house().bequest().graceMs + pace.endMs)
    if (predecessor.upgraded?.isDraining === false) return
    throw new Refused(`the gate before this one, ${predecessor.version}, has not ended yet`)
  }

  async #bringUp(child: ChildProcess, file: number): Promise<Answer> {
    this.#child = child
    const why = { couldNotStart: '' }
    child.once('error', (error) => (why.couldNotStart = messageOf(error)))
    const peer: Successor = new Peer(child, 'exit')
    try {
      const to = await this.#succession(peer, child.pid ?? 0, file)
      this.#leave(child)
      return this.#done(to, child.pid ?? 0)
    } catch (error) {
      const ending = endOf(child)
      await this.#giveUp(child, peer)
      this.isUnderWay = false
      if (error instanceof Unwilling) return refusedBy(error)
      const end = why.couldNotStart === '' ? ending : `: ${why.couldNotStart}`
      return failure(
        'failed',
        `the new gate did not come: ${messageOf(error)}${end}; ${version()} goes on`,
      )
    } finally {
      this.#child = null
    }
  }

  /** Settles with the version that serves now. */
  async #succession(peer: Successor, pid: number, file: number): Promise<string> {
    const { pace = PACE } = this.#options
    const house = this.#options.house()
    const { tongue, version: to } = await expect(peer, 'here', pace.startMs)
    if (tongue !== TONGUE) {
      throw new Error(`${to} takes over from other versions than this one: start it anew`)
    }
    const addresses = house.held().map(({ wanted, address }) => ({ wanted, address }))
    const own = { version: version(), pid: process.pid }
    await peer.say({ kind: 'welcome', ...own, ...house.bequest(), addresses })
    await expect(peer, 'ready', pace.startMs)
    // Nothing that can be used once is used here from now on: the new one knows of all that was.
    house.seal.shut()
    this.#shutAtMs = performance.now()
    const parts = writeEstate(file, house.tables)
    await peer.say({ kind: 'estate', parts, threads: house.threads, networks: house.networks() })
    const { takes } = await expect(peer, 'listening', pace.listenMs)
    await this.#handOver(peer, pid, new Set(takes))
    return to
  }

  async #handOver(peer: Successor, pid: number, takes: ReadonlySet<string>): Promise<void> {
    const house = this.#options.house()
    const held = house.held()
    house.stepBack()
    try {
      for (const { claim, door } of held) {
        const address = spellAddress(claim.address)
        if (!takes.has(address)) continue
        if (claim.lock !== null) await peer.say({ kind: 'name', address }, claim.lock)
        if (door !== null) await peer.say({ kind: 'door', address }, door)
      }
      house.onSucceeded(pid)
      await peer.say({ kind: 'go' })
    } catch (error) {
      house.onSucceeded(process.pid)
      house.resume()
      throw error
    }
    for (const { claim } of held) {
      if (takes.has(spellAddress(claim.address))) claim.lock?.close()
      else claim.release()
    }
  }

  /** The channel stays open: by its end the new one hears that this one has gone. */
  #leave(child: ChildProcess): void {
    this.hasSuccessor = true
    child.unref()
    child.channel?.unref()
    // First whoever asked is told.
    setImmediate(() => {
      const { finish } = this.#options.house()
      finish().then(this.#succeeded.resolve, this.#succeeded.reject)
    })
  }

  #done(to: string, pid: number): Answer {
    const { workers, bequest } = this.#options.house()
    const seconds = Math.ceil(bequest().graceMs / 1000)
    const crew = workers === 1 ? 'one worker' : `${workers} workers`
    const line = `upgrade: ${version()} -> ${to}, ${crew}, old one drains (up to ${seconds} s)`
    this.#options.onNote(line, 'info')
    // So long no proof was taken anywhere.
    const handoverMs = Math.ceil(performance.now() - this.#shutAtMs)
    const from = version()
    const report = { ok: true, from, to, pid, workers, handoverMs, drainsForSeconds: seconds }
    return { ending: 'done', report, text: `${line}\n` }
  }

  /** Ends a new gate that does not come; then all is as before. */
  async #giveUp(child: ChildProcess, peer: Successor): Promise<void> {
    child.kill('SIGKILL')
    // A program that stands between hears nothing of that.
    if (child.connected) child.disconnect()
    if (child.pid !== undefined) await peer.ended
    const { seal, held, listenAgain } = this.#options.house()
    if (!seal.isShut) return
    seal.open()
    const hasUnix = held().some(({ address, door }) => address.kind === 'unix' && door === null)
    if (!hasUnix) return
    await listenAgain().catch((error: unknown) => {
      this.#options.onNote(`a worker could not be replaced: ${messageOf(error)}`, 'error')
    })
  }
}

/** The next that it says. @throws Unwilling, and as `Peer.expect` does. */
async function expect<Kind extends FromSuccessor['kind']>(
  peer: Successor,
  kind: Kind,
  withinMs: number,
): Promise<Extract<FromSuccessor, { kind: Kind }>> {
  const { message } = await peer.hear(withinMs)
  if (message.kind === 'refuses') throw new Unwilling(message)
  return asKind<FromSuccessor, Kind>(message, kind)
}

/** ` (exit code 1)`, ` (SIGKILL)`; nothing where it lives. */
function endOf({ exitCode, signalCode }: ChildProcess): string {
  if (exitCode !== null) return ` (exit code ${exitCode})`
  return signalCode === null ? '' : ` (${signalCode})`
}

function refusedBy({ refusal }: Unwilling): Answer {
  const { ending, report, text } = refusal
  return { ending, report, text: `${text}${version()} goes on\n` }
}
