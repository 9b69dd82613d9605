import t from 'tap'
import { startTestGate } from '../support/gate.ts'
import { request } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { NAVIGATION, earnPass } from '../support/visitor.ts'

const origin = await startOrigin()
const gate = await startTestGate({
  backendPort: origin.port,
  routes: `
- { name: builds, path: "/job/**", policy: asked }
- { name: school, path: "/sch%C3%BCler/**", policy: asked }
- { name: terrace, path: "/café/**", policy: asked }
- { name: everything, policy: asked }`,
  policies: 'asked: { challenge: always }',
})
t.teardown(async () => {
  await gate.stop()
  await origin.close()
})

t.test('whoever has passed the check gets there by every honest path, byte for byte', async (t) => {
  const paths = [
    '/job/x/feature%252Flogin/?a=%252F',
    '/a/50%2525.txt',
    '/%C0%B4.html',
    '/caf%C3%A9%2Fb;jsessionid=A1.n1/',
    '/sch%c3%bcler/klassen',
    '/%61%62%63/%2e%2e;a/%2fd//..;/',
  ]
  for (const path of paths) {
    t.equal((await request(gate.port, { path, headers: NAVIGATION })).status, 403, path)
    const before = origin.requests.length
    const pass = await earnPass(gate.port, path)
    const headers = { ...NAVIGATION, Cookie: pass }
    t.equal((await request(gate.port, { path, headers })).status, 200, 'with a pass')
    const targets = origin.requests.slice(before).map(({ target }) => target)
    t.strictSame(new Set(targets), new Set([path]))
  }
  t.strictSame(gate.notes, [])
})
