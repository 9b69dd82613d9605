import { type Test } from 'tap'
import { startTestGate, type TestGate, type TestGateOptions } from './gate.ts'
import {
  answer,
  type OriginConnection,
  type RecordingOrigin,
  startOrigin,
} from './recording-origin.ts'

/** A gate before a backend of raw bytes. */
export interface Stage {
  readonly origin: RecordingOrigin
  readonly gate: TestGate
  /** The backend's ends of the upgrades so far. */
  readonly ends: readonly OriginConnection[]
}

/** A gate before a backend that answers every upgrade with these bytes, or not at all. */
export async function setStage(
  t: Pick<Test, 'teardown'>,
  bytes: (path: string) => string | Uint8Array | null,
  options: Partial<TestGateOptions> = {},
): Promise<Stage> {
  const ends: OriginConnection[] = []
  const origin = await startOrigin({
    respond({ target, headers }, connection) {
      if (!headers.has('upgrade')) return answer({ status: 200, body: 'plain' })
      ends.push(connection)
      const sent = bytes(target)
      return typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent
    },
  })
  const gate = await startTestGate({ backendPort: origin.port, ...options })
  t.teardown(async () => {
    await gate.stop(0)
    await origin.close()
  })
  return { origin, gate, ends }
}

/** The backend's end of the latest upgrade. */
export function lastEnd({ ends }: Stage): OriginConnection {
  const end = ends.at(-1)
  if (end === undefined) throw new Error('nothing was upgraded')
  return end
}
