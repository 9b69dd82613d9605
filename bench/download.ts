/** `node bench/download.ts PORT COOKIE`: reads the answer in small chunks to its end, and says how many bytes came. */
import { connect } from 'node:net'

const [port = '', cookie = ''] = process.argv.slice(2)
const END = Buffer.from('0\r\n\r\n')
let read = 0
let tail = Buffer.alloc(0)
const socket = connect(Number(port), '127.0.0.1', () => {
  socket.write(
    `GET /chunks HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${process.env['BENCH_USER_AGENT'] ?? ''}\r\nCookie: ${cookie}\r\n\r\n`,
  )
})
socket.on('data', (bytes: Buffer) => {
  read += bytes.length
  tail = Buffer.concat([tail, bytes.subarray(-END.length)]).subarray(-END.length)
  if (tail.equals(END)) socket.end()
})
socket.on('close', () => process.stdout.write(`${read}\n`))
