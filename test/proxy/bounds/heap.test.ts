import t from 'tap'
import { heapShare } from '../../../src/proxy/bounds/heap.ts'
import { startClockedGate } from '../../support/clocked-gate.ts'
import { configText } from '../../support/gate.ts'
import { get, openConnection } from '../../support/http.ts'
import { answer, startOrigin } from '../../support/recording-origin.ts'

t.test('a worker whose memory runs out keeps no connection, then begins nothing', async (t) => {
  const origin = await startOrigin({ respond: () => answer({ status: 200, body: 'page' }) })
  t.teardown(origin.close)
  let share = 0
  const gate = await startClockedGate(t, configText({ backendPort: origin.port }), {
    heapShare: () => share,
  })
  const told = async (): Promise<readonly unknown[]> => {
    const connection = await openConnection(gate.port)
    const { status, headers } = await get(connection, '/page')
    connection.close()
    return [status, headers.get('connection'), headers.get('retry-after')]
  }
  const served = [200, 'keep-alive', undefined]
  t.strictSame(await told(), served)
  share = 0.96
  t.strictSame(await told(), served, 'it is looked at once a second')
  gate.clock.advance(1_000)
  t.strictSame(await told(), [200, 'close', undefined])
  share = 0.995
  gate.clock.advance(1_000)
  t.strictSame(await told(), [503, 'close', '5'])
  t.equal(gate.outcomes.at(-1)?.reason.name, 'gate-full')
  t.equal(origin.requests.length, 3)
  share = 0.5
  gate.clock.advance(1_000)
  t.strictSame(await told(), served, 'and as before once there is room')
})

t.test('how much is used is a share of what there is', async (t) => {
  t.ok(heapShare() > 0 && heapShare() < 0.95, String(heapShare()))
})
