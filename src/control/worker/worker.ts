import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { type StoreOptions, openKeptStore } from '../../kept/index.ts'
import { type Limits, attachLimits } from '../../limits/index.ts'
import { type Listen } from '../../model/index.ts'
import { type OpenGate, PassSightings, Spool, openGate } from '../../proxy/index.ts'
import {
  EXPLAINED_PER_NETWORK_MAX,
  EXPLAINED_WINDOW_MS,
  type Recorder,
  attachRing,
  openRecorder,
} from '../../record/index.ts'
import { realClock } from '../system/clock.ts'
import { collect } from '../system/collector.ts'
import { LoopWatch } from '../system/loop-watch.ts'
import { Duty } from './duty.ts'
import { GateQuestions } from './gate-questions.ts'
import { Listener } from '../listening/listener.ts'
import {
  BEAT_MS,
  type FromWorker,
  type OrdersInForce,
  type Terms,
  type ToWorker,
  type WorkerBirth,
} from '../crew/messages.ts'
import { messageOf } from '../system/start-error.ts'
import { Threshold } from '../crew/threshold.ts'

/**
 * A worker that is succeeded lets go of connections on which nothing happened for so long: the others
 * have been told to close with their last answer, so nobody meets a connection that closes just now.
 */
const IDLE_AFTER_MS = 2_000

type Say = (message: FromWorker) => void

/** One worker with everything it is made of. */
interface Running {
  readonly slot: number
  readonly duty: Duty
  readonly gate: OpenGate
  readonly spool: Spool | null
  readonly recorder: Recorder
  readonly sightings: PassSightings
  readonly questions: GateQuestions
  readonly loop: LoopWatch
  readonly listeners: readonly Listener[]
  readonly say: Say
}

/** One listening thread: born with everything it needs, ends when it has drained. */
async function main(birth: WorkerBirth, say: Say): Promise<void> {
  const duty = new Duty(birth)
  const clock = realClock()
  const limits = attachLimits(birth.memory, birth.slot)
  const recorder = openRecorder({
    logTo: duty.snapshot.logTo,
    key: () => duty.ring.signing.log,
    ring: attachRing(birth.ring),
    mayRecord: (network) =>
      limits.tallies.add('explained', network, EXPLAINED_WINDOW_MS, clock.steadyMs()) <=
      EXPLAINED_PER_NETWORK_MAX,
  })
  const sightings = new PassSightings()
  const kept = birth.keepsForms ? await openKeptStore(keptOptions(duty, limits, recorder)) : null
  const spool = openSpool(duty, birth, recorder)
  const questions = new GateQuestions(say)
  const gate = openGate({
    clock,
    limits,
    kept,
    keepers: () => duty.keepers,
    directories: () => duty.directories,
    spool,
    keys: () => duty.ring,
    orders: () => duty.orders,
    figures: () => duty.figures,
    onDeleted: (pass, forMs) => say({ kind: 'deleted', pass, forMs }),
    sightings,
    others: questions,
    snapshot: () => duty.snapshot,
    workers: duty.snapshot.workers,
    connectionsMax: birth.connectionsMax,
    record: (outcome) => recorder.write(outcome),
    onClosed: (why) => recorder.countClosed(why),
    onNotice: (notice) => say({ kind: 'notice', notice, hash: duty.snapshot.hash }),
    onEjected(backend, server, code) {
      recorder.note('a server fails and is left out for now', { backend, server, code })
    },
    onDefect(error, reference) {
      recorder.note('the gate made a mistake', { reference, error: stackOf(error) })
    },
  })
  // For the next birth, however this worker ends; it takes a second, in which nobody may wait.
  flushCompileCache()
  await new Threshold(birth.threshold).cross()
  const listeners = await listenAll(gate, birth)
  const loop = new LoopWatch()
  const { slot } = birth
  const made = { duty, gate, spool, recorder, sightings, questions }
  const running: Running = { slot, ...made, loop, listeners, say }
  const beat = setInterval(() => report(running), BEAT_MS)
  say({ kind: 'listening', revision: duty.revision, hash: duty.snapshot.hash })
  parentPort?.on('message', (message: ToWorker) => obey(message, running, beat))
}

function keptOptions(duty: Duty, limits: Limits, recorder: Recorder): StoreOptions {
  return {
    settings: () => duty.snapshot.keep,
    room: limits.kept,
    clock: realClock(),
    onFault: (fault) => recorder.note('a form could not be kept', { ...fault }),
  }
}

/** Null where the configuration wants no file. */
function openSpool({ snapshot }: Duty, { slot }: WorkerBirth, recorder: Recorder): Spool | null {
  const { folder, fileBytesMax } = snapshot.slowReaders
  if (fileBytesMax === 0) return null
  return new Spool({
    folder,
    name: `worker-${slot}`,
    bytesMax: fileBytesMax,
    nowMs: realClock().steadyMs,
    onFault: (fault) => recorder.note('an answer could not wait on the disk', { ...fault, folder }),
  })
}

