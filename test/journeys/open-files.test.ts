import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LAUNCHER, startCommand } from '../support/command.ts'
import { configText } from '../support/gate.ts'
import { type Connection, get, openConnection } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

/** As few as a forgotten limit leaves, and twice as many clients that hold a connection for nothing. */
const FILES = 200
const IDLE = 400
/** At once, each on a connection of its own. */
const REQUESTS = 20

const origin = await startOrigin()
const folder = mkdtempSync(join(tmpdir(), 'paart-open-files-'))
t.teardown(async () => {
  await origin.close()
  rmSync(folder, { recursive: true, force: true })
})

t.test(
  'a gate at the limit of open files serves whoever comes, and lets idle clients go',
  async (t) => {
    writeFileSync(join(folder, 'paart.yaml'), configText({ backendPort: origin.port, workers: 2 }))
    const limited = `ulimit -n ${FILES} && exec "$0" "$@"`
    const command = startCommand(['-c', limited, LAUNCHER, 'run', '--config', 'paart.yaml'], {
      cwd: folder,
      program: '/bin/bash',
    })
    t.teardown(() => command.signal('SIGKILL'))
    const port = Number(await command.says(/http:\/\/127\.0\.0\.1:(\d+)/))
    t.match(command.err(), /lets the gate open 200 files .* at most \d+ connections of clients/)

    const idle: Connection[] = []
    const enter = async (): Promise<void> => void idle.push(await openConnection(port))
    for (let i = 0; i < IDLE / REQUESTS; i++) {
      await Promise.all(Array.from({ length: REQUESTS }, enter))
      t.equal((await get(port, `/between/${i}`)).status, 200)
    }
    for (let round = 0; round < 10; round++) {
      const answers = Array.from({ length: REQUESTS }, (_, i) => get(port, `/${round}/${i}`))
      const statuses = (await Promise.all(answers)).map(({ status }) => status)
      t.strictSame(new Set(statuses), new Set([200]), `round ${round}`)
    }
    t.ok(
      idle.some(({ socket }) => !socket.destroyed),
      'those who came last are still there',
    )
    for (const { close } of idle) close()
    t.equal((await get(port, '/after')).status, 200)
    command.signal('SIGTERM')
    t.equal(await command.ended, 0)
  },
)
