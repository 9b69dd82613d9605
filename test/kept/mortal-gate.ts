/**
 * A gate of its own process that is killed in the middle: it delivers what it is told of, keeps something
 * itself and delivers that, all at once. Its last order says at which step of its disk it kills itself.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { type Disk, type KeptFile, openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { systemDisk } from '../../src/kept/disk.ts'
import { type Order, type Said } from './mortal-order.ts'
import { answerOf, newGateLimits, settingsOf, submissionOf } from './parts.ts'

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`)
}

/** Counts what is asked of the disk, and ends the process at its step. */
function mortalDisk({ step, isUnderWay }: Order): {
  readonly disk: Disk
  readonly asked: () => number
} {
  let asked = 0
  const disk = new Proxy(systemDisk, {
    get: (target, operation: keyof Disk) =>
      function called(...given: never[]) {
        const isLast = ++asked === step
        if (isLast && !isUnderWay) process.kill(process.pid, 'SIGKILL')
        const result = (target[operation] as (...all: never[]) => unknown)(...given)
        if (isLast) process.kill(process.pid, 'SIGKILL')
        return result
      },
  })
  return { disk, asked: () => asked }
}

async function main(order: Order): Promise<void> {
  const room = newGateLimits().kept
  const settings = settingsOf(order.folder)
  const common = {
    settings: () => settings,
    room,
    clock: { wallMs: () => submissionOf().receivedAtMs },
  }
  const caretaker = await openCaretaker(common)
  const { disk, asked } = mortalDisk(order)
  const store = await openKeptStore({ ...common, disk })
  const kept = async (): Promise<void> => {
    const body = (async function* () {
      yield randomBytes(order.bytes)
    })()
    const arrival = { network: 'child', declared: order.bytes }
    const ticket = await store.keep(submissionOf(), body, arrival)
    if (typeof ticket === 'string') throw new Error(ticket)
    say({ ticket })
    await deliver(await store.open(ticket), order.port)
  }
  const others = order.tickets.map(async (ticket) => deliver(await store.open(ticket), order.port))
  await Promise.all([kept(), ...others])
  say({ steps: asked() })
  await store.close()
  await caretaker.close()
}

async function deliver(file: KeptFile | null, port: number): Promise<void> {
  if (file === null || !(await file.take({ again: false }))) return
  const asked = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: `/${file.id}`,
    agent: false,
    headers: { 'content-length': file.length },
  })
  const answered = once(asked, 'response')
  answered.catch(() => undefined)
  for await (const piece of file.body()) {
    if (!asked.write(piece)) await once(asked, 'drain')
  }
  asked.end()
  const [answer] = (await answered) as [AsyncIterable<Buffer>]
  const body = Buffer.concat(await Array.fromAsync(answer))
  await file.deliver(answerOf(body))
  await file.markAnswered()
}

say({ isReady: true })
for await (const line of createInterface({ input: process.stdin })) {
  await main(JSON.parse(line) as Order)
  process.exit(0)
}
