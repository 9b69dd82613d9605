import {
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type Done,
  type Writev,
  systemSpoolDisk as disk,
  writerOf,
} from '../../src/kept/spool-disk.ts'

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-disk-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const done = (act: (told: Done) => void): Promise<Error | null> =>
  new Promise((resolve) => {
    act(resolve)
  })

t.test('what is written is read, from a file for its owner that has no name', async (t) => {
  const folder = join(folderOf(t), 'run', 'answers')
  const file = disk.open(folder, 'worker-0')
  t.teardown(() => disk.close(file))
  t.strictSame(readdirSync(folder), [])
  t.equal(fstatSync(file).mode & 0o777, 0o600)
  t.equal(fstatSync(file).nlink, 0)
  const pieces = [Buffer.from('one'), Buffer.from('two')]
  t.equal(await done((told) => disk.write(file, pieces, 5, told)), null)
  const into = Buffer.alloc(6)
  t.equal(await done((told) => disk.read(file, into, 5, told)), null)
  t.equal(String(into), 'onetwo')
  t.match(await done((told) => disk.read(file, Buffer.alloc(9), 5, told)), { message: /too early/ })
})

t.test('what a killed process left is taken away, and no link is followed', async (t) => {
  const folder = folderOf(t)
  const other = join(folder, 'other')
  writeFileSync(other, "somebody else's")
  writeFileSync(join(folder, 'left'), '')
  symlinkSync(other, join(folder, 'link'))
  for (const name of ['left', 'link']) {
    const file = disk.open(folder, name)
    t.equal(await done((told) => disk.write(file, [Buffer.from('mine')], 0, told)), null)
    disk.close(file)
  }
  t.equal(readFileSync(other, 'utf8'), "somebody else's")
  t.strictSame(readdirSync(folder), ['other'])
})

t.test('a folder in which no file can be made is an error', async (t) => {
  const folder = folderOf(t)
  mkdirSync(join(folder, 'worker-0'))
  t.throws(() => disk.open(folder, 'worker-0'))
  writeFileSync(join(folder, 'file'), '')
  t.throws(() => disk.open(join(folder, 'file', 'answers'), 'worker-0'))
})

t.test('a disk that writes a part at a time writes all, or says why not', async (t) => {
  const written = Buffer.alloc(12)
  const parts = (most: number): Writev => {
    return (_file, pieces, position, told) => {
      const part = Buffer.concat(pieces).subarray(0, most)
      part.copy(written, position)
      told(null, part.length)
    }
  }
  const pieces = ['abc', 'defgh', 'ijkl'].map((text) => Buffer.from(text))
  for (const most of [1, 3, 4, 5, 100]) {
    written.fill(0)
    t.equal(await done((told) => writerOf(parts(most))(0, pieces, 0, told)), null)
    t.equal(String(written), 'abcdefghijkl', String(most))
  }
  t.match(await done((told) => writerOf(parts(0))(0, pieces, 0, told)), { message: /nothing/ })
  const full = writerOf((_file, _pieces, _position, told) => told(new Error('full'), 0))
  const fails = await done((told) => full(0, pieces, 0, told))
  t.match(fails, { message: 'full' })
})
