import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { type KeyFile, newKeyFile, parseKeyFile } from '../../../src/client/index.ts'
import { compileConfig } from '../../../src/config/index.ts'
import { type BeginTools, beginKeys } from '../../../src/control/changes/begin-keys.ts'
import { configText } from '../../support/gate.ts'
import { SECRET, newFolder } from '../../support/ring-stage.ts'

const NOW = 1_800_000_000

/** What a gate in a folder starts with, whose store is at a socket that nobody may have made. */
function begin(
  folder: string,
  more: Partial<BeginTools> = {},
): { readonly notes: readonly string[]; readonly keys: Promise<KeyFile> } {
  writeFileSync(join(folder, 'ring.secret'), SECRET, { mode: 0o600 })
  const store = '{ kind: valkey, urls: ["unix:s"], ringSecretFile: ring.secret }'
  const text = configText({ backendPort: 1, rest: `store: ${store}` })
  const compiled = compileConfig(text, { file: 'paart.yaml', folder, cores: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  const notes: string[] = []
  const tools = { nowSeconds: NOW, credentials: undefined, isSuccessor: false, ...more }
  return {
    notes,
    keys: beginKeys(compiled.snapshot, { ...tools, onNote: (line) => notes.push(line) }),
  }
}

t.test('a gate starts where its store is not there, or hangs', async (t) => {
  const folder = newFolder(t)
  const file = join(folder, 'run/keys.json')
  mkdirSync(join(folder, 'run'))
  writeFileSync(file, '', { mode: 0o600 })
  const first = begin(folder)
  const keys = await first.keys
  t.match(keys.keys, [{ createdAt: NOW, isFirst: true }], 'an empty file is filled')
  t.same(parseKeyFile(readFileSync(file, 'utf8')), keys)
  t.match(first.notes, [
    /^the store does not say which keys .*, the gate begins with a key of its own, and/,
  ])
  const silent = createServer()
  silent.listen(join(folder, 's'))
  t.teardown(() => silent.close())
  const again = begin(folder)
  t.same(await again.keys, keys)
  t.match(again.notes, [
    /^the store does not say which keys the ring has, it is asked again: .*within/,
  ])
  t.same(await begin(folder, { isSuccessor: true }).keys, keys, 'who takes over asks nobody')
})

t.test('keys among the credentials are those to begin with', async (t) => {
  const folder = t.testdir({ credentials: {} })
  const given = newKeyFile(NOW)
  writeFileSync(join(folder, 'credentials/keys.json'), JSON.stringify(given))
  const { keys } = begin(folder, { credentials: join(folder, 'credentials') })
  t.same((await keys).keys, given.keys)
})
