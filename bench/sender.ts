/**
 * `node bench/sender.ts PORT SECONDS`: asks for pages as cheaply as a program can that is written for nothing else, and
 * counts the answers: what a flood costs whoever sends it. Ends in one line of JSON.
 */
import { connect } from 'node:net'
import { BROWSER } from './browser.ts'

const CONNECTIONS = 32

/** Requests on one connection whose answers are awaited, written at once. */
const AHEAD = 16

/** What an answer begins with; no page has it. */
const BEGIN = 'HTTP/1.1 '

const [port = 0, seconds = 0] = process.argv.slice(2).map(Number)
const fields = Object.entries({ Host: '127.0.0.1', ...BROWSER })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')
const batch = Buffer.from(`GET /page HTTP/1.1\r\n${fields}\r\n`.repeat(AHEAD))
const endsAt = Date.now() + seconds * 1000
let answered = 0
let open = CONNECTIONS

for (let i = 0; i < CONNECTIONS; i++) {
  let due = 0
  const socket = connect(port, '127.0.0.1', () => ask())
  const ask = (): void => {
    if (Date.now() >= endsAt) return void socket.end()
    due = AHEAD
    socket.write(batch)
  }
  socket.on('data', (bytes: Buffer) => {
    for (let at = bytes.indexOf(BEGIN); at >= 0; at = bytes.indexOf(BEGIN, at + 1)) {
      answered++
      due--
    }
    if (due <= 0) ask()
  })
  socket.on('close', () => {
    if (--open === 0) tell()
  })
  socket.on('error', () => socket.destroy())
}

function tell(): void {
  const { user, system } = process.cpuUsage()
  process.stdout.write(`${JSON.stringify({ answered, cpuMicroseconds: user + system })}\n`)
}
