import t from 'tap'
import { startApache } from '../support/applications/apache.ts'
import { openClientDesk } from '../support/applications/client.ts'
import { withPackages } from '../support/applications/packages.ts'
import { openCountingRelay } from '../support/applications/relay.ts'
import { startTestGate } from '../support/gate.ts'

/** Where partners are, and where they are not. */
const PARTNER = '192.0.2.7'
const STRANGER = '198.51.100.7'

const CLIENTS = new URL('clients/', import.meta.url).pathname

/** What a stranger gets: never HTML, and nothing to wait for. */
const CHALLENGED = {
  type: 'urn:paart:challenge',
  status: 403,
  reference: /^[0-9A-Z]{4}-[0-9A-Z]{4}$/,
}

await withPackages(t, ['apache2-bin', 'default-jdk-headless', 'git', 'python3'], async () => {
  const apache = await startApache()
  t.teardown(apache.stop)
  const gate = await startTestGate({
    backendPort: apache.port,
    routes: `
- { name: api, path: "/api/**", policy: api }
- { name: everything, policy: read }`,
    policies: `
read: { challenge: always }
api:
  challenge: always
  rules:
    - name: partners
      when: { method: POST, network: 192.0.2.0/24, header: { x-api-key: "partner-*" } }
      then: pass`,
    rest: 'trustedProxies: [127.0.0.1/32]',
  })
  t.teardown(() => gate.stop())
  const desk = openClientDesk()
  t.teardown(desk.clear)

  const runJava = async (address: string, times: number) => {
    const relay = await openCountingRelay(gate.port)
    const url = `http://127.0.0.1:${relay.port}/api/echo`
    const { code, out, err } = await desk.run('java', [
      '-XX:TieredStopAtLevel=1',
      `${CLIENTS}ApiClient.java`,
      url,
      address,
      String(times),
    ])
    relay.close()
    const lines = out.toString().trim().split('\n')
    return { code, lines, err, connections: relay.connections() }
  }

  const runPython = async (address: string) => {
    const relay = await openCountingRelay(gate.port)
    const argv = ['127.0.0.1', String(relay.port), '/api/echo', address]
    const { code, out, err } = await desk.run('python3', [`${CLIENTS}api_client.py`, ...argv])
    relay.close()
    const answers = out
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    return { code, answers, err, connections: relay.connections() }
  }

  t.test('Java: chunked bodies and gzip answers pass by the rule, on one connection', async (t) => {
    const want = '200|application/json|gzip|the same'
    const got = await runJava(PARTNER, 4)
    t.strictSame(got, { code: 0, lines: Array(4).fill(want), err: '', connections: 1 })
  })

  t.test('Java: without the rule a problem document, never a page', async (t) => {
    const { code, lines, err } = await runJava(STRANGER, 1)
    t.equal(code, 0, err)
    const [status, type, encoding, body = ''] = lines[0]?.split('|') ?? []
    t.strictSame([status, type, encoding], ['403', 'application/problem+json', 'identity'])
    t.match(JSON.parse(body), CHALLENGED)
  })

  t.test('Python: SOAP messages pass by the rule, to the byte', async (t) => {
    const answer = {
      status: 200,
      type: 'text/xml; charset=utf-8',
      action: '"urn:example:registry#ask"',
      body: 'the same',
    }
    const kept = { client: 'http.client', ...answer }
    const want = [kept, kept, kept, { client: 'urllib', ...answer }]
    const got = await runPython(PARTNER)
    t.strictSame(got, { code: 0, answers: want, err: '', connections: 2 })
  })

  t.test('Python: without the rule problem documents, never a page', async (t) => {
    const { code, answers, err } = await runPython(STRANGER)
    t.equal(code, 0, err)
    t.equal(answers.length, 4)
    for (const { client, status, type, body } of answers) {
      t.strictSame([status, type], [403, 'application/problem+json'], String(client))
      t.match(JSON.parse(String(body)), CHALLENGED)
    }
  })
})
