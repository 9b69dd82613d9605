import t from 'tap'
import { compileConfig } from '../../src/config/index.ts'
import { readProjectFile } from '../support/sources.ts'

const guide = readProjectFile('docs/in-front-of-your-application.md')

/** The folders that the user of the guide's gate owns: it can write nowhere else. */
const owners = /^The gate runs as a user[^.]*/m.exec(guide)?.[0] ?? ''
const owned = [...owners.matchAll(/`(\/[^`]+)`/g)].map(([, folder]) => `${folder}/`)

t.test('the gate of the guide writes where its user may, and nowhere else', async (t) => {
  t.equal(owned.length, 3)
  const text = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? ''
  const compiled = compileConfig(text, { file: 'gate.yaml', folder: '/etc/paart', cores: 1 })
  t.same(compiled.mistakes, [])
  if (!compiled.ok) return
  const { keep, logTo, admin, pass } = compiled.snapshot
  for (const path of [keep.folder, logTo, admin?.socket, pass.keysFile]) {
    t.ok(
      owned.some((folder) => path?.startsWith(folder)),
      path ?? 'nowhere',
    )
  }
})
