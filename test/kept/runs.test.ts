import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
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
  t.strictSame(readdirSync(folder), [`${one.id}.lock`], 'nothing is left of it')
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
  t.strictSame(readdirSync(folder).toSorted(), [`${one.id}.lock`, `${other.id}.lock`].toSorted())
  t.ok(await one.isAlive(other.id))
  const { id, thread } = await newHolder(folder, false)
  t.ok(await one.isAlive(id))
  await thread.terminate()
  t.notOk(await one.isAlive(id))
  await other.end()
  t.notOk(await one.isAlive(other.id))
  await one.end()
})

t.test('where no socket can be made no run begins', async (t) => {
  await t.rejects(Run.begin(join(newFolder(t), 'missing')), { code: /ENOENT|EACCES/ })
  const folder = join(newFolder(t), 'x'.repeat(120))
  await t.rejects(Run.begin(folder), { code: 'ENOENT' })
})
