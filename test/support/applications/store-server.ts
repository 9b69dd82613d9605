import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../eventually.ts'

/** A Redis of its own, on a Unix socket in a folder of its own, that a test stops and starts as it likes. */
export interface StoreServer {
  readonly folder: string
  /** As the configuration of a gate names it. */
  readonly url: string
  /** One command, spoken by hand: what it answers, as the server writes it. */
  readonly say: (...command: readonly string[]) => Promise<string>
  readonly signal: (signal: NodeJS.Signals) => void
  /** Kills it at once; what it knew is lost. */
  readonly kill: () => Promise<void>
  /** Starts it again, empty unless a dump lies in the folder. */
  readonly start: () => Promise<void>
}

export interface StoreServerOptions {
  /** Lines of its configuration, behind those of every one. */
  readonly lines?: readonly string[]
  /** Such as `--sentinel`. */
  readonly argv?: readonly string[]
  /** Default: `redis-server` from PATH, or what `PAART_TEST_STORE` names, such as a valkey-server. */
  readonly program?: string
  /** Where it runs, as the command that is run there; default: here. */
  readonly within?: (...command: readonly string[]) => readonly string[]
}

/** Starts one; it ends with the test. */
export async function startStoreServer(
  t: { readonly teardown: (end: () => unknown) => void },
  {
    lines = [],
    argv = [],
    program = process.env['PAART_TEST_STORE'] ?? 'redis-server',
    within = (...command) => command,
  }: StoreServerOptions = {},
): Promise<StoreServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-store-'))
  const socket = join(folder, 's')
  const file = join(folder, 'store.conf')
  const fixed = ['port 0', `unixsocket ${socket}`, `dir ${folder}`, 'save ""', 'appendonly no']
  writeFileSync(file, `${[...fixed, ...lines].join('\n')}\n`)
  let child: ChildProcess | null = null
  const kill = async (): Promise<void> => {
    if (child === null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    child = null
  }
  const start = async (): Promise<void> => {
    // It ends with the test program, in whatever way that ends.
    const command = within(program, file, ...argv)
    child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...command], { stdio: 'ignore' })
    await eventually('the store answers', async () => {
      return (await say(socket, ['PING']).catch(() => '')) !== ''
    })
  }
  t.teardown(async () => {
    await kill()
    rmSync(folder, { recursive: true, force: true })
  })
  await start()
  return {
    folder,
    url: `unix:${socket}`,
    say: (...command) => say(socket, command),
    signal: (signal) => void child?.kill(signal),
    kill,
    start,
  }
}

/** What QUIT is answered with; a Sentinel does not know it. */
const FAREWELL = /(?:\+OK|-ERR unknown command 'QUIT'.*)\r\n$/

/** By a connection of its own: an answer that has arrived is whole where nothing more comes. */
async function say(socket: string, command: readonly string[]): Promise<string> {
  const connection = connect(socket)
  const chunks: Buffer[] = []
  const said = (): string => Buffer.concat(chunks).toString()
  connection.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (FAREWELL.test(said())) connection.end()
  })
  const words = [...command, 'QUIT']
  const lines = [command, ['QUIT']].map((each) => {
    return `*${each.length}\r\n${each.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`
  })
  connection.write(lines.join(''))
  await once(connection, 'close')
  if (chunks.length === 0) throw new Error(`no answer to ${words.join(' ')}`)
  return said().replace(FAREWELL, '')
}
