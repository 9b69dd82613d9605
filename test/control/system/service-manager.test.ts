import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { openServiceManager } from '../../../src/control/system/service-manager.ts'
import { listenForDatagrams } from '../../support/datagrams.ts'
import { eventually } from '../../support/eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-manager-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const PID = 4711

function opened(
  env: Readonly<Record<string, string>>,
  onNote = (line: string): void => void t.fail(line),
) {
  return openServiceManager({ env, pid: PID, onNote })
}

t.test('who names no socket hears nothing', async (t) => {
  t.equal(await opened({}), null)
  t.equal(await opened({ NOTIFY_SOCKET: '' }), null)
})

t.test('it is told as sd_notify(3) says', async (t) => {
  const NOTIFY_SOCKET = join(folder, 'told')
  const listener = listenForDatagrams(NOTIFY_SOCKET)
  t.teardown(listener.close)
  const manager = await opened({ NOTIFY_SOCKET })
  const before = process.hrtime.bigint() / 1000n
  manager?.serving('\nlistening on a port\nand more')
  manager?.reloading()
  manager?.serving('x'.repeat(1000))
  manager?.alive()
  manager?.stopping()
  const [first, reloading = '', ...rest] = listener.received()
  t.equal(first, 'READY=1\nSTATUS=listening on a port')
  const [, at = '0'] = /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/.exec(reloading) ?? []
  t.ok(BigInt(at) >= before && BigInt(at) <= process.hrtime.bigint() / 1000n, 'by its clock')
  t.strictSame(rest, [
    `READY=1\nSTATUS=${'x'.repeat(200)}`,
    'WATCHDOG=1',
    'STOPPING=1\nSTATUS=finishing what is under way',
  ])
})

t.test('a socket that nobody listens at is noted', async (t) => {
  const notes: string[] = []
  const NOTIFY_SOCKET = join(folder, 'nobody')
  const manager = await opened({ NOTIFY_SOCKET }, (line) => notes.push(line))
  manager?.serving('well')
  await eventually('it is given up', () => notes.length > 0)
  t.strictSame(notes, [`the service manager at ${NOTIFY_SOCKET} takes no READY=1`])
})

t.test(
  'it hears that the gate is alive twice in its time, where it means this process',
  async (t) => {
    const NOTIFY_SOCKET = '/nobody'
    const cases = [
      { env: {}, want: null },
      { env: { WATCHDOG_USEC: '60000000' }, want: 30_000 },
      { env: { WATCHDOG_USEC: '60000000', WATCHDOG_PID: String(PID) }, want: 30_000 },
      { env: { WATCHDOG_USEC: '60000000', WATCHDOG_PID: '1' }, want: null },
      { env: { WATCHDOG_USEC: '1' }, want: 1 },
      { env: { WATCHDOG_USEC: 'soon' }, want: null },
    ]
    for (const { env, want } of cases) {
      t.equal((await opened({ NOTIFY_SOCKET, ...env }))?.aliveMs, want, JSON.stringify(env))
    }
  },
)
