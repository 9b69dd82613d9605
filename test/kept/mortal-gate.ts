/**
 * A gate of its own process that is killed in the middle: it delivers what it is told of, keeps something
 * itself and delivers that, all at once. Its order says at which step of its disk it ends.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
// Not by node:http, which takes longer to load than everything else together.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { type Disk, type KeptFile, openCaretaker, openKeptStore } from '../../src/kept/index.ts'
import { systemDisk } from '../../src/kept/disk.ts'
import { type Order, type Said } from './mortal-order.ts'
import { answerOf, newGateLimits, settingsOf, submissionOf } from './parts.ts'

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`)
}

/** Counts what is asked of the disk, and ends the process at its step. */
function mortalDisk({ step, how }: Order): { readonly disk: Disk; readonly asked: () => number } {
  let asked = 0
  const disk = new Proxy(systemDisk, {
    get: (target, operation: keyof Disk) =>
      function called(...given: never[]) {
        const isLast = ++asked === step
        if (isLast && how === 'outside') say({ isAtStep: true })
        if (isLast && how === 'before') process.kill(process.pid, 'SIGKILL')
        const result = (target[operation] as (...all: never[]) => unknown)(...given)
        if (isLast && how === 'under way') process.kill(process.pid, 'SIGKILL')
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
    const arrival = {
      sharer: { network: 'child', around: [], isSettled: true },
      declared: order.bytes,
    }
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
  const socket = connect(port, '127.0.0.1')
  const answer = Array.fromAsync(socket as AsyncIterable<Buffer>)
  answer.catch(() => undefined)
  const head = `Host: a\r\nConnection: close\r\nContent-Length: ${file.length}\r\n\r\n`
  socket.write(`POST /${file.id} HTTP/1.1\r\n${head}`)
  for await (const piece of file.body()) if (!socket.write(piece)) await once(socket, 'drain')
  const [, body = ''] = Buffer.concat(await answer)
    .toString()
    .split('\r\n\r\n')
  await file.deliver(answerOf(body))
  await file.markAnswered()
}

say({ isReady: true })
for await (const line of createInterface({ input: process.stdin })) {
  await main(JSON.parse(line) as Order)
  process.exit(0)
}
