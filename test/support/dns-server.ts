import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** What a name server says to one question: records, an error, or nothing at all. */
export type DnsReply = readonly string[] | 'no-such-name' | 'failure' | 'silence'

export interface DnsServer {
  /** `127.0.0.1:port`, as resolvers want it. */
  readonly address: string
  /** `PTR 7.113.0.203.in-addr.arpa`, in the order in which they were asked. */
  readonly questions: readonly string[]
  readonly close: () => void
}

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 12: 'PTR', 28: 'AAAA' }
const CODES = { 'no-such-name': 3, failure: 2 }

/** A name server on 127.0.0.1 (RFC 1035, UDP). `reply` is asked `PTR <name>`, `A <name>`, `AAAA <name>`. */
export async function startDnsServer(reply: (question: string) => DnsReply): Promise<DnsServer> {
  const questions: string[] = []
  const socket = createSocket('udp4', (message, peer) => {
    const end = message.indexOf(0, 12) + 5
    const question = `${TYPES[message.readUInt16BE(end - 4)] ?? '?'} ${nameIn(message)}`
    questions.push(question)
    const said = reply(question)
    if (said !== 'silence')
      socket.send(answerTo(message.subarray(0, end), said), peer.port, peer.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  return { address: `127.0.0.1:${port}`, questions, close: () => socket.close() }
}

function nameIn(message: Buffer): string {
  const labels: string[] = []
  for (let at = 12; message[at] !== 0; at += (message[at] ?? 0) + 1) {
    labels.push(message.toString('latin1', at + 1, at + 1 + (message[at] ?? 0)))
  }
  return labels.join('.').toLowerCase()
}

function answerTo(question: Buffer, said: Exclude<DnsReply, 'silence'>): Buffer {
  const records = typeof said === 'string' ? [] : said
  const head = Buffer.from(question)
  head.writeUInt16BE(0x8180 | (typeof said === 'string' ? CODES[said] : 0), 2)
  head.writeUInt16BE(records.length, 6)
  head.writeUInt32BE(0, 8)
  const type = question.readUInt16BE(question.length - 4)
  return Buffer.concat([head, ...records.map((record) => recordOf(type, record))])
}

function recordOf(type: number, value: string): Buffer {
  const data = type === 12 ? nameOf(value) : addressOf(value)
  // The name is that of the question; class IN, a minute to live.
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0])
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function nameOf(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`\0${label}`, 'latin1'))
  for (const label of labels) label[0] = label.length - 1
  return Buffer.concat([...labels, Buffer.from([0])])
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':')
}

function addressOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number))
  const [left = '', right = ''] = address.split('::')
  const filler = 8 - groups(left).length - groups(right).length
  const all = [...groups(left), ...Array<string>(filler).fill('0'), ...groups(right)]
  return Buffer.from(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]))
}
