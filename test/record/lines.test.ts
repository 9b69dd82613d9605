import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { watch } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { openLines } from '../../src/record/lines.ts'
import { eventually } from '../support/eventually.ts'
import { linesOf } from '../support/lines-of.ts'

const LINE = 'x'.repeat(250)

/** What is held at most for a disk that does not take it. */
const HELD_BYTES_MAX = 4_194_304

/** Lines are lost together with those that were to be written at once with them. */
const BATCH_BYTES_MAX = 69_632

const folder = mkdtempSync(join(tmpdir(), 'paart-lines-'))
t.teardown(() => rmSync(folder, { recursive: true }))

t.test('a file that was renamed is left and made anew', async (t) => {
  const file = join(folder, 'rotated.log')
  const lines = openLines(file)
  lines.append('/before')
  renameSync(file, `${file}.1`)
  lines.append('/renamed')
  lines.reopen()
  lines.append('/after')
  lines.close()
  t.same(await linesOf(`${file}.1`, 2), ['/before', '/renamed'])
  t.same(await linesOf(file, 1), ['/after'])
})

t.test('a new file is for its owner and its group, an old one is as it was', async (t) => {
  const file = join(folder, 'modes.log')
  for (const umask of [0o000, 0o077]) {
    const before = process.umask(umask)
    openLines(file).close()
    process.umask(before)
    t.equal(statSync(file).mode & 0o777, 0o640)
    rmSync(file)
  }
  writeFileSync(file, '')
  chmodSync(file, 0o604)
  openLines(file).close()
  t.equal(statSync(file).mode & 0o777, 0o604)
})

t.test('what is in the way is known until it is not', async (t) => {
  const inner = join(folder, 'later')
  writeFileSync(inner, 'not a folder')
  const lines = openLines(join(inner, 'access.log'))
  t.equal(lines.fault(), 'ENOTDIR')
  lines.append(LINE)
  t.equal(lines.takeDropped(), 1)
  rmSync(inner)
  lines.reopen()
  t.equal(lines.fault(), null)
  lines.close()
  const full = openLines('/dev/full')
  t.equal(full.fault(), null)
  for (let i = 0; i < 100; i++) full.append(LINE)
  await eventually('it is full', () => full.fault() === 'ENOSPC')
  full.close()
})

t.test('a file that cannot be made anew leaves the old one in use', async (t) => {
  const inner = join(folder, 'inner')
  const file = join(inner, 'access.log')
  const lines = openLines(file)
  const moved = join(folder, 'moved')
  renameSync(inner, moved)
  writeFileSync(inner, 'not a folder')
  lines.reopen()
  lines.append(LINE)
  lines.close()
  t.equal((await linesOf(join(moved, 'access.log'), 1)).length, 1)
})

t.test('lines are written without being asked for once there are some', async (t) => {
  const file = join(folder, 'gathered.log')
  const lines = openLines(file)
  for (let i = 0; i < 20; i++) lines.append(LINE)
  t.ok((await linesOf(file, 1)).length >= 1)
  lines.append(LINE)
  lines.close()
  t.equal((await linesOf(file, 21)).length, 21, 'and the rest at the end')
  lines.append(LINE)
  lines.close()
  t.equal(readFileSync(file, 'utf8').split('\n').length, 22, 'nothing after it')
})

t.test('a file that cannot be opened stops nothing', async (t) => {
  writeFileSync(join(folder, 'file'), '')
  const lines = openLines(join(folder, 'file', 'access.log'))
  for (let i = 0; i < 20; i++) lines.append(LINE)
  lines.reopen()
  rmSync(join(folder, 'file'))
  lines.reopen()
  lines.append('/now')
  lines.close()
  t.equal((await linesOf(join(folder, 'file', 'access.log'), 1)).length, 1, 'and may come later')
  t.equal(lines.takeDropped(), 20, 'what came before is lost, and counted')
})

t.test('a quiet gate writes its lines by itself', async (t) => {
  const file = join(folder, 'quiet.log')
  const lines = openLines(file)
  lines.append(LINE)
  for await (const { eventType } of watch(file)) {
    t.equal(eventType, 'change')
    if (statSync(file).size > 0) break
  }
  t.equal((await linesOf(file, 1)).length, 1)
  lines.close()
})

