import { flushCompileCache } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { carryOut } from './carry-out.ts'
import { type Task } from './task.ts'

/** A thread that lives for one compile: what it takes to read a configuration goes with it. */
async function main(port: MessagePort, task: Task): Promise<void> {
  port.postMessage(await carryOut(task))
  // For the next one; whoever waits has the answer already.
  flushCompileCache()
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the main thread sends
if (parentPort !== null) void main(parentPort, workerData as Task)
