import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { newHome, startHelper } from './process.ts'

/** What a browser tells by itself. */
export interface RemoteEvent<Params> {
  readonly method: string
  readonly params: Params
}

interface Message extends RemoteEvent<unknown> {
  readonly id?: number
  readonly result?: unknown
  readonly error?: unknown
  readonly message?: string
}

/** One browser process and the line to it: Chromium and Firefox number their messages alike. */
export interface Remote {
  /** Rejects with what the browser has against it. The caller knows what the protocol answers. */
  readonly send: <Result>(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    sessionId?: string,
  ) => Promise<Result>
  /** Gives what ends it. */
  readonly listen: <Params>(listener: (event: RemoteEvent<Params>) => void) => () => void
  readonly close: () => Promise<void>
}

/** A cold start on a busy machine. */
const START_MS_MAX = 60_000

export interface RemoteOptions {
  readonly program: string
  /** `{home}` stands for a folder that is removed with the browser. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where it listens stands after these words on its standard error. */
  readonly announces: RegExp
  readonly path: string
  /** What it finds when it starts. */
  readonly home?: string
}

/** Starts a browser and connects to it. */
export async function startRemote(options: RemoteOptions): Promise<Remote> {
  const { program, args, env = {}, home = newHome() } = options
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const { child, stop } = startHelper({ program, args, env, stdio }, home)
  try {
    const socket = new WebSocket((await addressOf(child, options.announces)) + options.path)
    await once(socket, 'open')
    return converse(socket, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

function addressOf({ stderr }: ChildProcess, announces: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stderr === null) return reject(new Error('nothing to read'))
    const timer = setTimeout(() => reject(new Error('the browser does not listen')), START_MS_MAX)
    // Read to the end: a full pipe would stop the browser.
    createInterface(stderr).on('line', (line) => {
      const address = announces.exec(line)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(address)
    })
  })
}

function converse(socket: WebSocket, stop: () => Promise<void>): Remote {
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(event: RemoteEvent<never>) => void>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data))
    const settle = message.id === undefined ? undefined : waiting.get(message.id)
    if (settle !== undefined) settle(message)
    else for (const listener of listeners) listener(message as RemoteEvent<never>)
  })
  return {
    send: <Result>(method: string, params = {}, sessionId?: string) =>
      new Promise<Result>((resolve, reject) => {
        const id = ++last
        waiting.set(id, ({ result, error, message }) => {
          waiting.delete(id)
          if (error === undefined) resolve(result as Result)
          else reject(new Error(`${method}: ${JSON.stringify(error)} ${message ?? ''}`))
        })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      }),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      socket.close()
      await stop()
    },
  }
}
