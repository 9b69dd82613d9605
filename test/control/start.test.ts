import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { type GateSource, StartError, startGate } from '../../src/control/index.ts'
import { type ListenAddress } from '../../src/model/index.ts'
import { claimAddresses } from '../../src/control/listening/addresses.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'

const origin = await startOrigin()
t.teardown(origin.close)

const SILENT = { onNote: () => undefined }

/** A configuration in a folder of its own; `listen` as YAML. */
function sourceIn(test: { teardown: (end: () => void) => void }, listen: string): GateSource {
  const folder = mkdtempSync(join(tmpdir(), 'paart-start-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const text = configText({ backendPort: origin.port })
  return {
    text: text.replace('listen:\n  - address: 127.0.0.1:0', `listen: ${listen}`),
    file: 'paart.yaml',
    folder,
  }
}

t.test('several addresses, a Unix socket among them, lead to the same gate', async (t) => {
  const listen =
    '[{ address: "127.0.0.1:0" }, { address: "unix:a.sock" }, { address: "127.0.0.1:0" }]'
  const source = sourceIn(t, listen)
  const socket = join(source.folder, 'a.sock')
  const text = source.text.replace('workers: 1', 'workers: 2')
  const gate = await startGate({ ...source, text }, SILENT)
  const [first = '', second, third = ''] = gate.addresses
  t.equal(second, `unix:${socket}`)
  t.equal(first, `http://127.0.0.1:${gate.port}`)
  t.equal(gate.listening(), 2)
  for (const target of [gate.port, socket, Number(new URL(third).port)]) {
    t.equal((await get(target, '/')).status, 200, String(target))
  }
  await gate.stop(0)
  t.equal(gate.listening(), 0)
  t.notOk(existsSync(socket), 'the socket is gone')
  await t.rejects(get(gate.port, '/'), { code: 'ECONNREFUSED' })
})

t.test('two names of one socket are noticed', async (t) => {
  const source = sourceIn(t, '[{ address: "unix:here/a.sock" }, { address: "unix:there/a.sock" }]')
  mkdirSync(join(source.folder, 'here'))
  symlinkSync(join(source.folder, 'here'), join(source.folder, 'there'))
  await t.rejects(startGate(source, SILENT), {
    message: /there\/a\.sock is in use by another gate$/,
  })
})

t.test('the log is opened anew by its name', async (t) => {
  const source = sourceIn(t, '[{ address: "127.0.0.1:0" }]')
  const log = join(source.folder, 'access.log')
  const gate = await startGate(source, SILENT)
  rmSync(log)
  gate.reopenLog()
  await get(gate.port, '/again')
  await gate.stop()
  t.match(readFileSync(log, 'utf8'), '/again')
})

t.test('a configuration with mistakes starts nothing and tells them all', async (t) => {
  const source = sourceIn(t, '[{ address: nowhere }]')
  const text = source.text.replace('backend: app', 'backend: ap')
  const error: unknown = await startGate({ ...source, text }, SILENT).catch(
    (error: unknown) => error,
  )
  if (!(error instanceof StartError)) throw error
  t.match(
    error.mistakes.map(({ code }) => code),
    ['PAART_VALUE', 'PAART_UNKNOWN_BACKEND'],
  )
  t.match(error.message, 'paart.yaml:')
  t.notOk(existsSync(join(source.folder, 'run')), 'no key was made')
})

t.test('warnings are handed on by a gate that runs', async (t) => {
  const source = sourceIn(t, '[{ address: "127.0.0.1:0" }]')
  const text = `${source.text}\n`.replace(
    'policies:\n',
    'policies:\n  idle: { challenge: never }\n',
  )
  const gate = await startGate({ ...source, text }, SILENT)
  t.match(gate.warnings, [{ code: 'PAART_UNUSED', severity: 'warning' }])
  await gate.stop(0)
})

t.test(
  'a gate whose address another gate has touches neither keys nor spent challenges',
  async (t) => {
    const first = await startGate(sourceIn(t, '[{ address: "127.0.0.1:0" }]'), SILENT)
    t.teardown(() => first.stop(0))
    const source = sourceIn(t, `[{ address: "127.0.0.1:${first.port}" }]`)
    await t.rejects(startGate(source, SILENT), {
      message: `127.0.0.1:${first.port} is in use by another gate`,
      mistakes: [],
    })
    t.notOk(existsSync(join(source.folder, 'run')))
  },
)

t.test('a key file that cannot be used lets go of the addresses', async (t) => {
  const source = sourceIn(t, '[{ address: "unix:a.sock" }]')
  mkdirSync(join(source.folder, 'run'))
  writeFileSync(join(source.folder, 'run/keys.json'), '{}')
  await t.rejects(startGate(source, SILENT), { message: /^the key file .* cannot be used/ })
  rmSync(join(source.folder, 'run'), { recursive: true })
  const gate = await startGate(source, SILENT)
  await gate.stop(0)
})

t.test('a worker that cannot start ends the start and leaves nothing running', async (t) => {
  // What the first worker makes its socket as is something else, and not empty.
  const source = sourceIn(t, '[{ address: "127.0.0.1:0" }, { address: "unix:here/a.sock" }]')
  mkdirSync(join(source.folder, 'here/a.sock.0/other'), { recursive: true })
  const notes: string[] = []
  await t.rejects(startGate(source, { onNote: (line) => notes.push(line) }), {
    name: 'StartError',
    message: /^a worker could not start: ENOTEMPTY: .*a\.sock\.0'$/s,
  })
  t.strictSame(notes, [], 'nobody is said to be replaced')
  t.notOk(existsSync(join(source.folder, 'admin.sock')), 'nobody can be asked')
  const addresses: ListenAddress[] = [{ kind: 'unix', path: join(source.folder, 'here/a.sock') }]
  const claims = await claimAddresses(addresses)
  for (const claim of claims) claim.release()
})
