import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { compiledFolder } from '../../../src/control/system/compiled.ts'

function newFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'paart-compiled-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

t.test('what was compiled lies beside the keys, for the gate alone', async (t) => {
  const keys = join(newFolder(t), 'keys')
  const folder = compiledFolder(keys)
  t.equal(folder, join(keys, 'compiled'))
  t.equal(statSync(join(keys, 'compiled')).mode & 0o777, 0o700)
  t.equal(compiledFolder(keys), folder, 'and is found again')
})

t.test('nothing is kept where somebody else could put their code in its place', async (t) => {
  const keys = newFolder(t)
  chmodSync(keys, 0o777)
  t.equal(compiledFolder(keys), null)
  t.notOk(existsSync(join(keys, 'compiled')))
  chmodSync(keys, 0o700)
  chmodSync(compiledFolder(keys) ?? '', 0o777)
  t.equal(compiledFolder(keys), null)
})

t.test('nothing is kept where no folder can be made', async (t) => {
  const file = join(newFolder(t), 'a-file')
  writeFileSync(file, '')
  t.equal(compiledFolder(join(file, 'keys')), null)
})
