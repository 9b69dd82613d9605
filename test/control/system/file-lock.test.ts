import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { holdFile } from '../../../src/control/system/file-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-file-lock-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const PACE = { staleMs: 200, waitMs: 2_000 }
const HOUR_SECONDS = 3_600

t.test(
  'a lock that somebody left there is taken, also where its time is still to come',
  async (t) => {
    for (const [name, apart] of [
      ['past', -HOUR_SECONDS],
      ['future', HOUR_SECONDS],
    ] as const) {
      const file = join(folder, name)
      writeFileSync(`${file}.lock`, '1\n')
      const at = Date.now() / 1000 + apart
      utimesSync(`${file}.lock`, at, at)
      const release = await holdFile(file, PACE)
      release()
      t.notOk(existsSync(`${file}.lock`), name)
    }
  },
)

t.test('who was taken for dead does not let go of what somebody else holds now', async (t) => {
  const file = join(folder, 'slow')
  const slow = await holdFile(file, PACE)
  const next = await holdFile(file, PACE)
  slow()
  t.ok(existsSync(`${file}.lock`))
  next()
  t.notOk(existsSync(`${file}.lock`))
})

t.test('a disk that takes no byte leaves no lock behind', async (t) => {
  const file = join(folder, 'full')
  const lock = join(import.meta.dirname, '../../../src/control/system/file-lock.ts')
  const program = `import { holdFile } from ${JSON.stringify(lock)}
await holdFile(${JSON.stringify(file)}).then(() => console.log('held'), ({ code }) => console.log(code))`
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -f 0; "$0" --input-type=module -e "$1" | cat',
    process.execPath,
    program,
  ])
  t.equal(stdout, 'EFBIG\n')
  t.notOk(existsSync(`${file}.lock`))
})
