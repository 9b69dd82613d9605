import t from 'tap'
import { type Exchange } from '../../../src/proxy/exchange.ts'
import { signsIn, tellsOfSignIn } from '../../../src/proxy/forwarding/signing-in.ts'

const asked = (...rawHeaders: readonly string[]): Exchange =>
  ({ request: { rawHeaders } }) as unknown as Exchange

t.test('who signs in by NTLM or Negotiate is known by its field, wherever that stands', (t) => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['NTLM TlRMTVNTUAAB', true],
    ['ntlm TlRMTVNTUAAB', true],
    ['Negotiate YII=', true],
    ['Negotiate\tYII=', true],
    ['NTLM', true],
    ['Basic bnRsbTpuZWdvdGlhdGU=', false],
    ['Bearer ntlm', true],
    ['Basic eA==, NTLM TlRMTVNTUAAB', true],
    ['NTLMv9 x', false],
    ['Digest username="negotiate"', false],
    ['', false],
  ]
  for (const [value, want] of cases) {
    t.equal(signsIn(asked('Host', 'a', 'AUTHORIZATION', value)), want, value)
  }
  t.equal(signsIn(asked('Authorization', 'Basic eA==', 'authorization', 'NTLM x')), true, 'second')
  t.equal(signsIn(asked('Xuthorization', 'NTLM x')), false)
  t.end()
})

t.test('an answer tells of a sign-in by a token, or by saying that it lasts', (t) => {
  const cases: readonly (readonly [readonly string[], boolean])[] = [
    [['WWW-Authenticate', 'NTLM'], false],
    [['WWW-Authenticate', 'Negotiate, NTLM'], false],
    [['WWW-Authenticate', 'Basic realm="ntlm x"'], false],
    [['WWW-Authenticate', 'Negotiate realm="x"'], false],
    [['WWW-Authenticate', 'NTLM TlRMTVNTUAAC='], true],
    [['www-authenticate', 'Negotiate oYG2MIGz, Basic realm="x"'], true],
    [['WWW-Authenticate', 'Basic realm="x"', 'WWW-Authenticate', 'negotiate  oYG2=='], true],
    [['Persistent-Auth', 'true'], true],
    [['persistent-auth', ' True '], true],
    [['Persistent-Auth', 'false'], false],
    [['Content-Language', 'NTLM TlRM'], false],
  ]
  for (const [fields, want] of cases) t.equal(tellsOfSignIn(fields), want, fields.join(': '))
  t.end()
})
