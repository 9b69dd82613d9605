import { parentPort, workerData } from 'node:worker_threads'
import { keyRing } from '../client/index.ts'
import { compileConfig } from '../config/index.ts'
import { attachLimits } from '../limits/index.ts'
import { type OpenGate, openGate } from '../proxy/index.ts'
import { type AccessLog, openAccessLog } from '../record/index.ts'
import { realClock } from './clock.ts'
import { Listener } from './listener.ts'
import { BEAT_MS, type FromWorker, type ToWorker, type WorkerBirth } from './messages.ts'

/** One listening thread: born with everything it needs, ends when it has drained. */
async function main(birth: WorkerBirth, say: (message: FromWorker) => void): Promise<void> {
  const compiled = compileConfig(birth.text, birth)
  if (!compiled.ok) throw new Error('the configuration is not valid')
  const { snapshot } = compiled
  const ring = keyRing(birth.keys)
  const log = openAccessLog({ to: snapshot.logTo, key: () => ring.signing.log })
  const gate = openGate({
    clock: realClock(),
    limits: attachLimits(birth.memory, birth.index),
    keys: () => ring,
    snapshot: () => snapshot,
    workers: snapshot.workers,
    record: log.write,
    onDefect(error, reference) {
      log.note('the gate made a mistake', { reference, error: stackOf(error) })
    },
  })
  const beat = setInterval(() => say({ kind: 'beat' }), BEAT_MS)
  const listeners = await listenAll(gate, birth)
  say({ kind: 'listening' })
  parentPort?.on('message', (message: ToWorker) => obey(message, { listeners, gate, log, beat }))
}

async function listenAll(gate: OpenGate, { listen, index }: WorkerBirth): Promise<Listener[]> {
  // A listening descriptor is never shared between threads: the first to end would close it for all.
  const own = listen.filter((address) => address.kind === 'tcp' || index === 0)
  return Promise.all(
    own.map(async (address) => {
      const listener = new Listener(gate.createServer())
      await listener.listen(address)
      return listener
    }),
  )
}

interface Running {
  readonly listeners: readonly Listener[]
  readonly gate: OpenGate
  readonly log: AccessLog
  readonly beat: NodeJS.Timeout
}

function obey(message: ToWorker, running: Running): void {
  switch (message.kind) {
    case 'drain':
      drain(running, message.graceMs).catch((error: unknown) => {
        running.log.note('draining failed', { error: stackOf(error) })
        process.exit(1)
      })
      return
    case 'reopen-log':
      running.log.reopen()
  }
}

/** Finishes what is under way, or cuts it off after the grace; then nothing keeps the thread alive. */
async function drain({ listeners, gate, log, beat }: Running, graceMs: number): Promise<void> {
  gate.startDraining()
  await Promise.all(listeners.map((listener) => listener.drain(graceMs)))
  clearInterval(beat)
  await gate.close()
  log.close()
  parentPort?.close()
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const port = parentPort
if (port !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `Seat` sends
  await main(workerData as WorkerBirth, (message) => port.postMessage(message))
}
