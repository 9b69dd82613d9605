import { type Test } from 'tap'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Caretaker,
  type Disk,
  type DiskFault,
  type KeptFile,
  type KeptStore,
  openCaretaker,
  openKeptStore,
  type StoreOptions,
  type StoreSettings,
  type Submission,
  type Ticket,
} from '../../src/kept/index.ts'
import { type KeptRoom } from '../../src/limits/index.ts'
import { SHARER, newGateLimits, NOON_MS, settingsOf, submissionOf } from './parts.ts'

export * from './parts.ts'

/** A gate with its caretaker and one worker. */
export interface Scene {
  readonly folder: string
  readonly settings: StoreSettings
  readonly room: KeptRoom
  readonly caretaker: Caretaker
  readonly store: KeptStore
  readonly faults: DiskFault[]
  readonly clock: { now: number }
  readonly options: StoreOptions
  /** Ends the gate; what it has in its hands stays there. */
  readonly end: () => Promise<void>
  /** Names of files, without what differs from run to run: `kept`, `delivering`. */
  readonly states: () => string[]
}

export interface SceneGiven {
  readonly folder?: string
  readonly disk?: Disk
  readonly settings?: Partial<StoreSettings>
  readonly room?: KeptRoom
}

export function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-kept-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function newScene(t: Test, given: SceneGiven = {}): Promise<Scene> {
  const folder = given.folder ?? join(newFolder(t), 'kept')
  const settings = settingsOf(folder, given.settings)
  const room = given.room ?? newGateLimits().kept
  const faults: DiskFault[] = []
  const clock = { now: NOON_MS }
  const options: StoreOptions = {
    settings: () => settings,
    room,
    clock: { wallMs: () => clock.now },
    onFault: (fault) => faults.push(fault),
    ...(given.disk === undefined ? {} : { disk: given.disk }),
  }
  const caretaker = await openCaretaker(options)
  const store = await openKeptStore(options)
  const end = async (): Promise<void> => {
    await store.close()
    await caretaker.close()
  }
  t.teardown(end)
  const states = (): string[] => statesIn(folder)
  return { folder, settings, room, caretaker, store, faults, clock, options, end, states }
}

/** All files of submissions, by their paths. */
export function filesIn(folder: string): string[] {
  return globSync('?/*', { cwd: folder })
}

export function statesIn(folder: string): string[] {
  return filesIn(folder)
    .map((path) => path.split('.')[5] ?? '')
    .toSorted()
}

/** A body in pieces of odd sizes. */
export async function* piecesOf(body: Buffer, size = 10_007): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

export interface KeepGiven {
  readonly submission?: Partial<Submission>
  readonly network?: string
  readonly isChunked?: boolean
}

/** Keeps a body. @throws Error where it was not kept. */
export async function keep(
  store: KeptStore,
  body: Buffer,
  { submission = {}, network = SHARER.network, isChunked = false }: KeepGiven = {},
): Promise<Ticket> {
  const declared = isChunked ? null : body.length
  const arrival = { sharer: { ...SHARER, network }, declared }
  const kept = await store.keep(submissionOf(submission), piecesOf(body), arrival)
  if (typeof kept === 'string') throw new Error(`not kept: ${kept}`)
  return kept
}

/** @throws Error where it does not open. */
export async function opened(store: KeptStore, ticket: Ticket): Promise<KeptFile> {
  const file = await store.open(ticket)
  if (file === null) throw new Error('it does not open')
  return file
}

export async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(body))
}
