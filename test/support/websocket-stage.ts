import { type Test } from 'tap'
import { startDemo } from '../../src/demo/index.ts'
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

/** A gate before the demonstration, which sends back what it hears at `/echo`. */
export async function startEcho(
  t: Pick<Test, 'teardown'>,
): Promise<TestGate & { readonly backendPort: number }> {
  const demo = await startDemo({ host: '127.0.0.1', port: 0 })
  const gate = await startTestGate({ backendPort: demo.port })
  t.teardown(async () => {
    await gate.stop(0)
    await demo.close()
  })
  return { ...gate, backendPort: demo.port }
}

/** The backend's end of the latest upgrade. */
export function lastEnd({ ends }: Stage): OriginConnection {
  const end = ends.at(-1)
  if (end === undefined) throw new Error('nothing was upgraded')
  return end
}
