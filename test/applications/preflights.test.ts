import t from 'tap'
import { withPackages } from '../support/applications/packages.ts'
import { PROTECTED_TEXT } from '../support/applications/pages.ts'
import { startPhp } from '../support/applications/php.ts'
import { startTestGate } from '../support/gate.ts'
import { get, openConnection, request } from '../support/http.ts'

/** PHP's server answers OPTIONS with the page, as if it were a GET. */
await withPackages(t, ['php-cli'], async () => {
  const php = await startPhp()
  t.teardown(php.stop)
  const gate = await startTestGate({
    backendPort: php.port,
    routes: `
- { name: open, path: "/open/**", policy: open }
- { name: everything, policy: always }`,
    policies: `
open: { challenge: never }
always: { challenge: always }`,
  })
  t.teardown(() => gate.stop())
  const Preflight = { Origin: 'https://other.lu', 'Access-Control-Request-Method': 'PUT' }
  const ask = { method: 'OPTIONS', path: '/protected/page.php', headers: Preflight }

  t.test('no page is read by a preflight, however often', async (t) => {
    const bare = await request(php.port, ask)
    t.equal(bare.text, PROTECTED_TEXT, 'without the gate it is')
    const connection = await openConnection(gate.port)
    for (let i = 0; i < 20; i++) {
      const { status, text, headers } = await request(connection, ask)
      t.match([status, text, headers.get('content-length')], [200, '', '0'])
      t.match(headers.get('content-type'), 'text/html', 'its fields are')
      t.match((await get(connection, '/open/page.html')).text, 'everybody may read this')
    }
    connection.close()
  })

  t.test('nor by anything like one', async (t) => {
    for (const more of [{ Cookie: 'a=b' }, { 'X-HTTP-Method-Override': 'GET' }]) {
      const { status, text } = await request(gate.port, {
        ...ask,
        headers: { ...Preflight, ...more },
      })
      t.equal(status, 403)
      t.notMatch(text, PROTECTED_TEXT)
    }
  })
})
