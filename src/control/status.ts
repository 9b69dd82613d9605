import { Drains } from '../backends/index.ts'
import { type KeptCounts } from '../kept/index.ts'
import { type Answer, table } from './operators/answer.ts'
import { type Order } from '../model/index.ts'
import { type OrderReport, lineOf, reportOf } from './operators/order-text.ts'
import { type Phase } from './course.ts'
import { type Configuration, type LastReload } from './changes/configuration.ts'
import { directoryText } from './directories/directory-text.ts'
import { type DirectoryStatus } from './directories/directory-watch.ts'
import { type NoticeStatus } from './operators/notices.ts'
import { type Upgraded } from './upgrade/predecessor.ts'
import { storeText } from './store-text.ts'
import { type StoreStatus } from './store-watch.ts'
import { type RoomStatus } from './waiting-rooms.ts'
import { type Supervisor } from './crew/supervisor.ts'

/** How a gate is doing. */
export interface StatusReport {
  readonly version: string
  /** Of the configuration in force. */
  readonly hash: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly phase: Phase
  /** How it took over from the gate before, without a gap; null where it was started. */
  readonly upgraded: Upgraded | null
  readonly workers: readonly WorkerStatus[]
  readonly backends: readonly {
    readonly name: string
    readonly servers: readonly ServerStatus[]
  }[]
  readonly log: LogStatus
  /** Challenged forms that are here, by their state; null where none is kept. Never what is in them. */
  readonly kept: KeptCounts | null
  readonly waitingRooms: readonly RoomStatus[]
  /** What several gates share. */
  readonly store: StoreStatus
  /** Where the keys of agents that sign are fetched. */
  readonly directories: readonly DirectoryStatus[]
  /** Of the disk, for answers that are read slowly, in all workers. */
  readonly spooledBytes: number
  /** Null where the configuration is the one the gate started with. */
  readonly lastReload: LastReload | null
  /** What there is to know of the set-up, the first met first. */
  readonly notices: readonly NoticeStatus[]
  /** Bans, allowances, modes, drains and revoked passes in force, in the order in which they were given. */
  readonly orders: readonly OrderReport[]
}

interface ServerStatus {
  readonly url: string
  readonly healthy: boolean
  /** Until when it gets nothing new; ISO 8601, UTC. Null where it is in service. */
  readonly drainedUntil: string | null
}

interface LogStatus {
  /** `stdout`, or the path of a file. */
  readonly to: string
  /** The system's code for why it cannot be written now, such as `ENOSPC`; null where it can. */
  readonly fault: string | null
  /** Lines lost since the gate started. */
  readonly dropped: number
}

interface WorkerStatus {
  readonly id: number
  /** Of the configuration it serves by; null where it does not listen yet, or is being replaced. */
  readonly hash: string | null
  readonly connections: number
  readonly inFlight: number
  readonly restarts: number
}

export interface StatusOptions {
  readonly version: string
  readonly startedAt: string
  readonly phase: Phase
  readonly configuration: Configuration
  readonly supervisor: Supervisor
  /** Whether requests should go to the server at a place. */
  readonly isWell: (place: number) => boolean
  readonly notices: readonly NoticeStatus[]
  readonly log: Omit<LogStatus, 'to'>
  readonly kept: KeptCounts | null
  readonly waitingRooms: readonly RoomStatus[]
  readonly store: StoreStatus
  readonly directories: readonly DirectoryStatus[]
  readonly orders: readonly Order[]
  readonly upgraded: Upgraded | null
}

/** How a gate is doing; connections and requests are those of a second ago at most. */
export function status(options: StatusOptions): Answer {
  const { configuration, supervisor, isWell, log, kept, waitingRooms, ...fixed } = options
  const { snapshot, last } = configuration
  const drains = new Drains(fixed.orders)
  const report: StatusReport = {
    version: fixed.version,
    hash: snapshot.hash,
    startedAt: fixed.startedAt,
    phase: fixed.phase,
    upgraded: fixed.upgraded,
    workers: workersOf(supervisor),
    backends: snapshot.backends.map(({ name, servers }) => ({
      name,
      servers: servers.map(({ url, place }) => {
        const untilMs = drains.untilMs(name, url)
        const drainedUntil = untilMs === null ? null : new Date(untilMs).toISOString()
        return { url, healthy: isWell(place), drainedUntil }
      }),
    })),
    log: { to: snapshot.logTo, ...log },
    kept,
    waitingRooms,
    store: fixed.store,
    directories: fixed.directories,
    spooledBytes: supervisor.spooledBytes,
    lastReload: last,
    notices: fixed.notices,
    orders: fixed.orders.map(reportOf),
  }
  return { ending: 'done', report, text: textOf(report, fixed.orders) }
}

