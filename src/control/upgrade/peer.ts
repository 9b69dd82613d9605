import { type ChildProcess, type Serializable } from 'node:child_process'
import { type Server } from 'node:net'

/** The other gate of an upgrade, as one of the two sees it: its child, or what has started it. */
type PeerPort = Pick<ChildProcess | NodeJS.Process, 'on' | 'once' | 'send'>

interface Heard<Message> {
  readonly message: Message
  readonly handle: Server | undefined
}

/** What two gates say to each other, in an order that both know. */
export class Peer<Hears extends { readonly kind: string }, Says extends Serializable> {
  readonly #port: PeerPort
  readonly #heard: Heard<Hears>[] = []
  readonly #ended = Promise.withResolvers<void>()
  #hasEnded = false
  #onNews: () => void = () => undefined

  /** `ends`: the event by which the other one's end is told. */
  constructor(port: PeerPort, ends: 'exit' | 'disconnect') {
    this.#port = port
    port.on('message', (message: Hears, handle: Server | undefined) => {
      this.#heard.push({ message, handle })
      this.#onNews()
    })
    const end = (): void => {
      this.#hasEnded = true
      this.#ended.resolve()
      this.#onNews()
    }
    port.once(ends, end)
    // It could not be started.
    port.once('error', end)
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Settles when the other one has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise
  }

  /** Settles when it is on its way. @throws Error where nobody is there any more. */
  say(message: Says, handle?: Server): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded || this.#port.send === undefined) return reject(new Error(GONE))
      this.#port.send(message, handle, undefined, (error) => {
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  /** The next that is said. @throws Error where the other one ends, or says nothing for so long. */
  async hear(withinMs: number): Promise<Heard<Hears>> {
    const timely = await this.#news(withinMs)
    const next = this.#heard.shift()
    if (next !== undefined) return next
    throw new Error(timely ? GONE : `it says nothing for ${withinMs / 1000} seconds`)
  }

  /** The next, which is to be of this kind. @throws Error likewise, and for any other kind. */
  async expect<Kind extends Hears['kind']>(
    kind: Kind,
    withinMs: number,
  ): Promise<Extract<Hears, { readonly kind: Kind }>> {
    return asKind((await this.hear(withinMs)).message, kind)
  }

  /** Settles with false where nothing comes in time. */
  #news(withinMs: number): Promise<boolean> {
    if (this.#heard.length > 0 || this.#hasEnded) return Promise.resolve(true)
    return new Promise((resolve) => {
      const late = setTimeout(() => finish(false), withinMs)
      const finish = (isTimely: boolean): void => {
        clearTimeout(late)
        this.#onNews = () => undefined
        resolve(isTimely)
      }
      this.#onNews = () => finish(true)
    })
  }
}

const GONE = 'it has ended'

/** A message as one of a kind. @throws Error where it is of another. */
export function asKind<Message extends { readonly kind: string }, Kind extends Message['kind']>(
  message: Message,
  kind: Kind,
): Extract<Message, { readonly kind: Kind }> {
  if (isOf(message, kind)) return message
  throw new Error(`it says "${message.kind}" where "${kind}" is to come`)
}

function isOf<Message extends { readonly kind: string }, Kind extends Message['kind']>(
  message: Message,
  kind: Kind,
): message is Extract<Message, { readonly kind: Kind }> {
  return message.kind === kind
}
