import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type Behind,
  startAskingCaddy,
  startAskingNginx,
} from '../support/applications/asking-proxy.ts'
import { adapted, type FrontProxy, snippetOf } from '../support/applications/front-proxy.ts'
import { withPackages } from '../support/applications/packages.ts'
import { launchBrowser } from '../support/browser.ts'
import { eventually } from '../support/eventually.ts'
import { type FileGate, startFileGate } from '../support/file-gate.ts'
import { openConnection, type RawAnswer, request, type SentRequest } from '../support/http.ts'
import { IDENTITY_FIELDS } from '../support/identity.ts'
import { type RawHeaders } from '../support/message.ts'
import { answer, type RecordedRequest, startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, passIn, proofFor, SCRIPT, silentTokenIn } from '../support/visitor.ts'
import { HANDSHAKE, acceptance } from '../support/websocket.ts'

/*
 * nginx and Caddy as Debian has them, set up by the files that docs/subrequest.md shows whole: they forward,
 * and ask the gate.
 */

const HOST = 'demarches.example.lu'

/** Where a citizen comes from; the proxies connect from another address. */
const CITIZEN = '127.0.0.77'

const PAGE = '<!doctype html><title>Application</title><h1>The application</h1>'
const FORM = '<!doctype html><title>Form</title><form method="post"><button>Send</button></form>'

const origin = await startOrigin({
  respond: ({ method, target, headers }) => {
    if (headers.has('upgrade')) return Buffer.from(acceptance(), 'latin1')
    const isForm = target === '/assets/form' && method === 'GET'
    return answer({
      status: target === '/forbidden' ? 403 : 200,
      headers: {
        'Content-Type': 'text/html',
        ...(target === '/shared' ? { 'Cache-Control': 'public, max-age=60' } : {}),
      },
      body: isForm ? FORM : PAGE,
    })
  },
})
t.teardown(origin.close)

/** The document's own gate, where this machine has room for it; everybody is asked for the check. */
function startDocumentedGate(test: Test): Promise<FileGate> {
  const text = adapted(snippetOf('yaml', 'subrequest'), {
    '127.0.0.1:8080': '127.0.0.1:0',
    "socket: /run/paart/admin.sock, address: '127.0.0.1:9090'":
      "socket: admin.sock, address: '127.0.0.1:0'",
    '/var/log/paart/access.log': 'access.log',
    '/var/lib/paart/': '',
    'challenge: when-suspicious': 'challenge: always',
    'rate: 60/min, burst: 30': 'rate: 1/d, burst: 2',
    'pass: {': 'pass: { renewAfter: 1s,',
  })
  return startFileGate(test, `${text}\nworkers: 2\n`)
}

type Sent = Omit<SentRequest, 'headers'> & { readonly headers?: RawHeaders }

/** One citizen's requests, each on a connection of its own. */
class Citizen {
  readonly #port: number
  readonly #from: string
  cookie: string | null = null

  constructor({ httpsPort }: FrontProxy, from = CITIZEN) {
    this.#port = httpsPort
    this.#from = from
  }

