import t from 'tap'
import { CLAIM_BYTES, idOfClaim, readClaim } from '../../src/challenge-pages/index.ts'
import { claimBody } from '../support/claims.ts'

const ID = 'AbcdEFGH01234567'
const PAGE_HALF = 'abcdefghij-_0123456789'
const CLAIM = `${ID}.${PAGE_HALF}`
const TOKEN = 'T'.repeat(82)

t.test('every claim is of one length and says what is asked for', (t) => {
  const doors = ['none', 'slow', 'again', 'delete', 'answer', 'code'] as const
  for (const token of [null, 'T', TOKEN]) {
    for (const door of doors) {
      const body = claimBody(CLAIM, { door }, token)
      t.equal(body.length, CLAIM_BYTES, door)
      t.strictSame(readClaim(Buffer.from(body)), {
        id: ID,
        pageHalf: PAGE_HALF,
        token,
        door,
        language: null,
      })
    }
    for (const language of ['lb', 'fr', 'fr-simple']) {
      const body = claimBody(CLAIM, { language }, token)
      t.equal(body.length, CLAIM_BYTES, language)
      t.match(readClaim(Buffer.from(body)), { id: ID, token, door: null, language })
    }
  }
  t.equal(idOfClaim(CLAIM), ID)
  t.end()
})

t.test('the order of the fields is the browser’s', (t) => {
  const body = claimBody(CLAIM, { door: 'slow' }, TOKEN)
  const backwards = body.split('&').toReversed().join('&')
  t.match(readClaim(Buffer.from(backwards)), {
    id: ID,
    pageHalf: PAGE_HALF,
    token: TOKEN,
    door: 'slow',
  })
  t.end()
})

t.test('what no page of ours wrote is no claim', (t) => {
  const good = claimBody(CLAIM, { door: 'none' }, TOKEN)
  t.ok(readClaim(Buffer.from(good)), 'it bites')
  const others = {
    empty: '',
    'a byte too short': good.slice(1),
    'a byte too long': `${good}x`,
    'a form of the service': 'a='.padEnd(CLAIM_BYTES, 'x'),
    'another first field': good.replace('paart-claim', 'paart-Claim'),
    'another door': good.replace('=none', '=nine'),
    'an id with other letters': good.replace(ID, `-${ID.slice(1)}`),
    'a field twice': `token=T&${good.replace('paart-pad=xxxxxxxx', 'paart-pad=')}`,
    'no button': good
      .replace('&paart-door=none', '')
      .replace('paart-pad=', `paart-pad=${'x'.repeat(16)}`),
    'escaped letters': good.replace('AbcdEF', 'A%62%63'),
    'another field between': good.replace('&paart-pad=xxxx', '&x=&paart-pad='),
    'a line end behind': `${good.slice(0, -1)}\n`,
    'bytes that are no letters': good.replace('paart-pad=xx', 'paart-pad=\u00ff\u00ff'),
  }
  for (const [name, body] of Object.entries(others)) {
    t.equal(readClaim(Buffer.from(body, 'latin1')), null, name)
  }
  t.end()
})
