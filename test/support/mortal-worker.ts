/**
 * The gate's own worker with an end on order: it does what a file in its folder says. `order-0` is
 * for the first worker, or whoever follows it, and obeyed once, `order-slot-0` for the one thread that has
 * this slot; `order-at-birth` is for all that are born while it lies there; `order-0-at-prepare` is
 * obeyed once, when a message of that kind comes.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { type ToWorker, type WorkerBirth } from '../../src/control/crew/messages.ts'

const { folder, index, slot } = workerData as WorkerBirth & { readonly folder: string }

const ORDER_LOOK_MS = 10

/** A round of a loop that never ends. */
const SPIN_MS = 10

function obey(order: string): void {
  switch (order) {
    case 'throw':
      throw new Error('ordered to throw')
    case 'exit':
      return process.exit(1)
    case 'spin':
      for (;;) block(SPIN_MS)
  }
}

function orderIn(name: string): string {
  const file = join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function takeOrder(name: string): string {
  const order = orderIn(name)
  if (order !== '') rmSync(join(folder, name), { force: true })
  return order
}

/** Longer than the silence after which tests end a worker. */
const LONG_MS = 3_500

/** What the worker does with messages, with orders in between: `ignore` it, `exit` before or `after`. */
function withOrders(hear: (message: ToWorker) => void): (message: ToWorker) => void {
  return (message) => {
    const order = takeOrder(`order-${index}-at-${message.kind}`)
    if (order === 'ignore') return
    if (order === 'hold') return whenLetGo(() => hear(message))
    if (order === 'compile for long') block(LONG_MS)
    if (order === 'refuse') {
      const revision = message.kind === 'prepare' ? message.terms.revision : 0
      parentPort?.postMessage({ kind: 'refused', revision, why: 'ordered to refuse' })
      return
    }
    obey(order)
    hear(message)
    if (order === 'exit after') process.exit(1)
  }
}

/** As compiling thousands of rules does: nothing else happens in the thread meanwhile. It takes no processor for that. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

function whenLetGo(act: () => void): void {
  if (takeOrder('let-go') === '') setTimeout(() => whenLetGo(act), ORDER_LOOK_MS)
  else act()
}

if (parentPort !== null) {
  const listen = parentPort.on.bind(parentPort)
  Object.assign(parentPort, {
    on: (event: 'message', hear: (message: ToWorker) => void) => listen(event, withOrders(hear)),
  })
}

obey(orderIn('order-at-birth'))
await import('../../src/control/worker/worker.ts')
setInterval(() => {
  obey(takeOrder(`order-${index}`))
  obey(takeOrder(`order-slot-${slot}`))
}, ORDER_LOOK_MS).unref()
