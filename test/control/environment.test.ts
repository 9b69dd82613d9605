import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const SECRET = 'Basic dGhlIGdhdGU6c2VjcmV0'

const origin = await startOrigin()
t.teardown(origin.close)

Object.assign(process.env, {
  GATE_TEST_SERVER: `http://127.0.0.1:${origin.port}`,
  GATE_TEST_SECRET: SECRET,
  GATE_TEST_KEYS: 'elsewhere/keys.json',
})

/** Everything that may be taken from the environment, but the addresses that a test cannot choose. */
const TEXT = configText({
  backendPort: 1,
  workers: 2,
  backend: 'requestFields: { set: { authorization: { env: GATE_TEST_SECRET } } }',
  rest: 'pass: { keys: { env: GATE_TEST_KEYS } }',
}).replace('["http://127.0.0.1:1"]', '[{ env: GATE_TEST_SERVER }]')

t.test('what the environment says goes to every worker, and a secret to nobody else', async (t) => {
  const gate = await startFileGate(t, TEXT)
  for (let request = 0; request < 8; request++) {
    t.equal((await get(gate.port, '/')).status, 200)
  }
  for (const { headers } of origin.requests) t.equal(headers.get('authorization'), SECRET)
  t.ok(readFileSync(join(gate.folder, 'elsewhere/keys.json'), 'utf8'))
  gate.write(`${TEXT}\n# another text\n`)
  t.match(await gate.ask('POST', '/reload'), { status: 200 })
  t.equal((await get(gate.port, '/')).status, 200, 'after a reload as well')
  const status = JSON.stringify(await gate.ask('GET', '/status'))
  t.match(status, `http://127.0.0.1:${origin.port}`, 'an address is shown as if it were written')
  const metrics = (await get(gate.adminPort, '/metrics')).text
  await gate.stop()
  const log = readFileSync(join(gate.folder, 'access.log'), 'utf8')
  for (const text of [status, metrics, log, ...gate.notes]) t.notMatch(text, SECRET)
})

t.test('a variable that is not set starts nothing', async (t) => {
  const text = TEXT.replace('GATE_TEST_SERVER', 'GATE_TEST_NOWHERE')
  await t.rejects(startFileGate(t, text), {
    message: /the variable GATE_TEST_NOWHERE of the environment is not set \[PAART_ENVIRONMENT\]/,
  })
})
