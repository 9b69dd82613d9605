import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Bytes that hide a request within another one; its target holds a token of its own. */
export interface Attack {
  readonly name: string
  /** Ten characters that stand nowhere else: who sees them in a request line has met this attack. */
  readonly token: string
  readonly bytes: string
}

const PAYLOADS = new URL('../../data/smuggling-payloads.json.gz', import.meta.url)

/** The place of the token in the collected payloads, whose lengths are counted. */
const TOKEN_PLACE = '__CANARY__'

function tokenOf(index: number): string {
  return `T${String(index).padStart(8, '0')}E`
}

/** 2,182 payloads that were collected elsewhere: `Transfer-Encoding` in every disguise. */
export function collectedAttacks(): readonly Attack[] {
  const text = gunzipSync(readFileSync(PAYLOADS)).toString()
  const payloads = JSON.parse(text) as readonly { readonly id: string; readonly raw: string }[]
  return payloads.map(({ id, raw }, index) => {
    const bytes = Buffer.from(raw, 'base64').toString('latin1')
    const token = tokenOf(index)
    return { name: id, token, bytes: bytes.replace(TOKEN_PLACE, token) }
  })
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']

/** What a client says of its connection and of this request, beside how the body is framed. */
const MANNERS: Readonly<Record<string, string>> = {
  stays: 'HTTP/1.1\r\nHost: a',
  closes: 'HTTP/1.1\r\nHost: a\r\nConnection: close',
  'takes the length away': 'HTTP/1.1\r\nHost: a\r\nConnection: Content-Length, Host',
  'takes the coding away': 'HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Transfer-Encoding',
  'is old and stays': 'HTTP/1.0\r\nHost: a\r\nConnection: keep-alive',
  upgrades: 'HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket',
  'upgrades to HTTP/2':
    'HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c',
  'waits for leave': 'HTTP/1.1\r\nHost: a\r\nExpect: 100-continue',
  'waits in disguise': 'HTTP/1.1\r\nHost: a\r\nExpect: y 100-continue',
}

/** Header fields that frame the body; `#` stands for the length of what the body would be. */
const LENGTHS = [
  'Content-Length: #',
  'Content-Length: 0',
  'Content-Length: 00#',
  'Content-Length: +#',
  'Content-Length: -#',
  'Content-Length: 0x#',
  'Content-Length: #.0',
  'Content-Length: #, #',
  'Content-Length: 0, #',
  'Content-Length:',
  'Content-Length: 0\r\nContent-Length: #',
  'Content-Length: #\r\nContent-Length: 0',
  'Content-Length: #\r\nContent-Length: #',
  'Content-Length : #',
  'Content-Length: 0\r\n Content-Length: #',
  'X: y\nContent-Length: #',
  'X: y\rContent-Length: #',
  'Content_Length: #',
  'Content-Length: 18446744073709551616',
]
const CODINGS = [
  'Transfer-Encoding: chunked',
  'transfer-encoding:\tCHUNKED',
  'Transfer-Encoding: chunked\r\nContent-Length: #',
  'Content-Length: #\r\nTransfer-Encoding: chunked',
  'Content-Length: 0\r\nTransfer-Encoding: chunked',
  'Content-Length: 5\r\nTransfer_Encoding: chunked',
  'Transfer-Encoding: identity, chunked',
  'Transfer-Encoding: deflate, chunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity',
  'Transfer-Encoding: identity\r\nContent-Length: #',
  'Transfer-Encoding: "chunked"',
  'Transfer-Encoding: chunked;q=1',
  'Transfer-Encoding:\x0bchunked',
  'Transfer-Encoding : chunked',
  'Transfer-Encoding: chunke\r\nd: x',
  'Transfer-Encoding:\r\n chunked',
  'X: y\nTransfer-Encoding: chunked',
  'Transfer-Encoding: xchunked\r\nContent-Length: #',
]

/** Chunks around the hidden request: whole, with nothing in them, and as lenient parsers like them. */
const CHUNKINGS: readonly ((hidden: string) => string)[] = [
  (hidden) => `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
  (hidden) => `0\r\n\r\n${hidden}`,
  (hidden) => `0;a=b\n\r\n${hidden}`,
  (hidden) => `1;\nx\r\n0\r\n\r\n${hidden}`,
  (hidden) => `0\r\nA: b\r\nHost: x\r\n\r\n${hidden}`,
]

/** Every method, in every manner, with every framing: good, doubled, contradictory, malformed, none. */
export function framingAttacks(): readonly Attack[] {
  const attacks: Attack[] = []
  const add = (name: string, makeBytes: (hidden: string) => string): void => {
    const token = tokenOf(1_000_000 + attacks.length)
    const hidden = `GET /${token} HTTP/1.1\r\nHost: evil\r\n\r\n`
    attacks.push({ name, token, bytes: makeBytes(hidden) })
  }
  for (const method of METHODS) {
    for (const [manner, start] of Object.entries(MANNERS)) {
      const head = `${method} /framing ${start}\r\n`
      for (const fields of ['X: y', ...LENGTHS]) {
        add(`${method}, ${manner}, ${fields}`, (hidden) => {
          return `${head}${fields.replaceAll('#', String(hidden.length))}\r\n\r\n${hidden}`
        })
      }
      for (const fields of CODINGS) {
        const chunk = CHUNKINGS[attacks.length % CHUNKINGS.length] ?? String
        add(`${method}, ${manner}, ${fields}`, (hidden) => {
          const body = chunk(hidden)
          return `${head}${fields.replaceAll('#', String(body.length))}\r\n\r\n${body}`
        })
      }
      for (const chunk of CHUNKINGS) {
        add(`${method}, ${manner}, chunks`, (hidden) => {
          return `${head}Transfer-Encoding: chunked\r\n\r\n${chunk(hidden)}`
        })
      }
    }
  }
  return attacks
}
