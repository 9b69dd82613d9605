import { HealthWatch } from '../backends/index.ts'
import { passNameOf } from '../client/index.ts'
import { type Snapshot } from '../model/index.ts'
import { MetricsSum, type NoteDetails, type NoteMessage } from '../record/index.ts'
import { type Operations } from './operators/admin-routes.ts'
import { type Answer, type Ending } from './operators/answer.ts'
import { type Asker, spellAsker } from './operators/asker.ts'
import { CodeDesk, type CodeWish } from './operators/code-desk.ts'
import { Configuration, type LastReload } from './changes/configuration.ts'
import { type GatehouseOptions } from './gatehouse-options.ts'
import { explain } from './operators/explain.ts'
import { KeyKeeper } from './changes/key-keeper.ts'
import { startChores } from './chores.ts'
import { LoopWatch } from './system/loop-watch.ts'
import { LogWatch } from './crew/log-watch.ts'
import { Notices } from './operators/notices.ts'
import { type OrderDesk } from './operators/order-desk.ts'
import { openOrderDesk, tellDone } from './standing-orders.ts'
import { ServerWatch } from './operators/server-watch.ts'
import { OneAtATime } from './system/one-at-a-time.ts'
import { PassNetworks } from './operators/pass-networks.ts'
import { type Probes } from './operators/probes.ts'
import { Refused } from './system/refused.ts'
import { type Rollout } from './crew/rollout.ts'
import { type CrewEvents } from './crew/seat.ts'
import { LEVEL_OF } from './system/note.ts'
import { sweepForms } from './kept-forms.ts'
import { readingsOf } from './readings.ts'
import { type Phase, status } from './status.ts'
import { Supervisor } from './crew/supervisor.ts'
import { version } from './system/version.ts'
import { WaitingRoomWatch } from './waiting-rooms.ts'

/** Everything the main thread does for a gate that runs; the workers' counterpart. */
export class Gatehouse implements Operations, Probes {
  readonly #options: GatehouseOptions
  readonly #supervisor: Supervisor
  readonly #configuration: Configuration
  readonly #keys: KeyKeeper
  readonly #codes: CodeDesk
  readonly #passNetworks: PassNetworks
  readonly orders: OrderDesk
  readonly #metrics = new MetricsSum()
  readonly #changes = new OneAtATime()
  readonly #health: HealthWatch
  readonly #rooms: WaitingRoomWatch
  readonly #notices: Notices
  readonly #servers: ServerWatch
  readonly #log: LogWatch
  readonly #loop = new LoopWatch()
  readonly #startedAt: string
  #phase: Phase = 'starting'
  #endChores: () => void = () => undefined