t.test('a disk that is too slow loses lines, not the memory', async (t) => {
  const file = join(folder, 'slow.log')
  const lines = openLines(file)
  const bytes = LINE.length + 1
  for (let sent = 0; sent < 1.2 * HELD_BYTES_MAX; sent += bytes) lines.append(LINE)
  lines.close()
  const sentLines = Math.ceil((1.2 * HELD_BYTES_MAX) / bytes)
  const want = (sentLines - lines.takeDropped()) * bytes
  while (statSync(file).size < want) await nextTurn()
  t.equal(statSync(file).size, want, 'what is not written is told')
  t.equal(lines.takeDropped(), 0, 'once')
  t.ok(want <= HELD_BYTES_MAX, 'no more is held than may be')
  t.ok(want > HELD_BYTES_MAX - BATCH_BYTES_MAX, 'and no less')
})

t.test('lines of any length and in any script are written as they are', async (t) => {
  const file = join(folder, 'scripts.log')
  const lines = openLines(file)
  const written = [0, 1, 5_000, 6_800, 6_900, 20_000].flatMap((length) =>
    ['x', 'é', '門', '🚪'].map((letter) => letter.repeat(length)),
  )
  for (const line of written) lines.append(line)
  lines.close()
  const bytes = written.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
  await eventually('all of it is written', () => statSync(file).size === bytes)
  t.equal(readFileSync(file, 'utf8'), written.map((line) => `${line}\n`).join(''))
  t.equal(lines.takeDropped(), 0)
})

t.test('lines can be sent elsewhere, and none is lost by it', async (t) => {
  const [old, next] = [join(folder, 'old.log'), join(folder, 'next', 'next.log')]
  const lines = openLines(old)
  lines.append('/old')
  t.equal(lines.moveTo(old), true, 'where it is already')
  t.equal(lines.moveTo(next), true)
  lines.append('/next')
  t.equal(lines.moveTo(join(old, 'access.log')), false, 'a file is no folder')
  lines.append('/still')
  renameSync(next, `${next}.1`)
  lines.reopen()
  lines.append('/reopened')
  lines.close()
  t.same(await linesOf(old, 1), ['/old'])
  t.same(await linesOf(`${next}.1`, 2), ['/next', '/still'])
  t.same(await linesOf(next, 1), ['/reopened'], 'by its new name')
  t.equal(lines.takeDropped(), 0)
})

t.test('a full disk neither throws nor blocks', { skip: !existsSync('/dev/full') }, async (t) => {
  const cases: { name: string; count: number; turns: number }[] = [
    { name: 'nothing was written', count: 0, turns: 0 },
    { name: 'few lines, closed before they are tried', count: 3, turns: 0 },
    { name: 'many lines, closed while they are tried', count: 100, turns: 0 },
    { name: 'many lines, closed after they failed', count: 100, turns: 200 },
    { name: 'more lines than are held', count: 20_000, turns: 0 },
  ]
  for (const { name, count, turns } of cases) {
    const lines = openLines('/dev/full')
    t.doesNotThrow(() => {
      for (let i = 0; i < count; i++) lines.append(LINE)
    }, name)
    for (let i = 0; i < turns; i++) {
      await nextTurn()
      lines.append(LINE)
    }
    t.doesNotThrow(() => lines.close(), `${name}: closing`)
    let lost = lines.takeDropped()
    await eventually(name, () => (lost += lines.takeDropped()) >= count + turns)
    t.equal(lost, count + turns, `${name}: all are counted`)
  }
})

t.test('lines go to standard output where the configuration says so', async (t) => {
  const program = `
    import { openLines } from '${new URL('../../src/record/lines.ts', import.meta.url).href}'
    const lines = openLines('stdout')
    lines.append('one')
    lines.reopen()
    lines.append('two')
    lines.close()`
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  )
  t.equal(status, 0)
  t.equal(stdout, 'one\ntwo\n')
})
