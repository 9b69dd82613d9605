import { once } from 'node:events'
import { type AddressInfo } from 'node:net'
import { type Test } from 'tap'
import { type KeyRing, keyRing, newKeyFile } from '../../src/client/index.ts'
import { compileConfig } from '../../src/config/index.ts'
import { type Limits } from '../../src/limits/index.ts'
import { type Clock, type Outcome } from '../../src/model/index.ts'
import { type GateTools, openGate } from '../../src/proxy/index.ts'
import { type FakeClock, fakeClock } from './clock.ts'
import { knowRing } from './insider.ts'
import { onlyListen } from './listen-tools.ts'
import { smallLimits } from './small-limits.ts'

/** Noon of some day, so that no test meets midnight. */
const NOON_MS = 1_800_014_400_000

/** A gate in the test's own process, whose time the test moves. */
export interface ClockedGate {
  readonly port: number
  readonly clock: FakeClock
  readonly limits: Limits
  readonly ring: KeyRing
  /** What has been recorded, in its order; the test takes out what it has seen. */
  readonly outcomes: Outcome[]
}

/** Every look at the clock takes a little time, so that nothing takes none. */
function ticking(clock: FakeClock): Clock {
  let ticksMs = 0
  return { wallMs: clock.wallMs, steadyMs: () => clock.steadyMs() + (ticksMs += 0.001) }
}

export async function startClockedGate(
  t: Test,
  text: string,
  {
    beside = null,
    ...options
  }: Partial<
    Pick<
      GateTools,
      'answerBuffers' | 'figures' | 'heapShare' | 'kept' | 'onDeleted' | 'others' | 'spool'
    >
  > & {
    /** Another worker of the same gate: with its time, its memory and its keys. */
    readonly beside?: Pick<ClockedGate, 'clock' | 'limits' | 'ring'> | null
  } = {},
): Promise<ClockedGate> {
  const compiled = compileConfig(text, { file: 'conf/paart.yaml', folder: '/tmp', cores: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  const { clock, limits, ring } = beside ?? {
    clock: fakeClock(NOON_MS),
    limits: smallLimits(),
    ring: keyRing(newKeyFile(NOON_MS / 1000)),
  }
  const outcomes: Outcome[] = []
  knowRing(ring)
  const gate = openGate({
    clock: ticking(clock),
    limits,
    keys: () => ring,
    snapshot: () => compiled.snapshot,
    workers: 1,
    connectionsMax: 1_000,
    kept: null,
    spool: null,
    onClosed: (why) => t.fail(why),
    record: (outcome) => void outcomes.push(outcome),
    onEjected: () => undefined,
    onNotice: () => undefined,
    onDefect: (error) => t.fail(String(error)),
    ...options,
  })
  const server = gate.createServer(onlyListen(compiled.snapshot), 0).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await gate.close()
  })
  return { port: (server.address() as AddressInfo).port, clock, limits, ring, outcomes }
}
