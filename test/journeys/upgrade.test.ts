import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { version } from '../../src/control/index.ts'
import { configText } from '../support/gate.ts'
import { eventually } from '../support/eventually.ts'
import { get, openConnection } from '../support/http.ts'
import { loadPause, startLoad } from '../support/load.ts'
import { type OriginConnection, answer, startOrigin } from '../support/recording-origin.ts'
import { ended, startUpgradable } from '../support/upgrading.ts'
import { clientFrame, handshakeBytes, acceptance, serverFrame } from '../support/websocket.ts'
import { acceptOf } from '../../src/proxy/reading/handshake.ts'

// Programs start one after the other, on machines that are busy.
t.setTimeout(180_000)

/** A download in pieces, of which the test gives one after the other. */
const PIECE = Buffer.alloc(64 * 1024, 'p')
const PIECES = 4

const downloads: OriginConnection[] = []
const origin = await startOrigin({
  async respond({ target, headers }, connection) {
    if (headers.has('upgrade')) {
      const key = headers.get('sec-websocket-key') ?? ''
      connection.socket.write(acceptance({ 'Sec-WebSocket-Accept': acceptOf(key) }))
      for (;;) {
        const frame = await connection.reader.readBytes(6 + 2)
        if (frame.length < 8) return null
        const text = frame.subarray(6).map((byte, i) => byte ^ (frame[2 + i] ?? 0))
        connection.socket.write(serverFrame(0x81, Buffer.from(text)))
      }
    }
    if (target !== '/download') {
      // As long as people pause, so that at every moment some requests are under way.
      await loadPause()
      return answer({ status: 200, body: target })
    }
    downloads.push(connection)
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${PIECES * PIECE.length}\r\n\r\n`
    connection.socket.write(head)
    connection.socket.write(PIECE)
    return null
  },
})
t.teardown(origin.close)

const TEXT = configText({ backendPort: origin.port, workers: 2 }).replace(
  '  - address: 127.0.0.1:0',
  '  - address: 127.0.0.1:0\n  - address: unix:web.sock',
)

/** What `status` says of an upgrade. */
function upgradedIn(out: string): Readonly<Record<string, unknown>> | null {
  const { upgraded } = JSON.parse(out) as { upgraded: Readonly<Record<string, unknown>> | null }
  return upgraded
}

/** The files that the gate which was started by another one has open. */
function filesOfHeir(pid: number): readonly string[] {
  const [heir = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  const folder = `/proc/${heir}/fd`
  return readdirSync(folder).map((file) => {
    try {
      return readlinkSync(join(folder, file))
    } catch {
      // It has been closed meanwhile.
      return ''
    }
  })
}

t.test('nobody who asks, downloads or is connected notices an upgrade', async (t) => {
  const gate = await startUpgradable(t, TEXT)
  const { port, folder, command, paart } = gate
  const download = await openConnection(port)
  t.teardown(download.close)
  download.send('GET /download HTTP/1.1\r\nHost: a\r\n\r\n')
  const whole = download.receive()
  await eventually('it is under way', () => downloads.length === 1)
  const socket = await openConnection(port)
  t.teardown(socket.close)
  socket.send(handshakeBytes('/talk'))
  t.match((await socket.reader.readBytes(12)).toString(), 'HTTP/1.1 101')
  await socket.reader.readUntil('\r\n\r\n')
  const crowd = startLoad(t, { port, fresh: 4, keeping: 4 })
  await eventually('they are answered', () => crowd.answered() > 20)
  t.equal(upgradedIn((await paart('--json', 'status')).out), null)

  const { code, out } = await paart('upgrade')
  t.equal(code, 0)
  const own = version()
  t.equal(out, `upgrade: ${own} -> ${own}, 2 workers, old one drains (up to 30 s)\n`)
  t.match(upgradedIn((await paart('--json', 'status')).out), { from: own, isDraining: true })
  t.match(
    (await paart('status')).out,
    /^upgraded from \S+ at [\d-]+T[\d:.]+Z; the old gate still drains$/m,
  )
  const inherited = filesOfHeir(command.pid).filter((name) => name.includes('estate'))
  t.strictSame(inherited, [], 'what was handed over takes no memory any more')
  const before = crowd.answered()
  await eventually('they are answered as before', () => crowd.answered() > before + 50)
  await crowd.stop()
  t.strictSame(crowd.failures, [], 'nobody was left without an answer')

  // As whoever stops a whole group of processes does: nothing of what the new one has is touched.
  process.kill(command.pid, 'SIGTERM')
  socket.send(clientFrame(0x81, 'hi'))
  t.strictSame(await socket.reader.readBytes(4), Buffer.from([0x81, 2, 0x68, 0x69]), 'goes on')
  socket.close()
  for (let pieces = 1; pieces < PIECES; pieces++) downloads[0]?.socket.write(PIECE)
  const { status, complete, body } = await whole
  t.strictSame({ status, complete }, { status: 200, complete: true })
  t.ok(body.equals(Buffer.concat(Array(PIECES).fill(PIECE))), 'byte for byte')
  download.close()
  await ended(command.pid)
  t.match(upgradedIn((await paart('--json', 'status')).out), { isDraining: false })
  t.notOk(existsSync(join(folder, 'run/spent.bin')), 'it leaves nothing that is not true any more')
  t.equal((await get(port, '/new')).status, 200)
  t.equal((await get(join(folder, 'web.sock'), '/new')).status, 200, 'at the Unix socket as well')
  t.match(readFileSync(join(folder, 'access.log'), 'utf8'), '"did":"upgrade"')
  const restarted = await paart('worker', 'restart', '0')
  t.equal(restarted.code, 0, 'whoever took over has a crew as any other')
  command.signal('SIGTERM')
  await command.ended
  await t.rejects(get(port, '/new'), { code: 'ECONNREFUSED' }, 'one signal ends it')
})
