import { readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { markOf } from '../../src/kept/mark.ts'
import { keep, newFolder, newScene, opened } from './scene.ts'

t.test('a folder gets one mark, whoever comes first', async (t) => {
  const folder = newFolder(t)
  const marks = await Promise.all(Array.from({ length: 50 }, () => markOf(folder)))
  t.equal(new Set(marks).size, 1)
  t.match(marks[0], /^[A-Za-z0-9]{4}$/)
  t.equal(await markOf(folder), marks[0])
  t.not(await markOf(newFolder(t)), marks[0])
})

t.test('what is no mark is not taken for one', async (t) => {
  const folder = newFolder(t)
  symlinkSync('../somewhere', join(folder, 'mark'))
  await t.rejects(markOf(folder), { message: /is no mark of a folder/ })
  await t.rejects(markOf(join(folder, 'missing')), { code: 'ENOENT' })
})

t.test('a form is found under its own id alone', async (t) => {
  const { store, folder } = await newScene(t)
  const ticket = await keep(store, Buffer.from('a=1'))
  t.equal(ticket.id.length, 16)
  t.ok(ticket.id.endsWith(readlinkSync(join(folder, 'mark'))))
  t.ok(await opened(store, ticket))
  t.equal(await store.open({ ...ticket, id: `${ticket.id.slice(0, -4)}AAAA` }), null)
})

t.test(
  'a mark that was lost is made anew, and what lies there is found all the same',
  async (t) => {
    const first = await newScene(t)
    const ticket = await keep(first.store, Buffer.from('a=1'))
    await first.end()
    rmSync(join(first.folder, 'mark'))
    const second = await newScene(t, { folder: first.folder })
    t.ok(await opened(second.store, ticket))
  },
)
