import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { adminSocketOf } from '../config/index.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { type Terminal } from './terminal.ts'

/**
 * A reload waits for every worker, a rotation of keys twice, a restart for the new one; longer than any
 * of them may take.
 */
const ANSWER_MS_MAX = 300_000

const CONNECT_MS_MAX = 5_000

export interface AskOptions {
  readonly config: string
  readonly socket?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** One operation of a gate that runs. */
export interface Operation {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Lines of text; at most half a MiB. */
  readonly body?: string
  /** What it answers is wanted even by who wants to hear nothing else. A GET's always is. */
  readonly isAskedFor?: boolean
}

/** By the status that the admin socket answers with; every other one is a failure. */
const EXIT_OF_STATUS: ReadonlyMap<number, ExitCode> = new Map([
  [200, EXIT.done],
  [409, EXIT.refused],
  [422, EXIT.configInvalid],
])

/** Asks the gate that runs, prints what it answers, and gives the exit code. */
export async function ask(
  operation: Operation,
  options: AskOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const socket = options.socket ?? socketOf(options.config)
  const headers = {
    accept: options.json === true ? 'application/json' : 'text/plain',
    'paart-asked-by': terminal.user(),
  }
  const answer = await send(operation, socket, headers)
  if (typeof answer === 'string') {
    terminal.err(`paart: no gate answers at ${socket}: ${answer}\n`)
    return EXIT.notRunning
  }
  const code = EXIT_OF_STATUS.get(answer.status) ?? EXIT.failed
  if (options.json === true) terminal.out(answer.body)
  else if (code !== EXIT.done) terminal.err(answer.body)
  else if (isWanted(operation) || options.quiet !== true) terminal.out(answer.body)
  return code
}

function isWanted({ method, isAskedFor = false }: Operation): boolean {
  return method === 'GET' || isAskedFor
}

/** Where a configuration has it, wrong as the rest may be; the default place where it cannot be read. */
function socketOf(config: string): string {
  return adminSocketOf(textOf(config), resolve(dirname(config)))
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

interface Answered {
  readonly status: number
  readonly body: string
}

/** The answer, or why there is none. */
async function send(
  { method, path, body: sent }: Operation,
  socketPath: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answered | string> {
  // Loaded only to ask: it is large, and a gate asks nobody.
  const { default: undici } = await import('undici')
  const client = new undici.Client('http://gate', {
    socketPath,
    connectTimeout: CONNECT_MS_MAX,
    headersTimeout: ANSWER_MS_MAX,
  })
  try {
    const { statusCode, body } = await client.request({
      method,
      path,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    })
    return { status: statusCode, body: await body.text() }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await client.destroy()
  }
}
