import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  type IncomingMessage,
  request as forward,
  Agent,
  createServer,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo } from 'node:net'

/** What a browser sent, before the gate saw it. */
export interface SentForm {
  readonly target: string
  readonly rawHeaders: readonly string[]
  readonly length: number
  readonly sha256: string
}

/** A proxy before the gate: it may end TLS, changes nothing and writes down the forms that pass. */
export interface RecordingFront {
  readonly origin: string
  /** The forms sent to a path that ends so, claims of kept ones among them, first to last. */
  readonly sent: (id: string) => readonly SentForm[]
  readonly close: () => Promise<void>
}

const TLS = new URL('../../data/tls/', import.meta.url)

/** Of one connection only: what the gate is asked to keep open or close stays between the two. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding'])

export async function startRecordingFront(
  scheme: 'http' | 'https',
  gatePort: number,
): Promise<RecordingFront> {
  const sent: SentForm[] = []
  const agent = new Agent({ keepAlive: true })
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'POST') record(request, (form) => sent.push(form))
    const onward = forward(
      {
        agent,
        port: gatePort,
        method: request.method,
        path: request.url,
        headers: [
          ...endToEnd(request.rawHeaders),
          ...framing(request),
          'X-Forwarded-Proto',
          scheme,
        ],
      },
      (answer) => {
        response.writeHead(
          answer.statusCode ?? 502,
          answer.statusMessage,
          endToEnd(answer.rawHeaders),
        )
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    response.on('close', () => response.writableFinished || onward.destroy())
    request.pipe(onward)
  }
  const server = scheme === 'http' ? createServer(pass) : createSecureServer(keyPair(), pass)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `${scheme}://127.0.0.1:${port}`,
    sent: (id) => sent.filter(({ target }) => target.split('?')[0]?.endsWith(`/${id}`) === true),
    async close() {
      server.closeAllConnections()
      agent.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function keyPair() {
  const [cert, key] = ['server.pem', 'server-key.pem'].map((name) =>
    readFileSync(new URL(name, TLS)),
  )
  return { cert, key }
}

function record(request: IncomingMessage, note: (form: SentForm) => void): void {
  const hash = createHash('sha256')
  let length = 0
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    length += chunk.length
  })
  request.on('end', () => {
    const { url = '', rawHeaders } = request
    note({ target: url, rawHeaders, length, sha256: hash.digest('hex') })
  })
}

/** Names and values alternate. */
function endToEnd(raw: readonly string[]): string[] {
  return raw.filter((_, i) => !HOP_BY_HOP.has((raw[i - (i % 2)] ?? '').toLowerCase()))
}

/** A body of unknown length goes on as one. */
function framing({ headers }: IncomingMessage): readonly string[] {
  return headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked']
}
