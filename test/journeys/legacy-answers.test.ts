import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type FaultName } from '../../src/backends/index.ts'
import { eventually } from '../support/eventually.ts'
import { startTestGate } from '../support/gate.ts'
import { sendRaw } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { valuesOf } from '../support/two-ways.ts'

interface LegacyAnswer {
  readonly what: string
  readonly answer: string
  readonly request: 'GET' | 'POST'
}

/** What the client gets: a body, or the rule by which it gets none of the backend's. */
type Outcome =
  | { readonly body: string; readonly interim?: readonly number[] }
  | { readonly rule: FaultName }

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'chunk size padded as Apache 1.3 does': { body: 'hello' },
  'blank before the colon': { body: 'ok' },
  'LF-only head of a CGI': { body: 'hello' },
  'two equal lengths': { body: 'ok' },
  'length beside chunked': { body: 'ok' },
  'unasked 100 that closes, behind a POST': { body: 'ok' },
  'early hints that close': { body: 'ok', interim: [103] },
  '102 before the answer': { body: 'ok', interim: [102] },
  'Transfer-Encoding: identity': { rule: 'length-beside-coding' },
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
    const outcome = OUTCOMES[what] ?? { rule: 'defect' }
    const body = request === 'POST' ? 'Content-Length: 2\r\n\r\nab' : '\r\n'
    const got = await sendRaw(gate.port, `${request} / HTTP/1.1\r\nHost: a\r\n${body}`)
    if ('rule' in outcome) {
      t.match([got.status, got.statusText], [502, 'Bad Gateway'], what)
      const reason = `"backend: backend-broke ${outcome.rule}"`
      await eventually('the log names the rule', () => logOf(gate.folder).includes(reason))
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

function logOf(folder: string): string {
  return readFileSync(join(folder, 'access.log'), 'utf8')
}
