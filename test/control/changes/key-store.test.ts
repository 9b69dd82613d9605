import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { newKeyFile } from '../../../src/client/index.ts'
import { changeKeys, loadKeys, saveKept, takeKept } from '../../../src/control/changes/key-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'paart-keys-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const NOW_SECONDS = 1_800_000_000

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

t.test('keys are made where there are none, for nobody else to read', (t) => {
  const file = join(folder, 'made/run/keys.json')
  const keys = loadKeys(file, NOW_SECONDS)
  t.equal(keys.keys[0]?.createdAt, NOW_SECONDS)
  t.equal(modeOf(file), '600')
  t.equal(modeOf(join(folder, 'made/run')), '700')
  t.strictSame(loadKeys(file, NOW_SECONDS + 1), keys, 'the next start reads the same ones')
  t.notOk(existsSync(`${file}.new`))
  t.end()
})

t.test('keys among the credentials of a service manager are those to begin with', (t) => {
  const file = join(folder, 'given/run/keys.json')
  const credentials = join(folder, 'credentials')
  mkdirSync(credentials)
  t.not(loadKeys(join(folder, 'own.json'), NOW_SECONDS, { credentials }), null, 'none is given')
  const given = newKeyFile(NOW_SECONDS)
  writeFileSync(join(credentials, 'keys.json'), JSON.stringify(given))
  t.strictSame(loadKeys(file, NOW_SECONDS, { credentials }), given)
  t.equal(modeOf(file), '600')
  writeFileSync(join(credentials, 'keys.json'), '{')
  t.strictSame(loadKeys(file, NOW_SECONDS, { credentials }), given, 'later the file is what counts')
  const missing = join(folder, 'given/none.json')
  t.throws(() => loadKeys(missing, NOW_SECONDS, { credentials }), {
    message: `the key file ${join(credentials, 'keys.json')} cannot be used: it is not JSON`,
  })
  t.notOk(existsSync(missing))
  t.end()
})

t.test('what a start that was cut off left behind lends nothing to the new file', (t) => {
  const file = join(folder, 'cut/keys.json')
  const elsewhere = join(folder, 'elsewhere.txt')
  mkdirSync(join(folder, 'cut'))
  writeFileSync(elsewhere, 'untouched', { mode: 0o644 })
  symlinkSync(elsewhere, `${file}.new`)
  loadKeys(file, NOW_SECONDS)
  t.equal(modeOf(file), '600')
  t.equal(readFileSync(elsewhere, 'utf8'), 'untouched')
  t.end()
})

t.test('a key file that cannot be used is named, and left as it is', (t) => {
  const keys = newKeyFile(NOW_SECONDS)
  const cases = [
    { name: 'bad JSON', text: '{', want: 'it is not JSON' },
    { name: 'another version', text: '{"version":2}', want: 'it is not a key file of version 1' },
    {
      name: 'no signing key',
      text: JSON.stringify({ ...keys, signing: '00000000' }),
      want: 'it names the signing key "00000000" but does not hold it',
    },
  ]
  for (const { name, text, want } of cases) {
    const file = join(folder, 'broken.json')
    writeFileSync(file, text)
    const message = `the key file ${file} cannot be used: ${want}`
    t.throws(() => loadKeys(file, NOW_SECONDS), { name: 'StartError', message }, name)
    t.equal(readFileSync(file, 'utf8'), text)
  }
  t.end()
})

t.test('a folder instead of a file cannot be read', (t) => {
  const message = `the key file ${folder} cannot be read: EISDIR`
  t.throws(() => loadKeys(folder, NOW_SECONDS), { name: 'StartError', message })
  t.end()
})

t.test('a file instead of a folder: keys cannot be read', (t) => {
  writeFileSync(join(folder, 'file'), '')
  const file = join(folder, 'file/keys.json')
  t.throws(() => loadKeys(file, NOW_SECONDS), {
    message: `the key file ${file} cannot be read: ENOTDIR`,
  })
  t.end()
})

t.test('closed files and folders', (t) => {
  const closed = join(folder, 'closed')
  const file = join(closed, 'keys.json')
  loadKeys(file, NOW_SECONDS)
  chmodSync(folder, 0o755)
  chmodSync(closed, 0o500)
  // Nothing is closed to root, so root becomes somebody else for a moment.
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  t.teardown(() => process.seteuid?.(0))
  if (isRoot) {
    const message = `the key file ${file} cannot be read: EACCES`
    t.throws(() => loadKeys(file, NOW_SECONDS), { name: 'StartError', message })
  }
  const next = join(folder, isRoot ? 'new/keys.json' : 'closed/new/keys.json')
  t.throws(() => loadKeys(next, NOW_SECONDS), {
    name: 'StartError',
    message: `the key file ${next} cannot be made: EACCES`,
  })
  t.end()
})

t.test('spent challenges are kept next to the keys and taken once', (t) => {
  const keysFile = join(folder, 'spent/keys.json')
  loadKeys(keysFile, NOW_SECONDS)
  t.equal(takeKept(keysFile, 'spent'), undefined, 'there are none at first')
  saveKept(keysFile, 'spent', Uint8Array.of(1, 2, 3))
  t.equal(modeOf(join(folder, 'spent/spent.bin')), '600')
  t.strictSame(takeKept(keysFile, 'spent'), Buffer.from([1, 2, 3]))
  t.equal(takeKept(keysFile, 'spent'), undefined, 'an old state makes nothing good again')
  t.end()
})

t.test('spent challenges that cannot be kept stop nobody', (t) => {
  saveKept(join(folder, 'no/such/folder/keys.json'), 'codes', Uint8Array.of(1))
  t.notOk(existsSync(join(folder, 'no')))
  t.end()
})

t.test('nothing is written that nobody could read again', async (t) => {
  const file = join(folder, 'many/keys.json')
  const ours = loadKeys(file, NOW_SECONDS)
  const many = Array.from({ length: 16 }, () => newKeyFile(NOW_SECONDS).keys).flat()
  await t.rejects(
    changeKeys(file, ours, (now) => ({ ...now, keys: [...now.keys, ...many] })),
    { message: 'with the keys of this gate it holds more than 16 keys' },
  )
  t.strictSame(loadKeys(file, NOW_SECONDS), ours)
})