  async send(sent: Sent): Promise<RawAnswer> {
    const connection = await openConnection(this.#port, { from: this.#from, tls: HOST })
    const cookie = this.cookie === null ? [] : [['Cookie', this.cookie] as const]
    const headers = [['Host', HOST] as const, ...(sent.headers ?? []), ...cookie]
    try {
      return await request(connection, { ...sent, headers })
    } finally {
      connection.close()
    }
  }

  /** As a browser loads a page. */
  visit(path: string, method = 'GET', body?: string): Promise<RawAnswer> {
    return this.send({
      method,
      path,
      headers: Object.entries(NAVIGATION),
      ...(body === undefined ? {} : { body }),
    })
  }

  /** As a program asks. */
  call(path: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> {
    return this.send({
      path,
      headers: Object.entries({
        'User-Agent': 'harvester/1',
        Accept: 'application/json',
        ...headers,
      }),
    })
  }

  async prove(page: RawAnswer): Promise<RawAnswer> {
    const body = await proofFor(silentTokenIn(page.text) ?? '')
    const type = ['Content-Type', 'application/octet-stream'] as const
    const headers = [...Object.entries(SCRIPT), type]
    return this.send({ method: 'POST', path: '/.paart/proof', headers, body })
  }
}

function received(): RecordedRequest {
  const last = origin.requests.at(-1)
  if (last === undefined) throw new Error('nothing was received')
  return last
}

interface Line {
  readonly path: string
  readonly decision: string
  readonly reason: string
}

/** What the log has of a path, of which so many lines are written; two workers write it. */
async function logged(gate: FileGate, path: string, count: number): Promise<readonly string[]> {
  const lines = (): readonly string[] =>
    readFileSync(join(gate.folder, 'access.log'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.path === path)
      .map(({ decision, reason }) => `${decision} ${reason}`)
  await eventually(`${count} lines are written`, () => lines().length >= count)
  return lines().toSorted()
}

function hold(
  name: string,
  start: (behind: Behind) => Promise<FrontProxy>,
  { asksTwice }: { readonly asksTwice: boolean },
): void {
  t.test(`${name}, as the document sets it up`, async (t) => {
    const gate = await startDocumentedGate(t)
    const proxy = await start({ gatePort: gate.port, applicationPort: origin.port })
    t.teardown(proxy.stop)
    const looked = asksTwice ? ['own gate: look refused'] : []

    await t.test('a citizen meets the check, does it, and reaches the application', async (t) => {
      const citizen = new Citizen(proxy)
      const before = origin.requests.length
      const page = await citizen.visit('/page?a=b')
      t.equal(page.status, 403)
      t.equal(page.headers.get('paart-decision'), 'challenge')
      t.equal(origin.requests.length, before, 'the application was not asked')
      t.same(await logged(gate, '/page', 1 + looked.length), [
        'challenge policy: always',
        ...looked,
      ])

      const style = /href="(\/\.paart\/assets\/[^"]+\.css)"/.exec(page.text)?.[1] ?? ''
      t.equal((await citizen.send({ path: style })).status, 200, 'with what belongs to the page')
      const proved = await citizen.prove(page)
      t.equal(proved.status, 204)
      t.match(proved.headers.get('set-cookie') ?? '', '__Host-paart=')
      citizen.cookie = passIn(proved)

      const through = await citizen.visit('/page?a=b')
      t.equal(through.status, 200)
      t.match(through.text, 'The application')
      const { headers, target } = received()
      t.equal(target, '/page?a=b')
      t.match(headers.get('paart-client') ?? '', /^pass=worked; score=0/)
      t.ok(headers.has('x-request-id'))
      t.match(headers.get('x-forwarded-for') ?? '', CITIZEN)

      const form = await citizen.visit('/form', 'POST', 'a=b&c=d')
      t.equal(form.status, 200)
      t.equal(String(received().body), 'a=b&c=d', 'with the body that the gate never saw')
      t.equal((await citizen.visit('/forbidden')).text, PAGE, 'a 403 of the application is its own')
    })

    await t.test('a form without a pass is not sent, and the page says so', async (t) => {
      const before = origin.requests.length
      const page = await new Citizen(proxy).visit('/form', 'POST', 'x'.repeat(200_000))
      t.equal(page.status, 403)
      t.match(page.text, 'Your form has not been sent yet')
      t.equal(origin.requests.length, before)
    })

    await t.test('a program is told to wait, and that nothing helps', async (t) => {
      const program = new Citizen(proxy)
      t.equal((await program.call('/api/list')).status, 200)
      t.equal((await program.call('/api/list')).status, 200, 'each is counted once')
      const limited = await program.call('/api/list')
      t.equal(limited.status, 429)
      t.equal(limited.headers.get('content-type'), 'application/problem+json')
      t.match(limited.headers.get('retry-after') ?? '', /^\d+$/)
      t.match(JSON.parse(limited.text), { type: 'urn:paart:limit', status: 429 })
      const neighbour = new Citizen(proxy, '127.0.0.78')
      t.equal((await neighbour.call('/api/list')).status, 200, 'the client is counted')
      const denied = await program.call('/admin/users')
      t.equal(denied.status, 403)
      t.match(JSON.parse(denied.text), { type: 'urn:paart:deny' })
      t.same(await logged(gate, '/api/list', 4 + looked.length), [
        'limit limit: calls',
        ...looked,
        ...Array.from({ length: 3 }, () => 'pass policy: default'),
      ])
      t.same(await logged(gate, '/admin/users', 1 + looked.length), [
        'deny rule: from outside',
        ...looked,
      ])
      const head = await new Citizen(proxy).visit('/page', 'HEAD')
      t.equal(head.status, 403)
    })

    await t.test('what a client says of itself or of its request is overwritten', async (t) => {
      const forged = {
        'X-Forwarded-Uri': '/assets/a',
        'X-Forwarded-Method': 'HEAD',
        'X-Forwarded-Host': 'other.example',
        'X-Forwarded-For': '198.51.100.9',
        'X-Forwarded-Proto': 'http',
        'x-forwarded-uri': '/assets/b',
        Forwarded: 'for=198.51.100.9;proto=http',
        'X-Request-Id': 'made-up',
        'Paart-Client': 'pass=vouched; score=0',
        'Paart-Received-At': '2020-01-01T00:00:00Z',
        'X-Real-IP': '198.51.100.9',
      }
      const client = new Citizen(proxy, '127.0.0.79')
      t.equal((await client.call('/admin/users', forged)).status, 403)
      t.equal((await client.call('/assets/a', forged)).status, 200)
      const { headers } = received()
      t.equal(headers.get('paart-client'), 'pass=none; score=0')
      t.notOk(headers.has('paart-received-at'))
      t.not(headers.get('x-request-id'), 'made-up')
      t.notMatch(String(received().headBytes), '198.51.100.9')
      for (const expected of [200, 200, 429]) {
        const from = `198.51.100.${expected}`
        const sent = { ...forged, 'X-Forwarded-For': from }
        t.equal((await client.call('/api/list', sent)).status, expected, 'one client, one counter')
      }
      const spelled = IDENTITY_FIELDS.map((field) => [field, '198.51.100.9'] as const)
      for (let i = 0; i < spelled.length; i += 40) {
        const fields = [...spelled.slice(i, i + 40), ['Accept', 'text/plain'] as const]
        t.equal((await client.send({ path: '/admin/x', headers: fields })).status, 403)
      }
    })

    await t.test('nobody asks from outside, and no spelling of a path leads past', async (t) => {
      const client = new Citizen(proxy)
      for (const path of ['/forward-auth', '/auth-request', '/auth-request/answer']) {
        t.equal((await client.call(path)).status, 403, path)
      }
      for (const path of [
        '/assets/../admin/x',
        '/assets/..%2fadmin/x',
        '//admin/x',
        '/%61dmin/x',
        '/.paart/../admin/x',
        '/assets/%2e%2e/admin/x',
        '/.paart/%2e%2e/admin/x',
        '/x/../.paart/../admin/x',
        '/x/../.paart/proof',
        '/%2epaart/proof',
        '/.PAART/../forward-auth',
      ]) {
        const before = origin.requests.length
        const { status } = await client.call(path, { 'X-Forwarded-Uri': '/assets/a' })
        t.ok([400, 403, 404].includes(status), `${path}: ${status}`)
        t.equal(origin.requests.length, before, path)
      }
    })

    await t.test('a WebSocket is judged by its handshake', async (t) => {
      const client = new Citizen(proxy)
      const denied = await client.send({ path: '/admin/live', headers: HANDSHAKE })
      t.equal(denied.status, 403)
      const opened = await client.send({ path: '/assets/live', headers: HANDSHAKE })
      t.equal(opened.status, 101)
    })

    if (asksTwice) {
      await t.test('a pass is renewed, but with nothing that others may be given', async (t) => {
        const [first, second] = [new Citizen(proxy), new Citizen(proxy)]
        for (const citizen of [first, second]) {
          citizen.cookie = passIn(await citizen.prove(await citizen.visit('/page')))
        }
        const cookie = async (citizen: Citizen, path: string): Promise<string | undefined> =>
          (await citizen.visit(path)).headers.get('set-cookie')
        await eventually('the younger one is due', async () => {
          return (await cookie(second, '/page')) !== undefined
        })
        t.equal(await cookie(first, '/shared'), undefined)
      })
    }

    await t.test('in Chromium', async (t) => {
      const browser = await launchBrowser({
        isWhole: true,
        args: [
          `--host-resolver-rules=MAP ${HOST}:443 127.0.0.1:${proxy.httpsPort}`,
          '--ignore-certificate-errors',
        ],
      })
      t.teardown(() => browser.close())
      const tab = await (await browser.newContext({ locale: 'en' })).newPage()
      await tab.goto(`https://${HOST}/page?from=chromium`)
      await tab.getByText('The application').waitFor()
      t.equal(tab.url(), `https://${HOST}/page?from=chromium`)
      t.ok(origin.requests.some(({ target }) => target === '/page?from=chromium'))

      const sender = await (await browser.newContext({ locale: 'en' })).newPage()
      await sender.goto(`https://${HOST}/assets/form`)
      await sender.evaluate("document.forms[0].action = '/sent'")
      await sender.getByRole('button', { name: 'Send' }).click()
      await sender.getByText('Your form has not been sent yet').first().waitFor()
      t.notOk(origin.requests.some(({ target }) => target === '/sent'))
    })

    t.same(origin.faults, [])
  })
}

await withPackages(t, ['nginx-light'], async () =>
  hold('nginx', startAskingNginx, { asksTwice: true }),
)
await withPackages(t, ['caddy'], async () => hold('Caddy', startAskingCaddy, { asksTwice: false }))