  constructor(options: GatehouseOptions) {
    this.#options = options
    const { snapshot, rollout, clock, birthOf, program } = options
    const terms = (): Rollout['terms'] => rollout.terms
    const crew = { workers: snapshot.workers, program, birthOf, terms }
    this.#supervisor = new Supervisor(crew, this.#crewEvents())
    this.#log = new LogWatch({
      threads: () => this.#supervisor.threads,
      dropped: () => this.#metrics.linesDropped,
      onNote: options.onNote,
    })
    this.#configuration = new Configuration({
      ...options,
      supervisor: this.#supervisor,
      onReload: (answer, last) => this.#tellReload(answer, last),
    })
    this.#keys = new KeyKeeper({
      file: snapshot.pass.keysFile,
      clock,
      rollout,
      supervisor: this.#supervisor,
      lifetimeSeconds: () => {
        const { lifetimeSeconds, graceSeconds } = this.#configuration.snapshot.pass
        return lifetimeSeconds + graceSeconds
      },
    })
    this.#codes = new CodeDesk({
      table: options.limits.codes,
      clock,
      snapshot: () => this.#configuration.snapshot,
      keys: () => rollout.terms.keys,
      onIssued: (issued) => this.#tellCodes(issued),
    })
    this.#passNetworks = new PassNetworks(clock.steadyMs)
    this.orders = openOrderDesk({
      ...options,
      ...options.orders,
      supervisor: this.#supervisor,
      networks: this.#passNetworks,
      snapshot: () => this.#configuration.snapshot,
    })
    const watched = { states: options.limits.servers, nowMs: clock.steadyMs }
    this.#health = new HealthWatch({
      ...watched,
      onNews: (...found) => this.#servers.checked(...found),
    })
    this.#rooms = new WaitingRoomWatch(options)
    const tells = { onNote: options.onNote, onLog: this.#tell.bind(this) }
    this.#servers = new ServerWatch({ ...watched, ...tells })
    this.#notices = new Notices({ wallMs: clock.wallMs, ...tells })
    this.#metrics.setConfigHash(snapshot.hash)
    this.#startedAt = new Date(clock.wallMs()).toISOString()
  }

  #crewEvents(): CrewEvents {
    const { limits, onNote } = this.#options
    return {
      onDeath: (index, why) => {
        this.#metrics.countWorkerRestart()
        onNote(`worker ${index} died: ${why}; it is replaced`)
      },
      onReplaced: (index) => onNote(`worker ${index} is back`, 'info'),
      onReport: ({ metrics, sightings }) => {
        this.#metrics.add(metrics)
        this.#passNetworks.add(sightings)
        this.#log.look()
        this.#servers.look(this.snapshot, this.orders.inForce)
      },
      onNotice: (notice, hash) => this.#notices.tell(notice, hash),
      onEnded: (slot) => {
        limits.gauges.clearRow(slot)
        limits.waitingRooms.release(slot)
        void sweepForms(this.#options)
        // Whoever ends with the gate has not mended its log.
        if (this.#phase !== 'draining') this.#log.look()
      },
    }
  }

  /** Starts all workers; fails where one cannot. */
  async start(): Promise<void> {
    await this.#supervisor.start()
    this.#phase = 'serving'
    this.#follow()
    this.#endChores = startChores({
      ...this.#options,
      pruneKeys: () => this.#changes.run(() => this.#keys.prune()),
      pruneOrders: () => this.orders.prune(),
      takeTurns: () => this.#rooms.takeTurns(),
    })
  }

  /** Ends all workers in good order. */
  async drain(graceMs: number): Promise<void> {
    this.#phase = 'draining'
    this.#endChores()
    this.#health.stop()
    this.#loop.stop()
    await this.#supervisor.drain(graceMs)
  }

  /** The one in force. */
  get snapshot(): Snapshot {
    return this.#configuration.snapshot
  }

  get listening(): number {
    return this.#supervisor.listening
  }

  revokePass(id: string): boolean {
    const { limits, clock } = this.#options
    const { proofMaxAgeSeconds, graceSeconds } = this.#configuration.snapshot.pass
    const lifetimeMs = (proofMaxAgeSeconds + graceSeconds) * 1000
    return limits.marks.mark('revoked', passNameOf(id), lifetimeMs, clock.steadyMs())
  }

  reopenLog(): void {
    this.#supervisor.tellAll({ kind: 'reopen-log' })
  }

  /** Changes come one after the other; none is made while the gate starts or ends. */
  #change(make: () => Promise<Answer>): Promise<Answer> {
    return this.#changes.run(() => {
      if (this.#phase !== 'serving') throw new Refused(`the gate is ${this.#phase}`)
      return make()
    })
  }

  reload(): Promise<Answer> {
    return this.#reload(() => this.#configuration.reload())
  }

  rollback(): Promise<Answer> {
    return this.#reload(() => this.#configuration.rollback())
  }

  #reload(make: () => Promise<Answer>): Promise<Answer> {
    return this.#change(async () => {
      this.#options.onReload?.(null)
      const answer = await make()
      this.#options.onReload?.(answer)
      return answer
    })
  }

  restartWorker(id: number, how: { readonly abrupt: boolean }): Promise<Answer> {
    return this.#change(async () => {
      await this.#supervisor.restart(id, how)
      const text = `worker ${id} has been replaced`
      this.#options.onNote(text, 'info')
      return { ending: 'done', report: { ok: true, worker: id }, text: `${text}\n` }
    })
  }

  rotateKeys(): Promise<Answer> {
    return this.#change(() => this.#keys.rotate())
  }

  revokeKey(id: string): Promise<Answer> {
    return this.#change(() => this.#keys.revoke(id))
  }

  listKeys(): Answer {
    return this.#keys.list()
  }

  issueCodes(wish: CodeWish): Answer {
    return this.#codes.issue(wish)
  }

  explain(reference: string): Answer {
    return explain(reference, this.#options.ring, this.orders.inForce)
  }

  onDone(did: string, asker: Asker, ending: Ending): void {
    tellDone({ did, by: spellAsker(asker), ending }, this.#supervisor, this.#options.onNote)
  }

  async status(): Promise<Answer> {
    await sweepForms(this.#options)
    return status({
      version: version(),
      startedAt: this.#startedAt,
      phase: this.#phase,
      configuration: this.#configuration,
      supervisor: this.#supervisor,
      isWell: (place) => this.#isWell(place),
      notices: this.#notices.list(),
      orders: this.orders.inForce,
      log: { fault: this.#log.fault, dropped: this.#metrics.linesDropped },
      kept: this.#options.caretaker?.counts() ?? null,
      waitingRooms: this.#rooms.status(),
    })
  }

  #isWell(place: number): boolean {
    const { limits, clock } = this.#options
    return limits.servers.isWell(place, clock.steadyMs())
  }

  unreadiness(): string | null {
    if (this.#phase !== 'serving') return this.#phase
    return this.#supervisor.listening === 0 ? 'no worker listens' : null
  }

  remark(): string | null {
    const { fault } = this.#log
    return fault === null ? null : `the log cannot be written: ${fault}`
  }

  metrics(): string {
    const own = { supervisor: this.#supervisor, loop: this.#loop, rooms: this.#rooms }
    const { inForce } = this.orders
    return this.#metrics.render(readingsOf(this.snapshot, { ...this.#options, ...own, inForce }))
  }

  /** Goes over to the configuration in force. */
  #follow(): void {
    for (const watch of [this.#notices, this.#health, this.#rooms]) watch.follow(this.snapshot)
  }

  #tellReload({ text }: Answer, { result, from, to }: LastReload): void {
    this.#keys.noteLifetime()
    this.#metrics.countReload(result)
    this.#metrics.setConfigHash(this.#configuration.snapshot.hash)
    this.#follow()
    this.#options.onNote(`reload ${result}: ${text.trimEnd()}`, LEVEL_OF[result])
    this.#tell('the configuration was reloaded', { result, from, to })
  }

  #tellCodes(issued: NoteDetails & { readonly count: number }): void {
    this.#metrics.countCodes(issued.count)
    this.#tell('codes of the helpdesk were issued', issued)
  }

  /** A line of the log. */
  #tell(message: NoteMessage, details: NoteDetails): void {
    this.#supervisor.tellOne({ kind: 'note', message, details })
  }
}
