import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkConfig, readText } from '../../../src/config/index.ts'
import { type Examined, examine } from '../../../src/control/examining/index.ts'
import { configText } from '../../support/gate.ts'
import { SECRET } from '../../support/ring-stage.ts'

const STORE = '{ kind: valkey, urls: ["unix:s"], ringSecretFile: ring.secret }'
const TEXT = configText({ backendPort: 1, rest: `store: ${STORE}` })

function examineIn(folder: string): Promise<Examined> {
  const options = { file: 'paart.yaml', folder, cores: 1, logProblem: () => null }
  return examine({ text: TEXT, files: new Map() }, options)
}

t.test('a ring secret that cannot be used is a mistake, before anything comes of it', async (t) => {
  const folder = t.testdir({})
  const file = join(folder, 'ring.secret')
  const isMistaken = async (what: RegExp): Promise<void> => {
    const { blueprint, mistakes } = await examineIn(folder)
    t.equal(blueprint, null)
    t.match(mistakes, [{ code: 'PAART_STORE', message: what }])
    t.equal(mistakes.length, 1)
  }
  await isMistaken(/^the secret of the ring, \/.*, cannot be used: ENOENT/)
  writeFileSync(file, SECRET, { mode: 0o644 })
  await isMistaken(/it is open to others \(mode 0644\): chmod 600/)
  writeFileSync(file, 'short')
  chmodSync(file, 0o600)
  await isMistaken(/it does not hold 32 random bytes/)
  writeFileSync(file, SECRET)
  const { blueprint, mistakes } = await examineIn(folder)
  t.match(blueprint?.store, { ringSecretFile: file })
  t.notMatch(JSON.stringify(blueprint), SECRET, 'it is read by who uses it alone')
  t.same(mistakes, [])
})

t.test('whom the file is kept from is not who the gate runs as', async (t) => {
  const folder = t.testdir({})
  const ringSecretProblem = { file: 'x', why: 'EACCES', isCertain: false }
  const options = { file: 'paart.yaml', folder, cores: 1, ringSecretProblem }
  const checked = checkConfig(readText('paart.yaml', TEXT), options)
  t.match(checked, { ok: true, mistakes: [{ severity: 'warning', code: 'PAART_STORE' }] })
})
