import { type readFileSync } from 'node:fs'

interface Answer {
  readonly answer: string
  readonly method: 'GET' | 'POST'
}

/** Answers of a gate's everyday, which the collections have few of. */
const OWN: readonly string[] = [
  'HTTP/1.1 200 OK\r\nServer: Apache\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n6;a="b"\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nKeep-Alive: timeout=5, max=100\r\nConnection: Keep-Alive\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',
  'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil it ends',
]

/** llhttp's own answers, crooked ones of old applications, and some of ours. */
export function answersOf(read: typeof readFileSync): readonly Answer[] {
  const load = (name: string): unknown =>
    JSON.parse(read(new URL(`../../data/${name}`, import.meta.url), 'utf8'))
  const llhttp = load('llhttp-responses.json') as { readonly cases: readonly { answer: string }[] }
  const legacy = load('legacy-answers.json') as readonly {
    readonly answer: string
    readonly request: 'GET' | 'POST'
  }[]
  return [
    ...llhttp.cases.map(({ answer }) => ({ answer, method: 'GET' as const })),
    ...legacy.map(({ answer, request }) => ({ answer, method: request })),
    ...OWN.map((answer) => ({ answer, method: 'GET' as const })),
  ]
}
