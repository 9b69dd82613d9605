import t from 'tap'
import { startClockedGate } from '../support/clocked-gate.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { startOrigin } from '../support/recording-origin.ts'
import { SCRIPT, earnPass } from '../support/visitor.ts'

t.test('a page learns how old the pass is that its browser shows, and nothing else', async (t) => {
  const origin = await startOrigin()
  t.teardown(() => origin.close())
  const text = configText({
    backendPort: origin.port,
    routes: '- { name: all, policy: checked }',
    policies: 'checked: { challenge: always }',
  })
  const { port, clock, limits } = await startClockedGate(t, text)
  const news = async (headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const answer = await get(port, '/.paart/pass', { ...SCRIPT, ...headers })
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('cache-control'), 'no-store')
    t.notOk(answer.headers.has('set-cookie'))
    return JSON.parse(answer.text)
  }
  t.strictSame(await news(), { provedSecondsAgo: null })
  t.strictSame(await news({ Cookie: 'paart=nonsense' }), { provedSecondsAgo: null })
  const cookie = await earnPass(port, '/')
  const issued = limits.spent.issue()
  t.strictSame(await news({ Cookie: cookie }), { provedSecondsAgo: 0 })
  clock.advance(90_500)
  t.strictSame(await news({ Cookie: cookie }), { provedSecondsAgo: 90 })
  t.strictSame(await news({ Cookie: cookie, 'User-Agent': 'Lynx/2.9' }), { provedSecondsAgo: null })
  t.equal(limits.spent.issue(), issued + 1, 'asking issues no challenge')
})
