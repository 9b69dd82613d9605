/** A thread with a run of its own: says its name, then waits, or never comes back. */
import { parentPort, workerData } from 'node:worker_threads'
import { Run } from '../../src/kept/runs.ts'

const { folder, isBusy } = workerData as { folder: string; isBusy: boolean }
const run = await Run.begin(folder)
parentPort?.postMessage(run.id)
parentPort?.on('message', () => undefined)
if (isBusy) for (;;);
