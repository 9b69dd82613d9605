import { readFileSync } from 'node:fs'
import { type IncomingMessage, createServer } from 'node:http'
import { type Http2ServerRequest, createSecureServer } from 'node:http2'
import { type AddressInfo, type Server } from 'node:net'
import { type Answer, answer } from './site.ts'

/** One request as it came: names and values as they were spelled, in their order. */
export interface Recorded {
  readonly url: string
  readonly method: string
  readonly ver: string
  readonly enc: boolean
  readonly rawHeaders: readonly string[]
}

export interface Recorder {
  /** `https://127.0.0.1:PORT` with the certificate of the tests; HTTP/2 and HTTP/1. */
  readonly https: string
  /** Without encryption, which browsers trust on this address alone. */
  readonly http: string
  /** What came since it was asked last. */
  readonly take: () => readonly Recorded[]
  /** Resolves when a path that ends like this is asked for; false where it is not in time. */
  readonly untilAsked: (ending: string, timeoutMs: number) => Promise<boolean>
  readonly close: () => Promise<void>
}

const TLS = new URL('../../test/data/tls/', import.meta.url)

/** Servers on loopback that write down what they are asked. */
export async function startRecorder(): Promise<Recorder> {
  let recorded: Recorded[] = []
  const waiting = new Set<(url: string) => void>()
  const hear = (
    request: IncomingMessage | Http2ServerRequest,
    response: Answer,
    enc: boolean,
  ): void => {
    const { method = '', url = '', httpVersion: ver } = request
    recorded.push({ url, method, ver, enc, rawHeaders: fieldsOf(request.rawHeaders) })
    request.resume()
    answer(url, response)
    for (const told of waiting) told(url)
  }
  const key = readFileSync(new URL('server-key.pem', TLS))
  const cert = readFileSync(new URL('server.pem', TLS))
  const secure = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) =>
    hear(request, response, true),
  )
  const plain = createServer((request, response) => hear(request, response, false))
  const close = [await listen(secure), await listen(plain)]
  return {
    https: `https://127.0.0.1:${portOf(secure)}`,
    http: `http://127.0.0.1:${portOf(plain)}`,
    take() {
      const taken = recorded
      recorded = []
      return taken
    },
    untilAsked: (ending, timeoutMs) =>
      new Promise((resolve) => {
        const end = (isAsked: boolean): void => {
          clearTimeout(timer)
          waiting.delete(told)
          resolve(isAsked)
        }
        const told = (url: string): void => {
          if (url.endsWith(ending)) end(true)
        }
        const timer = setTimeout(() => end(false), timeoutMs)
        waiting.add(told)
      }),
    close: async () => {
      for (const stop of close) await stop()
    },
  }
}

/** Without what HTTP/2 puts before the header fields. */
function fieldsOf(raw: readonly string[]): readonly string[] {
  return raw.filter((_text, index) => !(raw[index - (index % 2)] ?? '').startsWith(':'))
}

/** Connections are ended with the server: browsers keep theirs. */
async function listen(server: Server): Promise<() => Promise<void>> {
  const sockets = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
}

function portOf(server: Server): number {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  return (server.address() as AddressInfo).port
}
