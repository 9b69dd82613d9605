import { copyFileSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { lockPath, Run } from '../../src/kept/runs.ts'
import { newFolder } from './scene.ts'

interface Holder {
  readonly id: string
  readonly thread: Worker
}

async function newHolder(folder: string, isBusy: boolean): Promise<Holder> {
  const thread = new Worker(new URL('run-holder.ts', import.meta.url), {
    workerData: { folder, isBusy },
  })
  const id = await new Promise<string>((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  return { id, thread }
}

function filesOf({ id }: Run): readonly string[] {
  return [`${id}.beat`, `${id}.lock`]
}

t.test('a run lives until it ends, as others see it', async (t) => {
  const folder = newFolder(t)
  const [one, other] = [await Run.begin(folder), await Run.begin(folder)]
  t.not(one.id, other.id)
  t.match(one.id, /^[0-9a-f]{12}$/)
  t.ok(await one.isAlive(one.id))
  t.ok(await one.isAlive(other.id))
  t.notOk(await one.isAlive('0'.repeat(12)), 'one that never was')
  await other.end()
  t.notOk(await one.isAlive(other.id))
  t.strictSame(readdirSync(folder).toSorted(), filesOf(one), 'nothing is left of it')
  await other.end()
  writeFileSync(lockPath(folder, 'a'.repeat(12)), '')
  t.notOk(await one.isAlive('a'.repeat(12)), 'a file that nobody listens at')
  await one.end()
})

t.test('a thread that is ended from outside lives no more, one that is busy does', async (t) => {
  const folder = newFolder(t)
  const run = await Run.begin(folder)
  for (const isBusy of [false, true]) {
    const { id, thread } = await newHolder(folder, isBusy)
    const asked = await Promise.all(Array.from({ length: 600 }, () => run.isAlive(id)))
    t.ok(asked.every(Boolean), isBusy ? 'busy' : 'waiting')
    await thread.terminate()
    t.notOk(await run.isAlive(id), 'ended')
  }
  await run.end()
})

t.test('a folder may have a longer name than a socket', async (t) => {
  const folder = join(newFolder(t), 'x'.repeat(120), '\u00e9'.repeat(60))
  mkdirSync(folder, { recursive: true })
  const [one, other] = [await Run.begin(folder), await Run.begin(folder)]
  t.strictSame(readdirSync(folder).toSorted(), [...filesOf(one), ...filesOf(other)].toSorted())
  t.ok(await one.isAlive(other.id))
  const { id, thread } = await newHolder(folder, false)
  t.ok(await one.isAlive(id))
  await thread.terminate()
  t.notOk(await one.isAlive(id))
  await other.end()
  t.notOk(await one.isAlive(other.id))
  await one.end()
})

t.test('a run of another machine lives as long as it shows that it does', async (t) => {
  const folder = newFolder(t)
  const here = await Run.begin(folder)
  const there = 'b'.repeat(12)
  const beat = join(folder, `${there}.beat`)
  // Its socket is no file here, or one at which nobody listens.
  writeFileSync(lockPath(folder, there), '')
  writeFileSync(beat, 'the kernel of another machine')
  t.ok(await here.isAlive(there))
  const now = Date.now() / 1000
  utimesSync(beat, now, now - 45)
  t.ok(await here.isAlive(there), 'it has missed some beats')
  utimesSync(beat, now, now - 75)
  t.notOk(await here.isAlive(there), 'it is silent')
  utimesSync(join(folder, `${here.id}.beat`), now, now - 75)
  t.ok(await here.isAlive(there), 'and so is this one: nobody can tell')
  await here.end()
})

t.test('of this machine a run that has ended is known at once', async (t) => {
  const folder = newFolder(t)
  const [here, there] = [await Run.begin(folder), await Run.begin(folder, undefined, 'elsewhere')]
  const dead = 'c'.repeat(12)
  writeFileSync(lockPath(folder, dead), '')
  copyFileSync(join(folder, `${here.id}.beat`), join(folder, `${dead}.beat`))
  t.notOk(await here.isAlive(dead))
  t.ok(await there.isAlive(dead), 'another machine waits for its beats')
  await here.end()
  await there.end()
})

t.test('where no socket can be made no run begins', async (t) => {
  await t.rejects(Run.begin(join(newFolder(t), 'missing')), { code: /ENOENT|EACCES/ })
  const folder = join(newFolder(t), 'x'.repeat(120))
  await t.rejects(Run.begin(folder), { code: 'ENOENT' })
})
