import t, { type Test } from 'tap'
import { startTestGate } from '../support/gate.ts'
import { openConnection } from '../support/http.ts'
import { type RawHeaders } from '../support/message.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { type BothWays, endToEnd, openTwoWays, type Replay, valuesOf } from '../support/two-ways.ts'
import { handshakeBytes } from '../support/websocket.ts'

const ways = await openTwoWays(t)

function bytesFrom(first: number, last: number): string {
  return Buffer.from(Array.from({ length: last - first + 1 }, (_, i) => first + i)).toString(
    'latin1',
  )
}

/** Every byte a field value may hold (RFC 9110 section 5.5); blanks do not stand at its ends. */
const ALL = `a${bytesFrom(0x20, 0x7e)}\t${bytesFrom(0x80, 0xff)}z`

const VALUES: Readonly<Record<string, string>> = {
  'all bytes': ALL,
  'Latin-1': 'attachment; filename="Pr\xfcfung.pdf"',
  'UTF-8': 'attachment; filename="Pr\xc3\xbcfung \xe2\x82\xac.pdf"',
  'broken UTF-8': 'attachment; filename="\xc3(\xe2\x82.pdf"',
  ASCII: 'attachment; filename="a.pdf"; filename*=UTF-8\'\'Pr%C3%BCfung.pdf',
}

const NAMES = ['Content-Disposition', 'content-DISPOSITION', 'X-Name', 'Set-Cookie', 'ETag']

/** Answers with a field that come in every way there is. */
function answersWith(field: string): Readonly<Record<string, Replay & { asked?: string }>> {
  const ok = 'HTTP/1.1 200 OK\r\n'
  return {
    'before the length': { bytes: `${ok}A: 1\r\n${field}B: 2\r\nContent-Length: 3\r\n\r\nabc` },
    'behind the length': { bytes: `${ok}A: 1\r\nContent-Length: 3\r\n${field}B: 2\r\n\r\nabc` },
    'behind a length of nothing': { bytes: `${ok}Content-Length: 0\r\n${field}\r\n` },
    'behind a long length': {
      bytes: `${ok}Content-Length: 70000\r\n${field}\r\n${'x'.repeat(70_000)}`,
    },
    'twice, around the length': { bytes: `${ok}${field}Content-Length: 3\r\n${field}\r\nabc` },
    'with chunks': {
      bytes: `${ok}Transfer-Encoding: chunked\r\n${field}\r\n3\r\nabc\r\n0\r\n\r\n`,
    },
    'until the end': { bytes: `${ok}${field}\r\nabc`, ends: true },
    'of a part': {
      bytes: `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-2/9\r\nContent-Length: 3\r\n${field}\r\nabc`,
    },
    'of nothing new': { bytes: `HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n${field}\r\n` },
    'of nothing': { bytes: `HTTP/1.1 204 No Content\r\n${field}\r\n` },
    'to HEAD': { bytes: `${ok}Content-Length: 3\r\n${field}\r\n`, asked: 'HEAD' },
    'of a refused WebSocket': {
      bytes: `HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n${field}\r\nabc`,
      asked: 'WebSocket',
    },
    'of a refused WebSocket, with chunks': {
      bytes: `HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n${field}\r\n3\r\nabc\r\n0\r\n\r\n`,
      asked: 'WebSocket',
    },
  }
}

function asking(how = 'GET'): string {
  if (how === 'WebSocket') return handshakeBytes('/')
  return `${how} / HTTP/1.1\r\nHost: a\r\n\r\n`
}

/** But for the length, and the Date that an answer gets that has none. */
function restOf(raw: RawHeaders): RawHeaders {
  return endToEnd(raw, 'content-length', 'date')
}

/** Only where the length stands may differ, and of what time it is. */
function sameFields(t: Test, { direct, through }: BothWays, name: string): void {
  const [before, after] = [direct.answer, through.answer]
  t.strictSame(
    [after.status, after.statusText, after.complete, restOf(after.rawHeaders)],
    [before.status, before.statusText, before.complete, restOf(before.rawHeaders)],
    name,
  )
  const lengths = valuesOf(before.rawHeaders, 'content-length')
  t.strictSame(valuesOf(after.rawHeaders, 'content-length'), lengths, `${name}: its length`)
  t.ok(after.body.equals(before.body), `${name}: its body`)
}

for (const name of NAMES) {
  t.test(`${name} passes byte for byte, wherever it stands`, async (t) => {
    for (const [kind, value] of Object.entries(VALUES)) {
      for (const [how, answer] of Object.entries(answersWith(`${name}: ${value}\r\n`))) {
        sameFields(t, await ways.ask(asking(answer.asked), answer), `${kind} ${how}`)
      }
    }
  })
}

t.test('each byte passes by itself', async (t) => {
  for (const byte of `\t${bytesFrom(0x20, 0x7e)}${bytesFrom(0x80, 0xff)}`) {
    const bytes = `HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Disposition: a${byte}b\r\n\r\nabc`
    const { through } = await ways.ask(asking(), { bytes })
    const got = valuesOf(through.answer.rawHeaders, 'content-disposition')
    t.strictSame(got, [`a${byte}b`], `0x${Buffer.from(byte, 'latin1').toString('hex')}`)
  }
})

t.test('so do the fields of early hints, and trailers', async (t) => {
  const field = `Content-Disposition: ${ALL}\r\n`
  const hint = `HTTP/1.1 103 Early Hints\r\nLink: ${ALL}\r\n${field}\r\n`
  const end = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n${field}\r\n3\r\nabc\r\n0\r\nX-Sum: ${ALL}\r\n\r\n`
  const origin = await startOrigin({ respond: () => Buffer.from(hint + end, 'latin1') })
  const gate = await startTestGate({ backendPort: origin.port, backend: 'trailers: [X-Sum]' })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  const connection = await openConnection(gate.port)
  t.teardown(connection.close)
  connection.send('GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n')
  const head = (await connection.reader.readUntil('\r\n\r\n'))?.toString('latin1')
  t.equal(head, hint, 'the hint, to the byte')
  const answer = await connection.receive()
  t.strictSame(valuesOf(answer.rawHeaders, 'content-disposition'), [ALL])
  t.strictSame(answer.trailers, [['X-Sum', ALL]])
})

t.test('so do the fields of a request that asks for a WebSocket', async (t) => {
  const value = `Content-Disposition: ${ALL}\r\nX-Name: ${ALL}\r\n`
  const bytes = handshakeBytes('/').replace('\r\n\r\n', `\r\n${value}\r\n`)
  const { through } = await ways.ask(bytes)
  for (const name of ['content-disposition', 'x-name']) {
    t.strictSame(valuesOf(through.request.rawHeaders, name), [ALL], name)
  }
})

t.test('nothing else was minded', (t) => {
  t.strictSame(ways.faults(), [])
  t.end()
})
