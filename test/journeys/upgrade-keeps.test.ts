import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { passNameOf } from '../../src/client/index.ts'
import { eventually } from '../support/eventually.ts'
import { configText } from '../support/gate.ts'
import { get } from '../support/http.ts'
import { answer, startOrigin } from '../support/recording-origin.ts'
import { Sender, claimIn } from '../support/sender.ts'
import { ended, startUpgradable } from '../support/upgrading.ts'
import {
  NAVIGATION,
  codeTokenIn,
  earnPass,
  passIn,
  anyProofFor,
  sendCode,
  sendProof,
  silentTokenIn,
} from '../support/visitor.ts'

// Programs start one after the other, on machines that are busy.
t.setTimeout(180_000)

const held = Promise.withResolvers<undefined>()
const origin = await startOrigin({
  async respond({ target, body }) {
    if (target === '/held') await held.promise
    return answer({ status: 200, body: `received ${body.length}` })
  },
})
t.teardown(origin.close)

/** What the application has received by POST at a path. */
function posts(path: string): number {
  return origin.requests.filter(({ method, target }) => method === 'POST' && target === path).length
}

const TEXT = configText({
  backendPort: origin.port,
  workers: 2,
  routes: `
- { name: limited, path: /limited, policy: few }
- { name: everything, policy: write }`,
  policies: `
few: { challenge: never, limits: [{ name: few, key: network, rate: 1/h, burst: 2, over: limit }] }
write: { challenge: always, signals: { behaviour: off } }`,
})

/** The random number of a pass. */
function idIn(cookie: string): string {
  const [, payload = ''] = cookie.split('.')
  const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }
  return jti
}

/** The proof a page's script would send, not sent yet. */
async function proofFrom(port: number): Promise<Buffer> {
  return anyProofFor(silentTokenIn((await get(port, '/', NAVIGATION)).text) ?? '')
}

t.test('whoever was checked, counted or kept by the old gate is at the new one', async (t) => {
  const gate = await startUpgradable(t, TEXT)
  const { port, paart, command, folder } = gate
  const use = async (code: string): Promise<number> => {
    const { text } = await get(port, '/.paart/code', NAVIGATION)
    return (await sendCode(port, { token: codeTokenIn(text), code })).status
  }
  const [spent, open] = [await proofFrom(port), await proofFrom(port)]
  const earned = await sendProof(port, spent)
  t.equal(earned.status, 204)
  const pass = passIn(earned).replace(/^paart=/, '')
  const revoked = await earnPass(port, '/')
  const withIt = async (): Promise<number> =>
    (await get(port, '/', { ...NAVIGATION, Cookie: revoked })).status
  t.equal(await withIt(), 200)
  t.equal((await paart('pass', 'revoke', passNameOf(idIn(revoked)))).code, 0)
  t.equal(await withIt(), 403)
  const issued = JSON.parse((await paart('--json', 'pass', 'issue', '--count', '2')).out) as {
    readonly codes: readonly { readonly code: string }[]
  }
  const [used = '', unused = ''] = issued.codes.map(({ code }) => code)
  t.equal(await use(used), 303)
  const limited = async (): Promise<number> => (await get(port, '/limited')).status
  t.strictSame([await limited(), await limited(), await limited()], [200, 200, 429])
  const ban = ['ban', '198.51.100.0/24', '--for', '1h', '--reason', 'floods']
  t.equal((await paart(...ban)).code, 0)
  const kept = new Sender(port)
  const checked = await kept.post('/kept', { body: 'a=kept' })
  const claim = claimIn(checked.text)
  kept.cookies.set('paart', pass)
  const reference = checked.headers.get('paart-reference') ?? ''
  const underWay = new Sender(port)
  const claimUnderWay = claimIn((await underWay.post('/held', { body: 'a=held' })).text)
  underWay.cookies.set('paart', pass)
  const delivered = underWay.claim('/held', claimUnderWay)
  await eventually('it is on its way', () => posts('/held') === 1)

  const second = await gate.upgrade()
  t.equal((await sendProof(port, open)).status, 204, 'a challenge that the old one gave')
  t.equal((await sendProof(port, spent)).status, 409, 'what was spent is spent')
  t.equal((await sendProof(port, open)).status, 409)
  t.equal(await withIt(), 403, 'a pass that was revoked is')
  t.equal(await use(used), 403, 'a code is good once')
  t.equal(await use(unused), 303)
  t.equal(await limited(), 429, 'a limit that was full is full')
  t.match((await paart('bans')).out, /198\.51\.100\.0\/24.*floods/)
  t.match((await paart('explain', reference)).out, /challenge/, 'what was decided is known')
  t.equal((await kept.claim('/kept', claim)).text, 'received 6', 'the new one takes the rest')
  held.resolve(undefined)
  t.match(await delivered, { status: 200, text: 'received 6' }, 'the old one delivers its own')
  t.equal((await underWay.claim('/held', claimUnderWay)).text, 'received 6', 'and it was once')
  t.strictSame([posts('/kept'), posts('/held')], [1, 1])
  await ended(command.pid)
  const status = JSON.parse((await paart('--json', 'status')).out) as {
    readonly kept: Readonly<Record<string, { readonly number: number }>>
  }
  t.equal(status.kept['answered']?.number, 2, "what the old one kept is the new one's")

  const late = await proofFrom(port)
  t.not(await gate.upgrade(), second, 'once more')
  t.equal((await sendProof(port, late)).status, 204)
  for (const proof of [late, open, spent]) t.equal((await sendProof(port, proof)).status, 409)
  t.equal(await limited(), 429)
  t.match(readFileSync(join(folder, 'run/orders.json'), 'utf8'), '198.51.100.0')
})
