import { HealthWatch } from '../backends/index.ts'
import { type KeyDirectory, type Snapshot } from '../model/index.ts'
import { MetricsSum, type NoteDetails, type NoteMessage } from '../record/index.ts'
import { type Operations } from './operators/admin-routes.ts'
import { answerOthers } from './answering.ts'
import { type Answer, type Ending } from './operators/answer.ts'
import { type Asker, spellAsker } from './operators/asker.ts'
import { CodeDesk } from './operators/code-desk.ts'
import { type ComplaintWish, answerComplaints } from './operators/complaints.ts'
import { Configuration, type LastReload } from './changes/configuration.ts'
import { GateChanges } from './gate-changes.ts'
import { type GatehouseOptions } from './gatehouse-options.ts'
import { explain, explainHere } from './operators/explain.ts'
import { Neighbours } from './neighbours.ts'
import { type Keys, openKeys } from './changes/open-keys.ts'
import { Course } from './course.ts'
import { startChores } from './chores.ts'
import { type DirectoryWatch } from './directories/directory-watch.ts'
import { openDirectories } from './directories/open-directories.ts'
import { LoopWatch } from './system/loop-watch.ts'
import { LogWatch } from './crew/log-watch.ts'
import { Notices } from './operators/notices.ts'
import { type OrderDesk } from './operators/order-desk.ts'
import { markRevoked, openOrderDesk, tellDone } from './standing-orders.ts'
import { ServerWatch } from './operators/server-watch.ts'
import { type Probes } from './operators/probes.ts'
import { openCrew } from './open-crew.ts'
import { LEVEL_OF } from './system/note.ts'
import { sweepForms } from './kept-forms.ts'
import { readingsOf } from './readings.ts'
import { status } from './status.ts'
import { type Supervisor } from './crew/supervisor.ts'
import { StoreWatch } from './store-watch.ts'
import { version } from './system/version.ts'
import { WaitingRoomWatch } from './waiting-rooms.ts'

/** Everything the main thread does for a gate that runs; the workers' counterpart. */
export class Gatehouse implements Operations, Probes {
  readonly #options: GatehouseOptions
  readonly #supervisor: Supervisor
  readonly #configuration: Configuration
  readonly #keys: Keys
  readonly changes: GateChanges
  readonly codes: CodeDesk
  readonly orders: OrderDesk
  readonly #metrics = new MetricsSum()
  readonly #course: Course
  readonly #health: HealthWatch
  readonly #rooms: WaitingRoomWatch
  readonly #store: StoreWatch
  readonly #neighbours: Neighbours
  readonly #directories: DirectoryWatch
  readonly #notices: Notices
  readonly #servers: ServerWatch
  readonly #log: LogWatch
  readonly #loop = new LoopWatch()
  readonly #startedAt: string
  #endChores: () => void = () => undefined

