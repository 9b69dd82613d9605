import { connect } from 'node:net'
import { type Attack } from './attacks.ts'
import { type Seen, type Witness } from './witness.ts'

/** So many at once that backend connections are shared, so few that no queue overflows. */
const AT_ONCE = 16

/**
 * A half request waits for more than will come, and whoever waits with it waits in vain. Nothing is
 * proved by this time: what is smuggled is smuggled before the first answer.
 */
const PATIENCE_MS = 1_000

/** Follows every attack: what swallowed it shows, and a connection that is fine is closed after it. */
const LAST = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

/** Sends every attack, each on a connection of its own; gives how many were answered by status. */
export async function fireAll(
  port: number,
  attacks: readonly Attack[],
  patienceMs = PATIENCE_MS,
): Promise<Readonly<Record<string, number>>> {
  const answers: Record<string, number> = {}
  const waiting = attacks.values()
  const fireSome = async (): Promise<void> => {
    for (const { bytes } of waiting) {
      const status = await fire(port, `${bytes}${LAST}`, patienceMs)
      answers[status] = (answers[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, fireSome))
  // Whatever an attack left behind on a kept connection meets one of these.
  for (let i = 0; i < 2 * AT_ONCE; i++) await fire(port, LAST, patienceMs)
  return answers
}

/** The status of the first answer; `none` where the connection closed without one. */
function fire(port: number, bytes: string, patienceMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let status = 'none'
    const timer = setTimeout(() => socket.destroy(), patienceMs)
    socket.once('data', (chunk: Buffer) => {
      status = /^HTTP\/1\.[01] (\d{3})/.exec(chunk.toString('latin1'))?.[1] ?? 'garbage'
    })
    socket.on('data', () => undefined)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve(status)
    })
    socket.write(bytes, 'latin1')
  })
}

/** What a backend took for a request although the gate did not send it as one. */
export function foreignOf({ seen }: Pick<Witness, 'seen'>, secret: string): readonly Seen[] {
  return seen().filter(({ client }) => !client.includes(secret))
}

/** How many attacks put a request of their own before a backend. */
export function caughtOf(
  attacks: readonly Attack[],
  foreign: readonly Seen[],
): ReadonlySet<Attack> {
  const tokens = new Set(foreign.flatMap(({ line }) => /T\d{8}E/.exec(line)?.[0] ?? []))
  return new Set(attacks.filter(({ token }) => tokens.has(token)))
}
