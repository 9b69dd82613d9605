import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { withFiles } from '../../src/control/examining/index.ts'
import { fileAt } from '../../src/config/files/file-read.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { writeDatabase } from '../support/mmdb.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin({ respond: () => answer({ status: 200, body: 'page' }) })
t.teardown(origin.close)

const FROM_LUXEMBOURG = { '127.0.0.0/8': { country: { iso_code: 'LU' }, asn: 64500 } }
const FROM_ELSEWHERE = { '192.0.2.0/24': { country: { iso_code: 'FR' } } }

function textIn(folder: string): string {
  return configText({
    backendPort: origin.port,
    workers: 2,
    routes: '- { name: all, policy: read }',
    policies: `
read:
  challenge: never
  rules: [{ name: ours, when: { country: [FR, LU], asn: 64500 }, then: deny }]
`,
    rest: `databases: { country: "${folder}/geo.mmdb", asn: "${folder}/geo.mmdb" }`,
  })
}

t.test('workers know where a client is, and a reload brings another database', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'paart-databases-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'geo.mmdb')
  writeFileSync(file, writeDatabase(FROM_LUXEMBOURG))
  const gate = await startFileGate(t, textIn(folder))
  t.equal((await get(gate.port, '/')).status, 403)
  writeFileSync(file, 'cut off')
  t.match((await gate.askText('POST', '/reload')).text, /is no MaxMind DB file, or was cut off/)
  t.equal((await get(gate.port, '/')).status, 403, 'what was in force stays')
  writeFileSync(file, writeDatabase(FROM_ELSEWHERE))
  t.equal((await gate.askText('POST', '/reload')).status, 200)
  t.equal((await get(gate.port, '/')).status, 200)
})

t.test('a database is read into memory that threads share', async (t) => {
  const folder = t.testdir({ 'geo.mmdb': writeDatabase(FROM_ELSEWHERE) })
  const { files } = await withFiles(textIn(folder), folder)
  const read = fileAt('geo.mmdb', { folder, files })
  const database = 'database' in read ? read.database : undefined
  t.ok(database?.memory instanceof SharedArrayBuffer)
  t.match(database?.digest, /^[0-9a-f]{64}$/)
  const missing = await withFiles(textIn('/nowhere'), folder)
  t.match(missing.files.get('/nowhere/geo.mmdb'), { problem: /^cannot be read: ENOENT/ })
})
