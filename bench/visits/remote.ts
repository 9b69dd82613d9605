import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What a browser tells by itself: as much of both protocols as visits need. */
export interface Event {
  readonly method: string
  readonly params: {
    readonly request?: { readonly method: string; readonly url: string }
    /** Seconds in the DevTools protocol, milliseconds in WebDriver BiDi. */
    readonly timestamp?: number
    readonly sessionId?: string
    readonly targetInfo?: { readonly type: string }
  }
}

/** What a browser made for us. */
export interface Made {
  readonly browserContextId?: string
  readonly targetId?: string
  readonly sessionId?: string
  readonly userContext?: string
  readonly context?: string
}

interface Message extends Event {
  readonly id?: number
  readonly result?: Made
  readonly error?: unknown
}

/** One browser process and the line to it: Chromium and Firefox number their messages alike. */
export interface Remote {
  readonly send: (
    method: string,
    params?: Readonly<Record<string, unknown>>,
    sessionId?: string,
  ) => Promise<Made>
  readonly listen: (listener: (event: Event) => void) => () => void
  readonly close: () => Promise<void>
}

/** A cold start on a busy machine. */
const START_MS_MAX = 60_000

export interface RemoteOptions {
  readonly program: string
  /** `{profile}` stands for an empty folder. */
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** Where it listens stands after these words on its standard error. */
  readonly announces: RegExp
  readonly path: string
}

/** Starts a browser with an empty profile and connects to it. */
export async function startRemote(options: RemoteOptions): Promise<Remote> {
  const profile = mkdtempSync(join(tmpdir(), 'paart-visits-'))
  const args = options.args.map((arg) => arg.replace('{profile}', profile))
  const child = spawn(options.program, args, {
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const socket = new WebSocket((await addressOf(child, options.announces)) + options.path)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return converse(socket, () => end(child, profile))
  } catch (error) {
    await end(child, profile)
    throw error
  }
}

async function end(child: ChildProcess, profile: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  if (child.exitCode === null && child.kill('SIGKILL')) await ended
  rmSync(profile, { recursive: true, force: true, maxRetries: 20 })
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

function converse(socket: WebSocket, close: () => Promise<void>): Remote {
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(event: Event) => void>()
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data))
    const settle = message.id === undefined ? undefined : waiting.get(message.id)
    if (settle === undefined) for (const listener of listeners) listener(message)
    else settle(message)
  })
  return {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, ({ result = {}, error }) => {
          waiting.delete(id)
          if (error === undefined) resolve(result)
          else reject(new Error(`${method}: ${JSON.stringify(error)}`))
        })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      }),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      socket.close()
      await close()
    },
  }
}
