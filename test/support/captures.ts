import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Kind } from '../../tools/captures/browsers.ts'

/** One request as a real client sent it, without what HTTP/2 puts before the header fields. */
export interface Capture {
  /** The client that sent it, `chromium-cliUA` for instance: the page it loaded last. */
  readonly client: string
  /** What it asked for; everything else is loaded by a page. */
  readonly isPage: boolean
  readonly method: string
  readonly path: string
  readonly isSecure: boolean
  /** As the client spoke it: `1.0`, `1.1` or `2.0`. */
  readonly httpVersion: string
  readonly rawHeaders: readonly string[]
}

interface Line {
  readonly url: string
  readonly method: string
  readonly ver: string
  readonly enc?: boolean
  readonly rawHeaders: readonly string[]
}

const FILES = ['client-captures.jsonl', 'client-captures-websocket.jsonl']

/** Pages were loaded from here, each under the name of its client. */
const PAGE = /^\/(?:cap|redir)\/([\w-]+)/

/** Real requests of browsers, text browsers, libraries and tools, in the order of their arrival. */
export function readCaptures(): readonly Capture[] {
  return FILES.flatMap((file) => {
    const text = readFileSync(new URL(`../data/${file}`, import.meta.url), 'utf8')
    const lines = text.trim().split('\n')
    let client = ''
    return lines.map((line): Capture => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own data
      const { url, method, ver, enc, rawHeaders } = JSON.parse(line) as Line
      const page = PAGE.exec(url)?.[1]
      client = page ?? client
      return {
        client,
        isPage: page !== undefined,
        method,
        path: url,
        isSecure: enc === true,
        httpVersion: ver,
        rawHeaders: withoutPseudoHeaders(rawHeaders),
      }
    })
  })
}

/** A request of the later captures, which say what each client is. */
export interface ClientCapture extends Capture {
  readonly kind: Kind
  /** Which browser the program claims to be, and what it copies of its fields; empty for all others. */
  readonly claims: string
  readonly copies: string
}

export interface ClientCaptures {
  /** The day they were made on. */
  readonly date: string
  /** By the name of a client, its program with its version. */
  readonly clients: Readonly<Record<string, string>>
  readonly captures: readonly ClientCapture[]
}

/** What `tools/captures` recorded. */
export function readClientCaptures(): ClientCaptures {
  const file = new URL('../data/client-captures-2026.jsonl.gz', import.meta.url)
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n')
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own data
    ...(JSON.parse(head) as Pick<ClientCaptures, 'date' | 'clients'>),
    captures: lines.map((line) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own data
      const { client, kind, url, method, ver, enc, rawHeaders } = JSON.parse(line) as Line & {
        readonly client: string
        readonly kind: Kind
      }
      const [, , second = '', third = ''] = url.split('/')
      const [claims, copies] = kind === 'claims' ? [second, third] : ['', '']
      const isPage = second === 'page'
      const isSecure = enc === true
      const sent = { method, path: url, isSecure, httpVersion: ver, rawHeaders }
      return Object.assign(sent, { client, kind, claims, copies, isPage })
    }),
  }
}

function withoutPseudoHeaders(raw: readonly string[]): readonly string[] {
  return raw.filter((_text, index) => !(raw[index - (index % 2)] ?? '').startsWith(':'))
}
