/**
 * The gate's own worker with an end on order: it does what a file in its folder says. `order-0` is
 * for the first worker and obeyed once; `order-at-birth` is for all that are born while it lies there.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { type WorkerBirth } from '../../src/control/messages.ts'

const { folder, index } = workerData as WorkerBirth

const ORDER_LOOK_MS = 10

function obey(order: string): void {
  switch (order) {
    case 'throw':
      throw new Error('ordered to throw')
    case 'exit':
      return process.exit(1)
    case 'spin':
      for (;;);
  }
}

function orderIn(name: string): string {
  const file = join(folder, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

obey(orderIn('order-at-birth'))
await import('../../src/control/worker.ts')
setInterval(() => {
  const order = orderIn(`order-${index}`)
  if (order === '') return
  rmSync(join(folder, `order-${index}`))
  obey(order)
}, ORDER_LOOK_MS).unref()
