import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { lookAtLog, tryLog } from '../../src/record/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-log-file-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Who has nothing on this machine; a test that is not run by root is somebody like that itself. */
const NOBODY = 65_534

t.test('a log that the gate’s own user cannot open is no log, for sure', async (t) => {
  const closed = join(folder, 'closed')
  mkdirSync(closed)
  chmodSync(folder, 0o755)
  chmodSync(closed, 0o555)
  const program = `import { tryLog } from ${JSON.stringify(
    new URL('../../src/record/log-file.ts', import.meta.url).href,
  )}
  console.log(JSON.stringify(tryLog(${JSON.stringify(join(closed, 'access.log'))})))`
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '-e', program],
    { ...asNobody, encoding: 'utf8', env: {} },
  )
  t.match(
    stdout,
    '{"why":"this user may not write there","code":"EACCES","isCertain":true}',
    stderr,
  )
})

t.test('a look finds what a try would, and makes nothing', async (t) => {
  const socket = join(folder, 'socket')
  const server = createServer().listen(socket)
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  const dangling = join(folder, 'dangling')
  symlinkSync(join(folder, 'nowhere', 'access.log'), dangling)
  const waiting = join(folder, 'waiting')
  symlinkSync(join(folder, 'to-be-made.log'), waiting)
  const circle = join(folder, 'circle')
  symlinkSync(circle, circle)
  for (const [path, why] of [
    [socket, 'it is a socket, or a pipe that nobody reads'],
    [dangling, 'a link leads to a folder that is not there'],
    [circle, 'its links lead in a circle'],
    [join(folder, 'x'.repeat(300)), 'its name is too long'],
    [folder, 'it is a folder'],
  ] as const) {
    t.match(lookAtLog(path), { why, isCertain: true }, `look: ${why}`)
    t.match(tryLog(path), { why, isCertain: true }, `try: ${why}`)
  }
  t.equal(lookAtLog(waiting), null)
  t.notOk(existsSync(join(folder, 'to-be-made.log')))
  t.equal(lookAtLog('stdout'), null)
})

t.test('folders that are made for a log are not for everybody', async (t) => {
  const before = process.umask(0)
  t.teardown(() => process.umask(before))
  const made = join(folder, 'made', 'deep')
  t.equal(tryLog(join(made, 'access.log')), null)
  t.equal(statSync(made).mode & 0o777, 0o750)
  t.equal(statSync(join(made, 'access.log')).mode & 0o777, 0o640)
})
