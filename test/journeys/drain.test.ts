import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Socket, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type RunningCommand, startCommand } from '../support/command.ts'
import { eventually } from '../support/eventually.ts'
import { configText, startTestGate } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'

const MIB = 1_048_576

/** Files that the gate has taken over whole from the application. */
const taken: string[] = []

/** An application with files of as many MiB as their name says; each connection is for one. */
const origin = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.once('data', (head) => {
    const [, path = ''] = head.toString('latin1').split(' ', 2)
    const body = Buffer.alloc(Number(path.slice(1).split('?')[0]) * MIB, 'x')
    socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`)
    socket.end(body)
    socket.once('close', () => taken.push(path))
  })
})
await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
const { port: backendPort } = origin.address() as { port: number }
t.teardown(() => origin.close())

/** A client whose line is slow: it takes one piece at each look, and none in between. */
class SlowReader {
  readonly #socket: Socket
  readonly #pieces: Buffer[] = []

  constructor(port: number, path: string) {
    this.#socket = connect({ port, host: '127.0.0.1' })
    this.#socket.on('error', () => undefined)
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
  }

  #read(): void {
    const piece = this.#socket.read() as Buffer | null
    if (piece !== null) this.#pieces.push(piece)
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    await eventually(what, () => {
      this.#read()
      return isSo()
    })
  }

  get hasBegun(): boolean {
    return this.#pieces.length > 0
  }

  /** Takes all that comes, to the end of the connection; gives the bytes of the body. */
  async finish(): Promise<number> {
    await this.until('its connection has ended', () => this.#socket.closed)
    const bytes = Buffer.concat(this.#pieces)
    return bytes.length - bytes.indexOf('\r\n\r\n') - 4
  }
}

/** Asks for files of 5 and 16 MiB, and reads no more of them than it takes for the gate to have all. */
async function downloads(port: number, query: string): Promise<readonly SlowReader[]> {
  const paths = [`/5?${query}`, `/16?${query}`]
  const readers = paths.map((path) => new SlowReader(port, path))
  await Promise.all(
    readers.map((reader, i) =>
      reader.until('the gate has taken it over', () => taken.includes(paths[i] ?? '')),
    ),
  )
  return readers
}

interface Drained {
  readonly command: RunningCommand
  readonly folder: string
  readonly port: number
}

async function launch(t: { readonly teardown: (end: () => unknown) => void }): Promise<Drained> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-drain-'))
  writeFileSync(join(folder, 'gate.yaml'), configText({ backendPort }))
  const command = startCommand(['--config', 'gate.yaml', 'run'], { cwd: folder })
  t.teardown(async () => {
    command.signal('SIGKILL')
    await command.ended
    rmSync(folder, { recursive: true, force: true })
  })
  const port = Number(await command.says(/listening on http:\/\/127\.0\.0\.1:(\d+)/))
  return { command, folder, port }
}

/** What the log says of downloads: path, status and bytes. */
function logged(folder: string): string[] {
  const lines = readFileSync(join(folder, 'access.log'), 'utf8').trimEnd().split('\n')
  return (
    lines
      .map((line) => JSON.parse(line) as { path?: string; status: number; bytesOut: number })
      // A line without a path says what an operator did.
      .filter(({ path }) => path !== undefined && path !== '/0')
      .map(({ path, status, bytesOut }) => `${path} ${status} ${Math.floor(bytesOut / MIB)}`)
      .toSorted()
  )
}

/** Opens a connection, asks once on it, and waits for its end. */
async function idleConnection(port: number): Promise<{ readonly ended: Promise<Buffer> }> {
  const connection = await openConnection(port)
  t.equal((await get(connection, '/0')).status, 200)
  return { ended: connection.reader.readToEnd() }
}

t.test('SIGTERM lets slow readers have every byte, and their lines are in the log', async (t) => {
  const { command, folder, port } = await launch(t)
  const readers = await downloads(port, 'term')
  const idle = await idleConnection(port)
  command.signal('SIGTERM')
  await idle.ended
  t.pass('a connection without a request closes meanwhile')
  const bytes = await Promise.all(readers.map((reader) => reader.finish()))
  t.strictSame(bytes, [5 * MIB, 16 * MIB])
  t.equal(await command.ended, 0)
  t.strictSame(logged(folder), ['/16 200 16', '/5 200 5'])
})

t.test('a worker that is succeeded finishes them as well', async (t) => {
  const { command, folder, port } = await launch(t)
  const readers = await downloads(port, 'next')
  const idle = await idleConnection(port)
  const restart = { method: 'POST', path: '/workers/0/restart' }
  t.equal((await request(join(folder, 'admin.sock'), restart)).status, 200)
  await idle.ended
  const bytes = await Promise.all(readers.map((reader) => reader.finish()))
  t.strictSame(bytes, [5 * MIB, 16 * MIB])
  command.signal('SIGTERM')
  t.equal(await command.ended, 0)
  t.strictSame(logged(folder), ['/16 200 16', '/5 200 5'])
})

t.test('what the grace cuts off has its line, too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-drain-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const gate = await startTestGate({ backendPort, folder })
  const reader = new SlowReader(gate.port, '/16?cut')
  await reader.until('the answer has begun', () => reader.hasBegun)
  await gate.stop(0)
  t.match(logged(folder), [/^\/16 200 /])
  t.ok((await reader.finish()) < 16 * MIB)
})
