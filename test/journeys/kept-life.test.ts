import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { eventually } from '../support/eventually.ts'
import { startFileGate } from '../support/file-gate.ts'
import { configText } from '../support/gate.ts'
import { openConnection, request } from '../support/http.ts'
import { type OriginOptions, answer, startOrigin } from '../support/recording-origin.ts'
import { Sender, claimIn } from '../support/sender.ts'
import { NAVIGATION } from '../support/visitor.ts'

/** What of a form its page and its browser have. */
interface Waiting {
  readonly sender: Sender
  readonly claim: string | undefined
}

const CONFIG = {
  policies: 'write: { challenge: always }',
  routes: '- { name: everything, policy: write }',
}

async function wait(port: number, path: string, body = 'a=1'): Promise<Waiting> {
  const sender = new Sender(port)
  const page = await sender.post(path, { body })
  await sender.prove(page)
  return { sender, claim: claimIn(page.text) }
}

/** The same browser at another port, where the gate listens now. */
function at(port: number, { cookies }: Sender): Sender {
  const sender = new Sender(port)
  for (const [name, value] of cookies) sender.cookies.set(name, value)
  return sender
}

const received: OriginOptions['respond'] = ({ body }) =>
  answer({ status: 200, body: `received ${body.length}` })

t.test('what waits when a gate ends is there when it starts again', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const folder = mkdtempSync(join(tmpdir(), 'paart-kept-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const text = configText({ backendPort: origin.port, ...CONFIG })
  const before = await startFileGate(t, text, folder)
  const { sender, claim } = await wait(before.port, '/waits')
  await before.stop(0)
  const after = await startFileGate(t, text, folder)
  const { report } = await after.ask('GET', '/status')
  t.match(report['kept'], { kept: { number: 1 } }, 'status counts it')
  t.equal((await at(after.port, sender).claim('/waits', claim)).text, 'received 3')
  t.equal(origin.requests.length, 1)
})

t.test(
  'what is on its way when its worker ends may have arrived: nobody sends it again by itself',
  async (t) => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let isFirst = true
    const origin = await startOrigin({
      async respond(request, connection) {
        const wasFirst = isFirst
        isFirst = false
        if (wasFirst) await promise
        return received(request, connection)
      },
    })
    t.teardown(origin.close)
    const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG }))
    const { sender, claim } = await wait(gate.port, '/broken')
    const cut = sender.claim('/broken', claim).catch(() => 'cut')
    await eventually('the application has it', () => origin.requests.length === 1)
    await gate.ask('POST', '/workers/0/restart?abrupt=true')
    t.equal(await cut, 'cut')
    resolve(undefined)
    await eventually('it is known to be unknown', async () => {
      const told = await sender.claim('/broken', claim)
      return told.status === 409 && told.headers.get('paart-decision') === 'error'
    })
    t.equal(origin.requests.length, 1)
    t.equal((await sender.claim('/broken', claim, 'again')).text, 'received 3')
    t.equal(origin.requests.length, 2)
  },
)

t.test(
  'nobody but the gate can read the folder, and nothing in it tells what was written',
  async (t) => {
    const origin = await startOrigin({ respond: received })
    t.teardown(origin.close)
    const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG }))
    await wait(gate.port, '/secret?name=Anna', 'secret=Geheimnis')
    const folder = join(gate.folder, 'run/kept')
    t.equal(statSync(folder).mode & 0o777, 0o700)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    const plain = files.filter((entry) => entry.isFile())
    t.ok(plain.length > 0)
    for (const entry of plain) {
      const path = join(entry.parentPath, entry.name)
      t.equal(statSync(path).mode & 0o777, 0o600, entry.name)
      t.notMatch(entry.name, /127\.0\.0|secret/)
    }
  },
)

t.test('what is too large, or finds no room, is not kept; its page says so', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const rest = 'keepSubmission: { bytesMax: 512KiB, networkMax: 1MiB, totalMax: 1MiB }'
  const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest }))
  const large = await new Sender(gate.port).post('/large', { body: Buffer.alloc(512 * 1024 + 1) })
  t.equal(large.status, 403)
  t.equal(claimIn(large.text), undefined)
  t.equal(large.headers.get('set-cookie'), undefined)
  const body = Buffer.alloc(400 * 1024)
  const claims = []
  for (let i = 0; i < 3; i++) {
    claims.push(claimIn((await new Sender(gate.port).post('/room', { body })).text))
  }
  t.strictSame(
    claims.map((claim) => claim !== undefined),
    [true, true, false],
    'a third finds no room',
  )
  t.equal(origin.requests.length, 0)
})

