import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type FaultName } from '../../src/backends/index.ts'
import { eventually } from '../support/eventually.ts'
import {
  type Fault,
  endsAfter,
  repeats,
  resetsAfter,
  says,
  startFaultyOrigin,
  trickles,
} from '../support/faulty-origin.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, reset } from '../support/http.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`
const EMPTY = `${OK}Content-Length: 0\r\n\r\n`
const SHORT = `${OK}Content-Length: 9\r\n\r\nabc`
const WHOLE = `${OK}Content-Length: 3\r\n\r\nabc`
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'

interface Row {
  readonly name: string
  readonly does: Fault
  /** What the log names behind `backend-broke`; none of what is only too slow. */
  readonly rule?: FaultName
}

/** Before any answer: the client is told, by the gate. */
const FAILS: readonly (Row & { readonly status: 502 | 504 })[] = [
  { name: 'ends without a word', rule: 'closed', status: 502, does: endsAfter('') },
  { name: 'resets without a word', rule: 'reset', status: 502, does: reset },
  { name: 'is silent', status: 504, does: says('') },
  { name: 'is silent within the head', status: 504, does: says(`${OK}X: y\r\n`) },
  { name: 'ends within the head', rule: 'closed', status: 502, does: endsAfter(`${OK}X: y\r\n`) },
  { name: 'a head that comes for ever, slowly', status: 504, does: repeats(OK, 'X: y\r\n') },
  {
    name: 'a head that comes for ever, fast',
    rule: 'head-size',
    status: 502,
    does: repeats(OK, `X: ${'y'.repeat(8000)}\r\n`),
  },
  {
    name: 'a field of 70 kB',
    rule: 'head-size',
    status: 502,
    does: says(`${OK}X: ${'y'.repeat(70_000)}\r\n\r\n`),
  },
  { name: 'garbage', rule: 'no-answer', status: 502, does: endsAfter('this is no answer\r\n\r\n') },
  { name: 'HTTP/0.9', rule: 'no-answer', status: 502, does: endsAfter('<html>hello</html>') },
  {
    name: 'a version nobody knows',
    rule: 'version',
    status: 502,
    does: says('HTTP/7.3 200 OK\r\n\r\n'),
  },
  { name: 'TLS', rule: 'no-answer', status: 502, does: says('\x15\x03\x01\x00\x02\x02\x0a') },
  {
    name: 'a status of two digits',
    rule: 'status',
    status: 502,
    does: says('HTTP/1.1 20 OK\r\n\r\n'),
  },
  {
    name: 'a status of four digits',
    rule: 'status',
    status: 502,
    does: says('HTTP/1.1 2000 OK\r\n\r\n'),
  },
  {
    name: 'a status below 100',
    rule: 'status',
    status: 502,
    does: says('HTTP/1.1 099 OK\r\n\r\n'),
  },
  {
    name: 'two lengths',
    rule: 'two-lengths',
    status: 502,
    does: says(`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`),
  },
  {
    name: 'a list of lengths',
    rule: 'length',
    status: 502,
    does: says(`${OK}Content-Length: 2, 2\r\n\r\nab`),
  },
  {
    name: 'a negative length',
    rule: 'length',
    status: 502,
    does: says(`${OK}Content-Length: -1\r\n\r\n`),
  },
  {
    name: 'a coding beside chunks',
    rule: 'transfer-coding',
    status: 502,
    does: says(`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
  },
  {
    name: 'a coding without chunks',
    rule: 'transfer-coding',
    status: 502,
    does: endsAfter(`${OK}Transfer-Encoding: gzip\r\n\r\nabc`),
  },
  {
    name: 'chunks within chunks',
    rule: 'transfer-coding',
    status: 502,
    does: says(
      `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    ),
  },
  {
    name: 'bare line feeds',
    rule: 'line-ends',
    status: 502,
    does: says(`${OK}X: y\nContent-Length: 0\n\n`),
  },
  {
    name: 'a space in a name',
    rule: 'field-name',
    status: 502,
    does: says(`${OK}X Y: z\r\nContent-Length: 0\r\n\r\n`),
  },
  {
    name: 'a field without a name',
    rule: 'field-name',
    status: 502,
    does: says(`${OK}: z\r\n\r\n`),
  },
  {
    name: 'a folded line',
    rule: 'folded-line',
    status: 502,
    does: says(`${OK}X: y\r\n z\r\nContent-Length: 0\r\n\r\n`),
  },
  {
    name: 'a zero byte',
    rule: 'field-value',
    status: 502,
    does: says(`${OK}X: y\0z\r\nContent-Length: 0\r\n\r\n`),
  },
  {
    name: 'a bare carriage return',
    rule: 'bare-return',
    status: 502,
    does: says(`${OK}X: y\rz\r\n\r\n`),
  },
  {
    name: '101 that nobody asked for',
    rule: 'upgrade',
    status: 502,
    does: says('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
  },
  { name: 'hints without end', rule: 'interim-flood', status: 502, does: repeats('', HINTS) },
  { name: '100 without end', rule: 'interim-flood', status: 502, does: repeats('', CONTINUE) },
  { name: '100, and an end', rule: 'closed', status: 502, does: endsAfter(CONTINUE) },
  { name: '100, and silence', status: 504, does: says(CONTINUE) },
  {
    name: '103 that never ends',
    rule: 'head-size',
    status: 502,
    does: repeats('HTTP/1.1 103 x\r\n', HEADS()),
  },
]

function HEADS(): string {
  return `X: ${'y'.repeat(8000)}\r\n`
}

/** Within the answer: whatever the client has got, it does not look complete. */
const BREAKS: readonly Row[] = [
  { name: 'ends short of its length', rule: 'cut-short', does: endsAfter(SHORT) },
  { name: 'resets short of its length', rule: 'reset', does: resetsAfter(SHORT) },
  { name: 'is silent short of its length', does: says(SHORT) },
  {
    name: 'ends after the head',
    rule: 'cut-short',
    does: endsAfter(`${OK}Content-Length: 9\r\n\r\n`),
  },
  { name: 'ends without the last chunk', rule: 'cut-short', does: endsAfter(CHUNKED) },
  { name: 'ends within the last chunk', rule: 'cut-short', does: endsAfter(`${CHUNKED}0\r\n`) },
  { name: 'resets between chunks', rule: 'reset', does: resetsAfter(CHUNKED) },
  { name: 'is silent between chunks', does: says(CHUNKED) },
  { name: 'a chunk without a size', rule: 'chunk-size', does: says(`${CHUNKED}zz\r\n`) },
  {
    name: 'a chunk shorter than it says',
    rule: 'chunk-end',
    does: says(`${CHUNKED}2\r\nabcd\r\n0\r\n\r\n`),
  },
  {
    name: 'a chunk larger than any',
    rule: 'chunk-size',
    does: says(`${CHUNKED}FFFFFFFFFFFFFFFFF\r\nabc`),
  },
  {
    name: 'a chunk that ends in a bare line feed',
    rule: 'chunk-line',
    does: says(`${CHUNKED}3\nabc\n0\n\n`),
  },
  {
    name: 'an extension without end',
    rule: 'chunk-line-size',
    does: repeats(`${CHUNKED}3;`, 'x'.repeat(100)),
  },
  { name: 'trailers without end', rule: 'trailer-size', does: repeats(`${CHUNKED}0\r\n`, HEADS()) },
  { name: 'resets what would end by closing', rule: 'reset', does: resetsAfter(`${OK}\r\nabc`) },
]

/** What can be understood reaches the client, and no more than that. */
const SERVED: readonly (Row & {
  readonly text?: string
  readonly status?: number
  readonly interim?: readonly number[]
})[] = [
  { name: 'bytes after the answer', does: says(`${WHOLE}HTTP/1.1 200 Evil\r\n\r\n`) },
  {
    name: 'a body on 204',
    status: 204,
    text: '',
    does: says('HTTP/1.1 204 x\r\nContent-Length: 3\r\n\r\nabc'),
  },
  {
    name: 'a body on 304',
    status: 304,
    text: '',
    does: says('HTTP/1.1 304 x\r\nContent-Length: 3\r\n\r\nabc'),
  },
  {
    name: 'chunks on 204',
    status: 204,
    text: '',
    does: says('HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
  },
  { name: 'early hints', interim: [103], does: says(HINTS + WHOLE) },
  { name: 'early hints, twice', interim: [103, 103], does: says(HINTS + HINTS + WHOLE) },
  {
    name: 'a length and chunks',
    does: says(`${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
  },
  {
    name: 'a space before a colon',
    does: says(`${OK}X : z\r\nContent-Length: 3\r\n\r\nabc`),
  },
  {
    name: '102, which is for whoever asked',
    interim: [102],
    does: says(`HTTP/1.1 102 Processing\r\n\r\n${WHOLE}`),
  },
  { name: '100 that nobody asked for', does: says(CONTINUE + WHOLE) },
  {
    name: '100 with fields, twice',
    does: says(`HTTP/1.1 100 x\r\nA: b\r\n\r\n${CONTINUE}${WHOLE}`),
  },
  { name: '100 between hints', interim: [103, 103], does: says(HINTS + CONTINUE + HINTS + WHOLE) },
  { name: '100 byte by byte', interim: [103], does: trickles(CONTINUE + HINTS + CONTINUE + WHOLE) },
  { name: 'all of it byte by byte', does: trickles(`${CHUNKED}0\r\n\r\n`) },
  { name: 'ends by closing', does: endsAfter(`${OK}\r\nabc`) },
  { name: 'ends by closing, HTTP/1.0', does: endsAfter('HTTP/1.0 200 OK\r\n\r\nabc') },
  { name: 'closes after its answer', does: endsAfter(WHOLE) },
  {
    name: 'announces that, and does',
    does: endsAfter(WHOLE.replace('\r\n', '\r\nConnection: close\r\n')),
  },
  { name: 'a status nobody knows', status: 299, does: says(WHOLE.replace('200 OK', '299 x')) },
  { name: 'no reason phrase', does: says(WHOLE.replace('200 OK', '200')) },
  { name: 'empty', text: '', does: says(EMPTY) },
]

const ALL: readonly Row[] = [...FAILS, ...BREAKS, ...SERVED]
const pathOf = ({ name }: Row): string => `/${ALL.findIndex((row) => row.name === name)}`

const origin = await startFaultyOrigin(new Map(ALL.map((row) => [pathOf(row), row.does])))
// One place alone: a fault that kept it would leave nothing for the next request.
const gate = await startTestGate({
  backendPort: origin.port,
  backend: 'inFlightMax: 1, headersTimeout: 300ms, bodyTimeout: 300ms',
})
t.teardown(async () => {
  await gate.stop(0)
  await origin.close()
})

/** All of the log but the requests in between. */
const logLines = (): readonly string[] =>
  readFileSync(join(gate.folder, 'access.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('"/good"'))

t.test('fifty faults and more are told apart', (t) => {
  t.ok(ALL.length >= 50, `${ALL.length} rows`)
  t.equal(new Set(ALL.map(({ name }) => name)).size, ALL.length)
  t.end()
})

t.test('a backend that fails before its answer is told to the client and to the log', async (t) => {
  for (const row of FAILS) {
    const path = pathOf(row)
    const got = await get(gate.port, path)
    t.match(
      [got.status, got.complete, got.headers.get('paart-decision')],
      [row.status, true, 'error'],
      row.name,
    )
    t.equal((await get(gate.port, '/good')).text, 'good', 'and its place is free again')
  }
})

t.test('an answer that breaks off never looks complete, and the log knows', async (t) => {
  for (const row of BREAKS) {
    const path = pathOf(row)
    const connection = await openConnection(gate.port)
    connection.send(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    const bytes = (await connection.reader.readToEnd()).toString('latin1')
    t.match(bytes, /^HTTP\/1\.1 200 /, row.name)
    t.notMatch(bytes, /0\r\n\r\n$/, `${row.name}: the connection ends and the answer does not`)
    t.notOk(/content-length: 3\r/i.test(bytes), row.name)
    connection.close()
    t.equal((await get(gate.port, '/good')).text, 'good', 'and its place is free again')
  }
})

t.test('what is only odd reaches the client, and the connection goes on', async (t) => {
  const connection = await openConnection(gate.port)
  for (const row of SERVED) {
    const { status = 200, text = 'abc', interim = [] } = row
    const got = await get(connection, pathOf(row))
    t.match([got.status, got.text, got.complete], [status, text, true], row.name)
    t.strictSame(got.interim, interim, row.name)
    t.equal((await get(connection, '/good')).text, 'good')
  }
  connection.close()
})

const reasonOf = ({ rule }: Row): string =>
  rule === undefined ? 'backend-slow' : `backend-broke ${rule}`

t.test('the log tells what became of each', async (t) => {
  await eventually('a line for each', () => logLines().length >= ALL.length)
  const told = new Map<string, string>()
  for (const line of logLines()) {
    const { path, status, reason } = JSON.parse(line)
    told.set(path, `${status} ${reason}`)
  }
  for (const row of FAILS) {
    t.equal(told.get(pathOf(row)), `${row.status} backend: ${reasonOf(row)}`, row.name)
  }
  for (const row of BREAKS) {
    t.equal(told.get(pathOf(row)), `200 backend: ${reasonOf(row)}`, row.name)
  }
  for (const row of SERVED) {
    t.match(told.get(pathOf(row)), new RegExp(`^${row.status ?? 200} policy: `), row.name)
  }
  t.equal(logLines().length, ALL.length, 'one line each')
})

t.test('no worker minded any of this', (t) => {
  t.strictSame(gate.notes, [])
  t.end()
})
