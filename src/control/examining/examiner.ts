import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { carryOut } from './carry-out.ts'
import { type Task } from './task.ts'

/** A thread that lives for one compile: what it takes to read a configuration goes with it. */
if (parentPort !== null) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the main thread sends
  parentPort.postMessage(await carryOut(workerData as Task))
  // For the next one; whoever waits has the answer already.
  flushCompileCache()
}
