import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type Test } from 'tap'
import { type ClosedFor, referenceFrom } from '../../src/model/index.ts'
import { createGateServer } from '../../src/proxy/arrival/listen.ts'
import { fakeClock } from './clock.ts'
import { eventually } from './eventually.ts'
import { type Connection, openConnection } from './http.ts'
import { listenTools } from './listen-tools.ts'

/** A listening server of the gate's without the gate behind it, whose time the test moves. */
export interface ListenStage {
  readonly port: number
  /** Why connections were closed that nobody had asked anything on. */
  readonly closed: readonly ClosedFor[]
  /** What was said of requests that are none. */
  readonly told: readonly string[]
  /** Lets seconds go by, for bodies and for deadlines. */
  readonly passSeconds: (seconds: number) => void
  /** Opens a connection and waits until the server has decided about it. */
  readonly enter: (from?: string) => Promise<Connection>
}

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void

const answerAtOnce: Answerer = (_request, response) => void response.end('served')

/** `onRequest` answers; by default all requests at once. */
export async function startStage(
  t: Test,
  {
    onRequest: answer = answerAtOnce,
    ...options
  }: Parameters<typeof listenTools>[0] & { readonly onRequest?: Answerer } = {},
): Promise<ListenStage> {
  const closed: ClosedFor[] = []
  const told: string[] = []
  let inFlight = 0
  let accepted = 0
  const clock = fakeClock(0)
  const tools = listenTools({
    inFlight: () => inFlight,
    onClosed: (why) => closed.push(why),
    nowMs: clock.steadyMs,
    ...options,
  })
  const server = createGateServer(tools, {
    onRequest(request, response) {
      inFlight++
      response.once('close', () => inFlight--)
      answer(request, response)
    },
    onUpgrade: () => undefined,
    onExpectation: () => undefined,
    onRawTarget: ({ socket }) => socket.destroy(),
    onMalformed(status, reason) {
      told.push(`${status} ${reason}`)
      return referenceFrom(new Uint8Array(5), 0)
    },
  })
  server.on('connection', () => accepted++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    tools.deadlines.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    closed,
    told,
    passSeconds(seconds) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1_000)
        tools.connections.look()
        tools.deadlines.look()
      }
    },
    async enter(from = '127.0.0.1') {
      const before = accepted
      const connection = await openConnection(port, { from })
      t.teardown(connection.close)
      await eventually('it is accepted', () => accepted > before)
      return connection
    },
  }
}