  constructor(options: GatehouseOptions) {
    this.#options = options
    this.#course = new Course(options.upgrades)
    const { snapshot, rollout, clock } = options
    this.#supervisor = openCrew(options, {
      metrics: this.#metrics,
      onReport: () => {
        this.#log.look()
        this.#servers.look(this.snapshot, this.orders.inForce)
      },
      onNotice: (notice, hash) => this.#notices.tell(notice, hash),
      onDeleted: (pass, forMs) => void this.orders.holderDeleted(pass, forMs),
      asks: () => this.#store.asks,
      onEnded: () => {
        void sweepForms(options)
        // Whoever ends with the gate has not mended its log.
        if (this.#course.phase !== 'draining') this.#log.look()
      },
    })
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
    this.#keys = openKeys(snapshot, {
      ...options,
      supervisor: this.#supervisor,
      inForce: () => this.#configuration.snapshot,
      others: { sight: () => this.#store.sight, share: () => this.#store.shareRing() },
      tend: (work) => this.#course.tend(work),
    })
    const [course, configuration, keys] = [this.#course, this.#configuration, this.#keys]
    const changed = { course, configuration, keys, supervisor: this.#supervisor }
    this.changes = new GateChanges({ ...options, ...changed })
    const tells = { onNote: options.onNote, onLog: this.#tell.bind(this) }
    this.codes = new CodeDesk({
      ...tells,
      table: options.limits.codes,
      clock,
      snapshot: () => this.#configuration.snapshot,
      keys: () => rollout.terms.keys,
      metrics: this.#metrics,
    })
    this.orders = openOrderDesk({
      ...options,
      ...options.orders,
      supervisor: this.#supervisor,
      snapshot: () => this.#configuration.snapshot,
    })
    const watched = { states: options.limits.servers, nowMs: clock.steadyMs }
    this.#health = new HealthWatch({ ...watched, onNews: (...of) => this.#servers.checked(...of) })
    this.#store = new StoreWatch({
      ...options,
      book: this.orders,
      ringBook: this.#keys.desk.news,
      keys: () => rollout.terms.keys,
    })
    this.#rooms = new WaitingRoomWatch({ ...options, share: this.#store.rooms })
    answerOthers(this.#store.asks, { ...options, explain: this.#explainHere })
    this.#neighbours = new Neighbours(options, this.#store.asks, this.#supervisor)
    this.#servers = new ServerWatch({ ...watched, ...tells })
    this.#directories = openDirectories(options, this.#supervisor)
    this.#notices = new Notices({ wallMs: clock.wallMs, ...tells })
    this.#metrics.setConfigHash(snapshot.hash)
    this.#startedAt = new Date(clock.wallMs()).toISOString()
  }

  /** Starts all workers; fails where one cannot. */
  async start(): Promise<void> {
    this.#options.figures.onPublished = (figures) =>
      this.#supervisor.tellAll({ kind: 'learn', figures })
    await this.#supervisor.start()
    this.resume()
  }

  /** Does all there is to do beside answering, from now on. */
  resume(): void {
    this.#course.phase = 'serving'
    this.#follow()
    this.#endChores = startChores({
      ...this.#options,
      course: this.#course,
      keys: this.#keys,
      orders: this.orders,
      rooms: this.#rooms,
    })
  }

  /** Serves as before, and says that it is not ready: as long as the configuration says, or until it is hurried. */
  leave(): Promise<void> | null {
    return this.#course.leave(this.snapshot.shutdown.unreadyForMs)
  }

  hurry(): void {
    this.#course.hurry()
  }

  /** Changes and writes nothing any more. */
  stepBack(): void {
    this.#course.phase = 'draining'
    this.#endChores()
    this.#store.stop()
    this.#neighbours.stop()
    this.#directories.stop()
    void this.#options.figures.save()
  }

  /** Ends all workers in good order. `hasSuccessor`: another gate serves at the same addresses. */
  async drain(graceMs: number, hasSuccessor = false): Promise<void> {
    this.stepBack()
    this.#health.stop()
    this.#loop.stop()
    await this.#supervisor.drain(graceMs, hasSuccessor)
    await this.#options.figures.save()
    // A successor reads them under the same name; and nobody is kept from ending by a disk.
    if (!hasSuccessor) await this.#keys.keeper.leave().catch(() => undefined)
  }

  /** A worker's successor listens where it does. */
  async listenAgain(): Promise<void> {
    await this.#supervisor.restart(0, { abrupt: false })
  }

  /** The one in force. */
  get snapshot(): Snapshot {
    return this.#configuration.snapshot
  }

  noteComplaints(wish: ComplaintWish): Answer {
    return answerComplaints(wish, this.#options.figures)
  }

  get listening(): number {
    return this.#supervisor.listening
  }

  /** Keys of agents that sign, as fetched last. */
  get directories(): readonly KeyDirectory[] {
    return this.#directories.list
  }

  revokePass(id: string): boolean {
    return markRevoked(id, this.snapshot.pass, this.#options)
  }

  reopenLog(): void {
    this.#supervisor.tellAll({ kind: 'reopen-log' })
  }

  explain(reference: string): Promise<Answer> {
    return explain(reference, this.#explainHere, this.#store.others)
  }

  readonly #explainHere = (wanted: string): Answer | null =>
    explainHere(wanted, this.#options.ring, this.orders.inForce)

  onDone(did: string, asker: Asker, ending: Ending): void {
    tellDone({ did, by: spellAsker(asker), ending }, this.#supervisor, this.#options.onNote)
  }

  async status(): Promise<Answer> {
    const { limits, clock } = this.#options
    await sweepForms(this.#options)
    return status({
      version: version(),
      startedAt: this.#startedAt,
      phase: this.#course.phase,
      configuration: this.#configuration,
      supervisor: this.#supervisor,
      isWell: (place) => limits.servers.isWell(place, clock.steadyMs()),
      upgraded: this.#options.upgrades.upgraded,
      notices: this.#notices.list(),
      orders: this.orders.inForce,
      log: { fault: this.#log.fault, dropped: this.#metrics.linesDropped },
      kept: this.#options.caretaker?.counts() ?? null,
      waitingRooms: this.#rooms.status(),
      store: this.#store.status(),
      directories: this.#directories.status(),
    })
  }

  unreadiness(): string | null {
    return this.#course.unreadiness(this.#supervisor.listening)
  }

  remark(): string | null {
    return this.#log.remark
  }

  metrics(): string {
    const own = { supervisor: this.#supervisor, loop: this.#loop, rooms: this.#rooms }
    const options = { ...this.#options, ...own, inForce: this.orders.inForce, store: this.#store }
    return this.#metrics.render(readingsOf(this.snapshot, options))
  }

  /** Goes over to the configuration in force. What a gate that ends began anew would keep it from ending. */
  #follow(): void {
    const watches = [this.#notices, this.#health, this.#store, this.#neighbours, this.#rooms]
    const more = [this.#directories, this.#options.figures]
    for (const watch of [...watches, ...more]) watch.follow(this.snapshot)
  }

  #tellReload({ text }: Answer, { result, from, to }: LastReload): void {
    this.#keys.keeper.noteLifetime()
    this.#metrics.countReload(result)
    this.#metrics.setConfigHash(this.#configuration.snapshot.hash)
    if (this.#course.phase !== 'draining') this.#follow()
    this.#options.onNote(`reload ${result}: ${text.trimEnd()}`, LEVEL_OF[result])
    this.#tell('the configuration was reloaded', { result, from, to })
  }

  /** A line of the log. */
  #tell(message: NoteMessage, details: NoteDetails): void {
    this.#supervisor.tellOne({ kind: 'note', message, details })
  }
}
