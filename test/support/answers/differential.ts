import { type FaultName } from '../../../src/backends/http1/faults.ts'
import { randomFrom, wholeBelow } from '../random.ts'
import { spoil } from '../spoil.ts'
import { Asking, fakeRoad, messageOf } from './fake-road.ts'
import { readByLlhttp } from './llhttp.ts'
import { plainOf } from './plain.ts'
import { type Reading, readByUs } from './reading.ts'

/** What the gate refuses and llhttp does not: each by a rule of its own. */
const STRICTER: ReadonlySet<FaultName> = new Set<FaultName>([
  'no-answer',
  'status',
  'reason-phrase',
  'line-ends',
  'head-size',
  'length',
  'length-beside-coding',
  'transfer-coding',
  'chunked-not-last',
  'chunk-size',
  'chunk-line',
  'chunk-line-size',
  'trailer-size',
  'trailer-framing',
  'interim-flood',
])

/** So often is each case cut into pieces in another way. */
const SPLITS = 3

const METHODS = ['GET', 'GET', 'GET', 'POST', 'HEAD'] as const

/** What is put into spoiled answers. */
const PIECES: readonly string[] = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\n\n',
  ' ',
  '\t',
  ':',
  ';',
  '\0',
  '\x7f',
  '\xe9',
  '0',
  '00',
  '5',
  'A',
  '0\r\n\r\n',
  '5\r\nhello\r\n',
  '5;a=b\r\nhello\r\n',
  '3  \r\nabc\r\n',
  ';name="quoted; \\" value"',
  'Content-Length: 5\r\n',
  'Content-Length: 0\r\n',
  'content-length: 05\r\n',
  'Content-Length : 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Transfer-Encoding: gzip, chunked\r\n',
  'Connection: close\r\n',
  'Connection: keep-alive\r\n',
  'Keep-Alive: timeout=5\r\n',
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.0 ',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
  'X-Name: value\r\n',
  ' folded\r\n',
  'FFFFFFFF',
]

export interface Differences {
  /** How many answers were read. */
  cases: number
  /** By whether both took them, and by the rule that refused them. */
  readonly outcomes: Map<string, number>
  /** Where the gate read something else than llhttp, or a connection gave an answer to the wrong request. */
  readonly faults: string[]
}

/** Reads answers, and spoiled ones made of them, by the gate and by llhttp. `count` spoiled ones at most. */
export function compareSpoiled(
  answers: readonly string[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Differences {
  const found: Differences = { cases: 0, outcomes: new Map(), faults: [] }
  const random = randomFrom(seed)
  const { stackTraceLimit } = Error
  // Most of them are refused, each several times, and nobody reads where.
  Error.stackTraceLimit = 0
  const below = (end: number): number => wholeBelow(random, end)
  try {
    for (let i = 0; i < count; i++) {
      const answer = spoil(answers[below(answers.length)] ?? '', PIECES, below)
      const method = METHODS[below(METHODS.length)] ?? 'GET'
      const splits = Array.from({ length: SPLITS }, () => cutsOf(answer, below))
      compareOne(answer, { method, splits, number: i }, found)
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  return found
}

/** Up to six places, now and then many. */
function cutsOf(answer: string, below: (end: number) => number): readonly number[] {
  const many = below(8) === 0 ? answer.length : below(6)
  return Array.from({ length: many }, () => below(answer.length))
}

export interface Case {
  readonly method: string
  readonly splits: readonly (readonly number[])[]
  /** Told with what goes wrong, and asked after on the connection. */
  readonly number: number
}

/** Reads one answer in all these ways. */
export function compareOne(
  answer: string,
  { method, splits, number }: Case,
  found: Differences,
): void {
  found.cases++
  const us = readByUs(answer, { method })
  const told = (what: string): void => {
    found.faults.push(`${number}: ${what}: ${method} ${JSON.stringify(answer)}`)
  }
  for (const cuts of splits) {
    const cut = readByUs(answer, { method, cuts })
    if (spelled(cut) !== spelled(us))
      told(`cut at ${cuts.join()} it is ${spelled(cut)}, not ${spelled(us)}`)
    const wrong = askBehind(answer, { method, cuts, number })
    if (wrong !== null) told(wrong)
  }
  const them = readByLlhttp(plainOf(answer, method), method)
  const outcome = outcomeOf(us, them)
  found.outcomes.set(outcome, (found.outcomes.get(outcome) ?? 0) + 1)
  if (outcome === 'read otherwise') told(`${spelled(us)}, by llhttp ${spelled(them)}`)
}

function outcomeOf(us: Reading, them: Reading): string {
  const name = us.fault as FaultName | null
  if (name !== null) {
    if (them.fault !== null) return `both refuse: ${name}`
    return STRICTER.has(name) ? `stricter: ${name}` : 'read otherwise'
  }
  return them.fault === null && spelled(us) === spelled(them) ? 'read alike' : 'read otherwise'
}

/** What must be the same; of a refused answer that it is refused. */
function spelled(reading: Reading): string {
  const { interim, status, reason, body, rest, fault } = reading
  if (fault !== null) return `refused: ${fault}`
  const heads = [...interim.map(({ fields }) => fields), reading.fields, reading.trailers]
  return JSON.stringify([
    interim.map((one) => one.status),
    status,
    reason,
    heads.map(known),
    body,
    rest,
  ])
}

/** Of what the plain spelling had to name otherwise the name that it has. */
function known(fields: readonly string[]): readonly string[] {
  return fields.map((text, i) =>
    i % 2 === 0 ? text.replace(/^(?:X-|)(connection|content-length|length)$/i, nameOf) : text,
  )
}

function nameOf(_all: string, name: string): string {
  return name.toLowerCase() === 'length' ? 'content-length' : name.toLowerCase()
}

/** Asks on a connection that gives this answer, then for something that nobody else is given. */
function askBehind(
  answer: string,
  {
    method,
    cuts,
    number,
  }: { readonly method: string; readonly cuts: readonly number[]; readonly number: number },
): string | null {
  const road = fakeRoad()
  const [first, second] = [new Asking(), new Asking()]
  road.connection.ask(first, messageOf({ method }))
  road.socket.emit('connect')
  road.socket.brings(...piecesOf(answer, cuts))
  road.poll()
  if (!road.connection.isOpen || !first.isWhole) {
    road.connection.destroy()
    return null
  }
  road.connection.ask(second, messageOf())
  const nonce = `nonce-${number}`
  road.socket.brings(
    `HTTP/1.1 200 OK\r\nX-Nonce: ${nonce}\r\nContent-Length: ${nonce.length}\r\n\r\n${nonce}`,
  )
  const isRight = second.isWhole && second.draft.body === nonce && second.draft.fields[1] === nonce
  road.connection.destroy()
  if (first.draft.body.includes('nonce-')) return 'the first request was told of the second'
  return isRight ? null : `the second request was told ${spelled(second.draft)}`
}

function piecesOf(answer: string, cuts: readonly number[]): readonly string[] {
  const ends = [...cuts, answer.length].toSorted((a, b) => a - b)
  return ends.map((end, i) => answer.slice(i === 0 ? 0 : ends[i - 1], end))
}