async function listenAll(
  gate: OpenGate,
  { listen, access, index, slot }: WorkerBirth,
): Promise<readonly Listener[]> {
  // A listening descriptor is never shared between threads: the first to end would close it for all.
  const isOwn = ({ address }: Listen): boolean => address.kind === 'tcp' || index === 0
  const opening = listen.map(async (described, place) => {
    if (!isOwn(described)) return []
    const listener = new Listener(gate.createServer(described, place))
    await listener.listen(described.address, slot, access[place] ?? null)
    return [listener]
  })
  return (await Promise.all(opening)).flat()
}

function report({ duty, gate, spool, recorder, sightings, loop, listeners, say }: Running): void {
  say({
    kind: 'beat',
    report: {
      revision: duty.revision,
      hash: duty.snapshot.hash,
      connections: listeners.reduce((sum, { connections }) => sum + connections, 0),
      inFlight: gate.inFlight(),
      spooledBytes: spool?.bytes ?? 0,
      logFault: recorder.logFault(),
      thread: loop.take(),
      metrics: recorder.drainMetrics(),
      sightings: sightings.take(),
    },
  })
}

/** What is smaller is worth no break, however short. */
const LARGE_PARTS = 1_000

/** Requests under way keep the configuration they began with; and no two workers pause at the same time. */
const COLLECT_AFTER_MS = 1_000

/** Serves by what was prepared; gives back later what the configuration took that is not in force any more. */
function goOver(revision: number, running: Running): void {
  const { duty, slot } = running
  const before = { drawn: duty.drawn, parts: duty.parts }
  if (!duty.commit(revision)) return
  serve(running)
  if (duty.drawn === before.drawn || Math.max(duty.parts, before.parts) < LARGE_PARTS) return
  setTimeout(collect, COLLECT_AFTER_MS * (1 + slot)).unref()
}

function obey(message: ToWorker, running: Running, beat: NodeJS.Timeout): void {
  const { duty, recorder } = running
  switch (message.kind) {
    case 'drain':
      drain(running, message, beat).catch((error: unknown) => {
        recorder.note('draining failed', { error: stackOf(error) })
        process.exit(1)
      })
      return
    case 'reopen-log':
      return recorder.reopen()
    case 'note':
      return recorder.note(message.message, message.details)
    case 'orders':
      return takeUp(message.orders, running)
    case 'learn':
      return duty.learn(message)
    case 'prepare':
      void prepare(message.terms, running)
      return
    case 'commit':
      return goOver(message.revision, running)
    case 'discard':
      return duty.discard(message.revision)
    case 'answers':
      return running.questions.hear(message.id, message.answers)
    case 'adopt':
      void adopt(message.terms, running)
  }
}

function takeUp(orders: OrdersInForce, { duty, say }: Running): void {
  if (duty.obey(orders)) say({ kind: 'obeys', revision: orders.revision })
}

async function adopt(terms: Terms, running: Running): Promise<void> {
  const { duty } = running
  if (terms.revision <= duty.revision || !(await prepare(terms, running))) return
  goOver(terms.revision, running)
}

/** Others are served meanwhile; never throws. */
async function prepare(terms: Terms, { duty, say }: Running): Promise<boolean> {
  const { revision } = terms
  try {
    if (!(await duty.prepare(terms))) return false
    say({ kind: 'prepared', revision })
    return true
  } catch (error) {
    say({ kind: 'refused', revision, why: messageOf(error) })
    return false
  }
}

/** What hangs on the terms just come into force, besides the requests to come. */
function serve({ duty, gate, recorder, say }: Running): void {
  const { snapshot, revision } = duty
  gate.retain(snapshot)
  if (!recorder.moveTo(snapshot.logTo)) {
    recorder.note('the log cannot be opened; it stays where it is for now', { to: snapshot.logTo })
  }
  say({ kind: 'serves', revision, hash: snapshot.hash })
}

/** Finishes what is under way, or cuts it off after the grace; then nothing keeps the thread alive. */
async function drain(
  running: Running,
  { graceMs, hasSuccessor }: Extract<ToWorker, { kind: 'drain' }>,
  beat: NodeJS.Timeout,
): Promise<void> {
  const { gate, listeners, loop, recorder } = running
  gate.startDraining(graceMs, { hasSuccessor })
  const idleAfterMs = hasSuccessor ? IDLE_AFTER_MS : 0
  await Promise.all(listeners.map((listener) => listener.drain(graceMs, idleAfterMs)))
  clearInterval(beat)
  await gate.close()
  report(running)
  loop.stop()
  recorder.close()
  parentPort?.close()
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const port = parentPort
if (port !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the main thread sends
  void main(workerData as WorkerBirth, (message) => port.postMessage(message))
}
