import { readFileSync } from 'node:fs'
import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { sendRaw } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { valuesOf } from '../support/two-ways.ts'

interface LegacyAnswer {
  readonly what: string
  readonly answer: string
  readonly request: 'GET' | 'POST'
}

/** What the client gets: a body, or why there is none of the backend's. */
type Outcome =
  | { readonly body: string; readonly interim?: readonly number[]; readonly lost?: string }
  | { readonly refused: string }

const READER = 'the library that reads backends’ answers refuses it; a reader of our own comes'

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'chunk size padded as Apache 1.3 does': { refused: READER },
  'blank before the colon': { refused: READER },
  'LF-only head of a CGI': { refused: READER },
  'two equal lengths': { refused: READER },
  'length beside chunked': { refused: READER },
  'unasked 100 that closes, behind a POST': { refused: READER },
  'early hints that close': { refused: READER },
  '102 before the answer': { body: 'ok', interim: [], lost: 'of interim answers only hints go on' },
  'Transfer-Encoding: identity': { refused: READER },
  'file name in Latin-1 behind the length': { body: 'ok' },
  'file name in UTF-8 behind the length': { body: 'ok' },
  'file name with a euro sign': { body: 'ok' },
}

t.test('crooked answers of old applications: what passes, what is refused, and why', async (t) => {
  const text = readFileSync(new URL('../data/legacy-answers.json', import.meta.url), 'utf8')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own data
  const cases = JSON.parse(text) as readonly LegacyAnswer[]
  let bytes = ''
  const origin = await startOrigin({
    respond(_, { socket }) {
      socket.end(Buffer.from(bytes, 'latin1'))
      return null
    },
  })
  const gate = await startTestGate({ backendPort: origin.port })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  t.strictSame(cases.map(({ what }) => what).toSorted(), Object.keys(OUTCOMES).toSorted())
  for (const { what, answer, request } of cases) {
    bytes = answer
    const outcome = OUTCOMES[what] ?? { refused: 'not listed' }
    const body = request === 'POST' ? 'Content-Length: 2\r\n\r\nab' : '\r\n'
    const got = await sendRaw(gate.port, `${request} / HTTP/1.1\r\nHost: a\r\n${body}`)
    if ('refused' in outcome) {
      const isBroken = got.status === 502 && got.statusText === 'Bad Gateway'
      t.ok(isBroken || !got.complete, `${what}: nothing of it looks complete`)
      t.not(got.text, 'hello')
      continue
    }
    const [, head = ''] = /^(.*?)\r\n\r\nok$/s.exec(answer) ?? []
    const [, name] = /^Content-Disposition: (.*)$/m.exec(head) ?? []
    t.strictSame(
      [got.status, got.text, got.interim, valuesOf(got.rawHeaders, 'content-disposition')],
      [200, outcome.body, outcome.interim ?? [], name === undefined ? [] : [name]],
      what,
    )
  }
})
