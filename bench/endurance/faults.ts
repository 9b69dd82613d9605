import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { type Contender, REFUSED_HOST } from './contender.ts'
import { FAULTS, type Seen } from './fault-list.ts'
import { pause } from './pause.ts'
import { type Context } from './rounds.ts'
import { withStage } from './stage.ts'

/** Of every server with the application; the client waits much longer. */
const PATIENCE_SECONDS = 2
const CLIENT_MS = 8_000

/** For a log that is written behind the answer. */
const LOG_MS = 2_000

/** One server in the face of one fault. */
export interface FaultCell {
  readonly fault: string
  readonly server: string
  readonly seen: Seen
  /** From the request to the end of the answer, or of the connection. */
  readonly ms: number
  /** What its log says of the request; empty where it says nothing. */
  readonly logged: string
}

type Met = Omit<FaultCell, 'logged'>

/** A broken application behind every server: what the client sees, and what the log says. */
export function playFaults(context: Context): Promise<readonly FaultCell[]> {
  const options = {
    origin: 'endurance/servers/faulty-origin.ts',
    patienceSeconds: PATIENCE_SECONDS,
  }
  return withStage(context.fleets, options, async ({ contenders }) => {
    const cells: FaultCell[] = []
    for (const contender of contenders) {
      const met = await Promise.all(Object.keys(FAULTS).map((fault) => meet(contender, fault)))
      await pause(LOG_MS)
      const log = readFileSync(contender.log, 'latin1').split('\n')
      for (const each of met) {
        cells.push({ ...each, logged: loggedOf(contender.name, log, each.fault) })
      }
      note(context, contender.name, met)
    }
    return cells
  })
}

function note(context: Context, server: string, cells: readonly Met[]): void {
  const wrong = cells.filter(({ fault, seen }) => FAULTS[fault]?.includes(seen) !== true)
  const hung = cells.filter(({ seen }) => seen === 'hang').length
  context.note({
    scenario: 'faults',
    server,
    figures: {
      faults: cells.length,
      'as-aimed': cells.length - wrong.length,
      hung,
      'longest-ms': Math.round(Math.max(...cells.map(({ ms }) => ms))),
    },
    aim: server === 'gate' ? { text: 'all as aimed, hung 0', isReached: wrong.length === 0 } : null,
  })
}

async function meet({ name, port }: Contender, fault: string): Promise<Met> {
  const startMs = performance.now()
  const host = fault === 'refused' ? REFUSED_HOST : 'a.test'
  const head = `GET /${fault} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
  const seen = await new Promise<Seen>((resolve) => {
    let received = ''
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(head))
    const timer = setTimeout(() => {
      resolve('hang')
      socket.destroy()
    }, CLIENT_MS)
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => (received += text))
    socket.on('error', () => undefined)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve(whatCame(received))
    })
  })
  return { fault, server: name, seen, ms: performance.now() - startMs }
}

/** The status of an answer that is complete by its own framing; `cut` where it is not. */
function whatCame(received: string): Seen {
  if (received === '') return 'nothing'
  let rest = received
  while (/^HTTP\/1\.[01] 1\d\d /.test(rest)) rest = rest.slice(rest.indexOf('\r\n\r\n') + 4)
  if (rest === '') return 'cut'
  const headEnd = rest.indexOf('\r\n\r\n')
  const head = rest.slice(0, headEnd + 2)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  if (headEnd < 0 || status === undefined) return 'garbage'
  return status === '204' || isWhole(head, rest.slice(headEnd + 4)) ? status : 'cut'
}

function isWhole(head: string, body: string): boolean {
  if (/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return body.endsWith('0\r\n\r\n')
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1]
  return length === undefined || body.length >= Number(length)
}

/** What of a log line is about the outcome. */
function loggedOf(server: string, log: readonly string[], fault: string): string {
  const line = log.find((each) => new RegExp(`[" ]/${fault.replaceAll('.', '\\.')}[" ]`).test(each))
  if (line === undefined) return ''
  if (server === 'gate') {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the gate's own log
    const { status, reason } = JSON.parse(line) as { status: number; reason: string }
    return `${status} ${reason}`
  }
  if (server === 'haproxy') {
    // The status, the bytes, two cookies, and how the session ended.
    return /(\S+) \d+ - - (\S{4}) /.exec(line)?.slice(1).join(' ') ?? line
  }
  return /" (\d{3}) /.exec(line)?.[1] ?? line
}
