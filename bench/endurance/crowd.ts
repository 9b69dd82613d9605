import { type Socket, connect } from 'node:net'
import { type CrowdKind, type CrowdOrder, type CrowdState, type Gather } from './crowd-job.ts'

/** Holds connections that are a burden, in a process of its own; obeys one order after the other. */

/** What a member says at once, and what it says or takes each time it moves. */
interface Manner {
  readonly hello: string
  readonly drip: string | null
  /** It is there when it has been answered, not already when it has spoken. */
  readonly isAnswered: boolean
  /** Takes so many bytes each time it moves; null: whatever comes. */
  readonly sipBytes: number | null
}

const HOST = 'Host: a.test\r\n'

const MANNERS: Readonly<Record<CrowdKind, Manner>> = {
  'slow-headers': {
    hello: `GET /page HTTP/1.1\r\n${HOST}`,
    drip: 'X-Slow: 1\r\n',
    isAnswered: false,
    sipBytes: null,
  },
  'slow-bodies': {
    // The length of a form with much text in it.
    hello: `POST /upload HTTP/1.1\r\n${HOST}Content-Length: 4096\r\n\r\n`,
    drip: 'slow=1&',
    isAnswered: false,
    sipBytes: null,
  },
  'slow-readers': {
    hello: `GET /large HTTP/1.1\r\n${HOST}\r\n`,
    drip: null,
    isAnswered: false,
    sipBytes: 1024,
  },
  idle: {
    hello: `GET /page HTTP/1.1\r\n${HOST}\r\n`,
    drip: null,
    isAnswered: true,
    sipBytes: null,
  },
}

/** Each member moves so often; a part of them at a time. */
const MOVE_MS = 2_000
const PARTS = 40

/** A member that is lost comes again after this pause, as an attacker would. */
const AGAIN_MS = 1_000

/** Opened at the same time: the queue of a listening socket holds 511. */
const OPENING_MAX = 64

/** Whoever cannot be gathered within this is not there. */
const GATHER_MS_MAX = 60_000

/** So many from one address, each in a network of its own: a port range and limits have an end. */
const PER_NETWORK = 500

class Member {
  readonly #manner: Manner
  readonly #socket: Socket
  #isThere = false
  isOpen = true

  constructor(
    { port, place }: { readonly port: number; readonly place: number },
    manner: Manner,
    events: { readonly onThere: () => void; readonly onLost: () => void },
  ) {
    this.#manner = manner
    const there = (): void => {
      if (this.#isThere) return
      this.#isThere = true
      events.onThere()
    }
    const localAddress = `127.0.${1 + (Math.floor(place / PER_NETWORK) % 250)}.1`
    const address = { host: '127.0.0.1', port, localAddress }
    const { sipBytes } = manner
    // Into a small buffer, and no more until it moves again.
    const onread = { buffer: Buffer.alloc(sipBytes ?? 0), callback: () => false }
    this.#socket = connect(sipBytes === null ? address : { ...address, onread })
    this.#socket.once('connect', () => {
      this.#socket.write(manner.hello)
      if (!manner.isAnswered) there()
    })
    if (sipBytes === null) this.#socket.on('data', there)
    this.#socket.on('error', () => undefined)
    this.#socket.once('close', () => {
      this.isOpen = false
      there()
      events.onLost()
    })
  }

  move(): void {
    if (!this.isOpen || this.#socket.connecting) return
    if (this.#manner.drip !== null) this.#socket.write(this.#manner.drip)
    if (this.#manner.sipBytes !== null) this.#socket.resume()
  }

  leave(): void {
    this.#socket.destroy()
  }
}

class Crowd {
  readonly #port: number
  readonly #members: Member[] = []
  readonly #mover: NodeJS.Timeout
  #part = 0
  #lost = 0
  #isOver = false

  constructor(port: number) {
    this.#port = port
    this.#mover = setInterval(() => this.#moveSome(), MOVE_MS / PARTS)
  }

  get state(): CrowdState {
    return { open: this.#members.filter(({ isOpen }) => isOpen).length, lost: this.#lost }
  }

  async gather(kinds: readonly CrowdKind[]): Promise<void> {
    const untilMs = performance.now() + GATHER_MS_MAX
    let next = 0
    const open = async (): Promise<void> => {
      while (next < kinds.length && performance.now() < untilMs) {
        const place = next++
        const kind = kinds[place]
        if (kind !== undefined) await this.#join(place, MANNERS[kind])
      }
    }
    const all = Promise.all(Array.from({ length: OPENING_MAX }, open))
    // Somebody may wait for an answer that never comes.
    await Promise.race([all, new Promise((resolve) => void setTimeout(resolve, GATHER_MS_MAX))])
  }

  #join(place: number, manner: Manner): Promise<void> {
    return new Promise((onThere) => {
      const onLost = (): void => {
        if (this.#isOver) return
        this.#lost++
        setTimeout(() => {
          if (!this.#isOver) void this.#join(place, manner)
        }, AGAIN_MS)
      }
      this.#members[place] = new Member({ port: this.#port, place }, manner, { onThere, onLost })
    })
  }

  #moveSome(): void {
    this.#part = (this.#part + 1) % PARTS
    for (let i = this.#part; i < this.#members.length; i += PARTS) this.#members[i]?.move()
  }

  scatter(): void {
    this.#isOver = true
    clearInterval(this.#mover)
    for (const member of this.#members) member.leave()
  }
}

let crowd: Crowd | null = null

async function gather({ port, crowds }: Gather): Promise<CrowdState> {
  crowd = new Crowd(port)
  await crowd.gather(crowds.flatMap(({ kind, count }) => Array.from({ length: count }, () => kind)))
  return crowd.state
}

function scatter(): CrowdState {
  const state = crowd?.state ?? { open: 0, lost: 0 }
  crowd?.scatter()
  crowd = null
  return state
}

process.once('disconnect', () => process.exit())
process.on('message', (order: CrowdOrder) => {
  const obeyed = order.order === 'gather' ? gather(order) : Promise.resolve(scatter())
  void obeyed.then((state) => process.send?.(state))
})