/** How many forms are kept that come from these addresses in turn. */
async function keptFrom(port: number, addresses: readonly string[], body: Buffer): Promise<number> {
  let count = 0
  for (const address of addresses) {
    const sender = new Sender(port, { 'X-Forwarded-For': address })
    if (claimIn((await sender.post('/room', { body })).text) !== undefined) count++
  }
  return count
}

t.test('in a crowd each address has room of its own for forms', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const caps = 'keepSubmission: { bytesMax: 512KiB, networkMax: 1MiB, totalMax: 16MiB }'
  const rest = `${caps}\ntrustedProxies: [127.0.0.1]\nshares: { crowds: [198.51.100.0/24] }`
  const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest }))
  const body = Buffer.alloc(400 * 1024)
  const keptOf = (addresses: readonly string[]): Promise<number> =>
    keptFrom(gate.port, addresses, body)
  t.equal(await keptOf(['203.0.113.1', '203.0.113.2', '203.0.113.3']), 2, 'a network: two')
  t.equal(await keptOf(['198.51.100.1', '198.51.100.2', '198.51.100.3']), 3)
  t.equal(await keptOf(['198.51.100.4', '198.51.100.4', '198.51.100.4']), 2)
})

t.test('whoever has a /48 leaves room for the forms of others', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const caps = 'keepSubmission: { bytesMax: 512KiB, networkMax: 1MiB, totalMax: 8MiB }'
  const rest = `${caps}\ntrustedProxies: [127.0.0.1]`
  const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest }))
  const networks = Array.from({ length: 18 }, (_, i) => `2001:db8:7:${i + 1}00::1`)
  const body = Buffer.alloc(400 * 1024)
  const kept = await keptFrom(gate.port, networks, body)
  t.ok(kept >= 10 && kept <= 12, `${kept} of 18: two thirds of seven eighths`)
  t.equal(await keptFrom(gate.port, ['2001:db8:8::1', '203.0.113.1'], body), 2)
})

t.test('where a policy says so nothing is kept', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const policies = 'write: { challenge: always, keepSubmission: false }'
  const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, policies }))
  const page = await new Sender(gate.port).post('/send', { body: 'a=1' })
  t.equal(page.status, 403)
  t.equal(claimIn(page.text), undefined)
  t.equal(page.headers.get('set-cookie'), undefined)
})

t.test('a folder that cannot be used stops the start, where a policy keeps forms', async (t) => {
  const origin = await startOrigin({ respond: received })
  t.teardown(origin.close)
  const rest = 'keepSubmission: { folder: /dev/null/kept }\nslowReaders: { fileMax: none }'
  await t.rejects(
    startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest })),
    /forms cannot be kept in \/dev\/null\/kept: .*; mend it, or write "keepSubmission: false" in every policy/,
  )
  const policies = 'write: { challenge: never }'
  await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest, policies }))
  t.pass('else nobody needs it')
})

t.test(
  'a form beyond what its pass may ask for is checked and kept, not let through',
  async (t) => {
    const origin = await startOrigin({ respond: received })
    t.teardown(origin.close)
    const rest = 'pass: { requestsMax: { worked: 2 } }'
    const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG, rest }))
    const sender = new Sender(gate.port)
    await sender.prove(await sender.get('/'))
    t.equal((await sender.get('/')).status, 200)
    t.equal((await sender.post('/first', { body: 'a=1' })).text, 'received 3')
    const page = await sender.post('/second', { body: 'a=22' })
    t.equal(page.status, 403, 'it is the third')
    await sender.prove(page)
    t.equal((await sender.claim('/second', claimIn(page.text))).text, 'received 4')
  },
)

t.test(
  'who sends forms without end is kept for a while, and then as if there were no room',
  async (t) => {
    const origin = await startOrigin({ respond: received })
    t.teardown(origin.close)
    const gate = await startFileGate(t, configText({ backendPort: origin.port, ...CONFIG }))
    const connection = await openConnection(gate.port)
    t.teardown(connection.close)
    let kept = 0
    let unkept = 0
    // A few come in while they are counted.
    for (let i = 0; i < 420; i++) {
      const { text } = await request(connection, {
        method: 'POST',
        path: '/flood',
        body: 'a=1',
        headers: { ...NAVIGATION, 'Sec-Fetch-Site': 'same-origin' },
      })
      if (claimIn(text) === undefined) unkept++
      else kept++
    }
    t.ok(kept >= 300, `${kept} are kept`)
    t.ok(unkept > 0, `${unkept} are not`)
    t.equal(origin.requests.length, 0)
  },
)
