import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StoreServer } from './applications/store-server.ts'
import { eventually } from './eventually.ts'
import { type FileGate, startFileGate } from './file-gate.ts'
import { get } from './http.ts'

type Test = Parameters<typeof startFileGate>[0]

/** Two gates of one ring, as an operator makes them: the key file of the first is copied. */
export async function startTwoGates(t: Test, text: string): Promise<readonly [FileGate, FileGate]> {
  const first = await startFileGate(t, text)
  return [first, await startNextGate(t, text, first)]
}

/** So many of them, each with a copy. */
export async function startGates(
  t: Test,
  text: string,
  count: number,
): Promise<readonly FileGate[]> {
  const first = await startFileGate(t, text)
  const others = Array.from({ length: count - 1 }, () => startNextGate(t, text, first))
  return [first, ...(await Promise.all(others))]
}

/** The same, once all of them can ask each other. */
export async function startAskingGates(
  t: Test,
  { text, server, count }: { text: string; server: StoreServer; count: number },
): Promise<readonly FileGate[]> {
  const gates = await startGates(t, text, count)
  await eventually('all hear all', async () => {
    const heard = await server.say('PUBSUB', 'NUMSUB', 'paart:ask:all')
    const known = await Promise.all(gates.map(gatesKnown))
    return heard.endsWith(`:${count}\r\n`) && known.every((each) => each === count)
  })
  return gates
}

async function gatesKnown({ adminPort }: FileGate): Promise<number> {
  const { text } = await get(adminPort, '/metrics')
  return Number(/^paart_store_gates (\d+)$/m.exec(text)?.[1])
}

/** Another gate of the same ring, which knows nothing else. */
export async function startNextGate(
  t: Test,
  text: string,
  first: Pick<FileGate, 'folder'>,
): Promise<FileGate> {
  const folder = mkdtempSync(join(tmpdir(), 'paart-file-'))
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  copyFileSync(join(first.folder, 'run/keys.json'), join(folder, 'run/keys.json'))
  return startFileGate(t, text, folder)
}
