/** `node bench/flood.ts PORT FROM COUNT`: asks for pages, each from another address, and counts the challenges. */
import { connect } from 'node:net'
import { BROWSER } from './browser.ts'

const CONNECTIONS = 32

/** Requests on one connection whose answers are awaited. */
const AHEAD = 8

/** What ends the head of an answer; no page has it. */
const HEAD_END = Buffer.from('\r\n\r\n')

const CHALLENGE = 'HTTP/1.1 403 '

const [port = 0, from = 0, count = 0] = process.argv.slice(2).map(Number)
const FIELDS = Object.entries(BROWSER)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

/** Odd, so that no two of 2^32 addresses are the same; neighbours lie in networks far apart. */
const SPREAD = 0x9e3779b1

/** The `index`th address, and the page that is asked for from there. */
function requestFrom(index: number): string {
  const bits = Math.imul(index, SPREAD)
  const address = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.')
  return `GET /page/${index} HTTP/1.1\r\nHost: bench.example.lu\r\nX-Forwarded-For: ${address}\r\n${FIELDS}\r\n`
}

let sent = 0
let answered = 0

function ask(): string {
  return sent < count ? requestFrom(from + sent++) : ''
}

function open(): void {
  const socket = connect(port, '127.0.0.1', () => {
    socket.write(Array.from({ length: AHEAD }, ask).join(''))
  })
  let rest: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    const bytes = Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf(HEAD_END); end >= 0; end = bytes.indexOf(HEAD_END, at)) {
      const start = bytes.lastIndexOf('HTTP/1.1 ', end)
      if (start < 0 || bytes.indexOf(CHALLENGE, start) !== start) {
        throw new Error(`no challenge: ${bytes.toString('latin1', at, end)}`)
      }
      at = end + HEAD_END.length
      answered++
      socket.write(ask())
    }
    // Heads are shorter; of pages nothing need be kept.
    rest = bytes.subarray(Math.max(at, bytes.length - 2_048))
    if (answered === count) process.exit(0)
  })
}

for (let i = 0; i < CONNECTIONS; i++) open()
