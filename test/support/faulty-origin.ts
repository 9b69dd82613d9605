import { type Socket } from 'node:net'
import { reset } from './http.ts'
import { type RecordingOrigin, answer, startOrigin } from './recording-origin.ts'

/** What every path that is no fault answers. */
export const GOOD = answer({ status: 200, body: 'good' })

/** One way in which a backend goes wrong, or merely odd: what it does with a request. */
export type Fault = (socket: Socket) => void

/** Writes these bytes, one character a byte, and leaves the connection open. */
export const says =
  (bytes: string): Fault =>
  (socket) =>
    void socket.write(bytes, 'latin1')

/** Writes these bytes and ends the connection in order. */
export const endsAfter =
  (bytes: string): Fault =>
  (socket) =>
    void socket.end(bytes, 'latin1')

/** Writes these bytes and resets the connection once they have had time to be read. */
export const resetsAfter =
  (bytes: string): Fault =>
  (socket) => {
    socket.write(bytes, 'latin1')
    setTimeout(() => reset(socket), READ_MS)
  }

/** Between two pieces, or before a reset: enough for the other side to read what came before. */
const READ_MS = 20

/** Writes a first piece, then this one again and again until the other side has had enough. */
export const repeats =
  (first: string, again: string): Fault =>
  (socket) => {
    socket.write(first, 'latin1')
    const timer = setInterval(() => socket.write(again, 'latin1'), READ_MS / 4)
    socket.once('close', () => clearInterval(timer))
  }

/** Writes these bytes one by one, each in a packet of its own. */
export const trickles =
  (bytes: string): Fault =>
  (socket) => {
    let at = 0
    const timer = setInterval(() => {
      socket.write(bytes[at++] ?? '', 'latin1')
      if (at === bytes.length) clearInterval(timer)
    }, 1)
    socket.once('close', () => clearInterval(timer))
  }

/** Starts a backend that does with each request what stands beside its path; else it is good. */
export function startFaultyOrigin(faults: ReadonlyMap<string, Fault>): Promise<RecordingOrigin> {
  return startOrigin({
    respondAt: 'head',
    respond({ target }, { socket }) {
      const fault = faults.get(target)
      if (fault === undefined) return GOOD
      fault(socket)
      return null
    },
  })
}