function workersOf({ seats }: Supervisor): readonly WorkerStatus[] {
  return seats.map(({ index, current, isListening, restarts, threads }) => ({
    id: index,
    hash: isListening ? (current?.hash ?? null) : null,
    // Those that finish while their successor serves have some, too.
    connections: threads.reduce((sum, { report }) => sum + (report?.connections ?? 0), 0),
    inFlight: threads.reduce((sum, { report }) => sum + (report?.inFlight ?? 0), 0),
    restarts,
  }))
}

function textOf(report: StatusReport, orders: readonly Order[]): string {
  const { version, hash, workers, backends, log, kept, lastReload, notices } = report
  const spooled = inMebibytes(report.spooledBytes)
  const workerRows = workers.map((worker) => [
    worker.id,
    worker.hash ?? (report.phase === 'starting' ? 'starting' : 'being replaced'),
    worker.connections,
    worker.inFlight,
    worker.restarts,
  ])
  const backendRows = backends.flatMap(({ name, servers }) =>
    servers.map((server) => [name, server.url, stateText(server)]),
  )
  return `paart ${version}, configuration ${hash}, ${sinceText(report)}
${upgradedText(report)}
${table([['worker', 'configuration', 'connections', 'in flight', 'restarts'], ...workerRows])}
${table([['backend', 'server', 'state'], ...backendRows])}
log: ${logText(log)}
kept forms: ${kept === null ? 'none are kept' : keptText(kept)}
${report.waitingRooms.map(roomText).join('')}answers for slow readers: ${spooled} on the disk
${storeText(report.store)}
${report.directories.map(directoryText).join('')}last reload: ${lastReload === null ? 'none' : reloadText(lastReload)}
orders: ${orders.length === 0 ? 'none' : `${orders.length} in force${ordersRows(orders)}`}
${noticesText(notices)}`
}

function stateText({ healthy, drainedUntil }: ServerStatus): string {
  const health = healthy ? 'healthy' : 'failing'
  return drainedUntil === null ? health : `${health}, drained until ${drainedUntil}`
}

/** More of them are in `paart bans`. */
const ORDERS_SHOWN_MAX = 20

/** What is about everybody comes first. */
function isForAll({ kind }: Order): boolean {
  return kind === 'mode' || kind === 'drain'
}

function ordersRows(orders: readonly Order[]): string {
  const sorted = [...orders.filter(isForAll), ...orders.filter((order) => !isForAll(order))]
  const more = orders.length > ORDERS_SHOWN_MAX ? '\n  …' : ''
  return (
    sorted
      .slice(0, ORDERS_SHOWN_MAX)
      .map((order) => `\n  ${lineOf(order)}`)
      .join('') + more
  )
}

function sinceText({ phase, startedAt, workers }: StatusReport): string {
  const serving = workers.filter(({ hash }) => hash !== null).length
  switch (phase) {
    case 'starting':
      return `starting since ${startedAt}: ${serving} of ${workers.length} workers serve`
    case 'serving':
      return `up since ${startedAt}`
    case 'leaving':
      return `up since ${startedAt} and about to stop: who asks whether it is ready is told so`
    case 'draining':
      return `up since ${startedAt} and draining: nothing new is taken`
  }
}

/** On a line of its own; nothing where it was started. */
function upgradedText({ upgraded }: StatusReport): string {
  if (upgraded === null) return ''
  const { from, at, isDraining } = upgraded
  return `upgraded from ${from} at ${at}${isDraining ? '; the old gate still drains' : ''}\n`
}

/** Nothing where there are none. */
function noticesText(notices: readonly NoticeStatus[]): string {
  return notices.map(({ since, text }) => `\n${text}\n  since ${since}\n`).join('')
}

function logText({ to, fault, dropped }: LogStatus): string {
  const now = fault === null ? to : `${to} cannot be written: ${fault}`
  return dropped === 0 ? now : `${now} (${dropped} lines lost)`
}

/** `waiting room portal: 120 of 500 are in, 37 wait`, on a line of its own. */
function roomText({ room, active, activeMax, waiting, counts }: RoomStatus): string {
  return `waiting room ${room}: ${active} of ${activeMax} are in, ${waiting} wait${COUNTS[counts]}\n`
}

const COUNTS = {
  'this gate': '',
  'all gates': ', at all gates',
  apart: ', as far as this gate knows: it lets in its part alone',
} as const satisfies Record<RoomStatus['counts'], string>

/** `none`, or `3 kept (12 MiB), 1 answered (0 MiB)`. */
function keptText(kept: KeptCounts): string {
  const counts = Object.entries(kept).filter(([, { number }]) => number > 0)
  const texts = counts.map(([state, { number, bytes }]) => {
    return `${number} ${state} (${inMebibytes(bytes)})`
  })
  return texts.length === 0 ? 'none' : texts.join(', ')
}

const inMebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`

function reloadText({ at, result, from, to }: LastReload): string {
  return `${result} at ${at} (${from} -> ${to ?? 'nothing valid'})`
}
