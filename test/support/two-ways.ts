import { type Test } from 'tap'
import { startTestGate } from './gate.ts'
import { openConnection, type RawAnswer } from './http.ts'
import { type RawHeaders } from './message.ts'
import { answer, type RecordedRequest, startOrigin } from './recording-origin.ts'

/** One exchange as both of its ends saw it. */
export interface Seen {
  readonly request: RecordedRequest
  readonly answer: RawAnswer
}

export interface BothWays {
  readonly direct: Seen
  readonly through: Seen
}

/** An answer's bytes; the backend ends the connection after it where `ends` says so. */
export interface Replay {
  readonly bytes: Uint8Array | string
  readonly ends?: boolean
}

export interface TwoWays {
  /** Asks the backend these bytes directly and through the gate; it gives both this answer. */
  readonly ask: (bytes: Uint8Array | string, replay?: Replay) => Promise<BothWays>
  /** What the backend found not strict, and what the gate's workers minded. */
  readonly faults: () => readonly string[]
}

const PLAIN: Replay = { bytes: answer({ status: 200, body: 'plain' }) }

/** A backend of raw bytes, and a gate before it. */
export async function openTwoWays(t: Pick<Test, 'teardown'>): Promise<TwoWays> {
  let replay = PLAIN
  const origin = await startOrigin({
    respond(_, { socket }) {
      const { bytes, ends = false } = replay
      const written = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
      if (!ends) return written
      socket.end(written)
      return null
    },
  })
  const gate = await startTestGate({ backendPort: origin.port })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  const see = async (port: number, bytes: Uint8Array | string): Promise<Seen> => {
    const before = origin.requests.length
    const connection = await openConnection(port)
    try {
      connection.send(bytes)
      const bodiless = Buffer.from(bytes).toString('latin1', 0, 5) === 'HEAD '
      const received = await connection.receive({ bodiless })
      const request = origin.requests[before]
      if (request === undefined) throw new Error(`never asked: ${received.status} ${received.text}`)
      return { request, answer: received }
    } finally {
      connection.close()
    }
  }
  return {
    async ask(bytes, given = PLAIN) {
      replay = given
      return { direct: await see(origin.port, bytes), through: await see(gate.port, bytes) }
    },
    faults: () => [...origin.faults, ...gate.notes],
  }
}

/** What belongs to one connection, and is made anew on each. */
const CONNECTION_FIELDS: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The fields that must arrive in their order and spelling; `others` are compared elsewhere. */
export function endToEnd(fields: RawHeaders, ...others: readonly string[]): RawHeaders {
  const left = new Set([...CONNECTION_FIELDS, ...others])
  return fields.filter(([name]) => !left.has(name.toLowerCase()))
}

/** All values of a name, whatever its spelling. */
export function valuesOf(fields: RawHeaders, name: string): readonly string[] {
  return fields.filter(([spelled]) => spelled.toLowerCase() === name).map(([, value]) => value)
}
