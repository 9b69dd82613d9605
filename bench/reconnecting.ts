import { connect } from 'node:net'
import { type LoadJob } from './load-job.ts'

/** What came of requests that each had a connection. */
export interface Reconnected {
  readonly latenciesMs: readonly number[]
  readonly errors: number
}

/**
 * A stretch of load in which each request comes on a connection of its own, which its server is asked to close:
 * autocannon counts no answer that is the last of its connection.
 */
export async function reconnecting(job: LoadJob): Promise<Reconnected> {
  const latenciesMs: number[] = []
  let errors = 0
  const endsAt = performance.now() + job.seconds * 1000
  const oneAfterTheOther = async (lane: number): Promise<void> => {
    const bytes = requestOf(job, lane)
    while (performance.now() < endsAt) {
      const startedAt = performance.now()
      if ((await statusOf(job.port, bytes)) !== job.status) errors++
      latenciesMs.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: job.connections }, (_, lane) => oneAfterTheOther(lane)))
  return { latenciesMs, errors }
}

function requestOf({ path, headers, cookies, port }: LoadJob, lane: number): string {
  const cookie = cookies[lane % cookies.length]
  const fields = Object.entries({
    Host: `127.0.0.1:${port}`,
    Connection: 'close',
    ...headers,
    ...(cookie !== undefined && { Cookie: cookie }),
  })
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** 0 where the connection ended without an answer. */
function statusOf(port: number, bytes: string): Promise<number> {
  return new Promise((resolve) => {
    let status = 0
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    socket.once('data', (head: Buffer) => {
      status = Number(head.toString('latin1', 9, 12))
      socket.resume()
    })
    socket.once('error', () => socket.destroy())
    socket.once('close', () => resolve(status))
  })
}
