import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningGate, readSource, startGate } from '../../src/control/index.ts'
import { type RawAnswer, request } from './http.ts'
import { knowKeys } from './insider.ts'

/** What the admin socket answered. */
export interface Asked {
  readonly status: number
  /** The JSON report. */
  readonly report: Readonly<Record<string, unknown>>
}

/** A gate started from a file, as an operator does. */
export interface FileGate extends Omit<RunningGate, 'warnings'> {
  readonly folder: string
  readonly file: string
  readonly socket: string
  readonly notes: readonly string[]
  /** Puts another text in the file. */
  readonly write: (text: string) => void
  /** Asks through the admin socket. */
  readonly ask: (method: 'GET' | 'POST', path: string) => Promise<Asked>
  /** The same, for people. */
  readonly askText: (method: 'GET' | 'POST', path: string) => Promise<RawAnswer>
}

/** Starts a gate from a file in a folder of its own; it ends with the test. */
export async function startFileGate(
  t: { readonly teardown: (end: () => unknown) => void },
  text: string,
  folder: string = mkdtempSync(join(tmpdir(), 'paart-file-')),
): Promise<FileGate> {
  const file = join(folder, 'paart.yaml')
  const write = (next: string): void => writeFileSync(file, next)
  write(text)
  const notes: string[] = []
  knowKeys(join(folder, 'run/keys.json'))
  const source = await readSource(file)
  const gate = await startGate(source, { onNote: (line) => notes.push(line) })
  t.teardown(async () => {
    await gate.stop(0)
    rmSync(folder, { recursive: true, force: true })
  })
  const socket = join(folder, 'admin.sock')
  const send = (method: string, path: string, accept: string): Promise<RawAnswer> =>
    request(socket, { method, path, headers: { Accept: accept, Connection: 'close' } })
  return {
    ...gate,
    folder,
    file,
    socket,
    notes,
    write,
    async ask(method, path) {
      const { status, text } = await send(method, path, 'application/json')
      return { status, report: JSON.parse(text) as Asked['report'] }
    },
    askText: (method, path) => send(method, path, 'text/plain'),
  }
}
