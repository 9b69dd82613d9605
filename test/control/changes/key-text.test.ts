import t from 'tap'
import { type KeyFile } from '../../../src/client/index.ts'
import {
  changedText,
  keyList,
  lateText,
  revokedText,
} from '../../../src/control/changes/key-text.ts'
import { type RingGate } from '../../../src/store/index.ts'

const NOW = 1_800_000_000
const secret = Buffer.alloc(32).toString('base64url')

const FILE: KeyFile = {
  version: 1,
  instance: 'x',
  signing: '22222222',
  keys: [
    { id: '11111111', secret, createdAt: NOW, verifyUntil: NOW + 90_000, madeBy: 'aaaaaa' },
    { id: '22222222', secret, createdAt: NOW + 60, madeBy: 'bbbbbb' },
  ],
}

function gateOf(id: string, more: Partial<RingGate> = {}): RingGate {
  const accepted = ['11111111', '22222222']
  return { id, name: 'gate-b', ring: 'ours', signing: '22222222', accepted, ...more }
}

const LATE = gateOf('0123456789ab', { signing: '11111111', accepted: ['11111111'] })
const FOREIGN = gateOf('ba9876543210', {
  ring: 'other',
  accepted: ['33333333'],
  signing: '33333333',
})

t.test('keys are listed with who else accepts and signs by them', async (t) => {
  const alone = keyList(FILE, 'aaaaaa', { others: [], secret: null, isFresh: false })
  t.equal(
    alone.text,
    `key       made                      came            use
11111111  2027-01-15T08:00:00.000Z  here            verifies until 2027-01-16T09:00:00.000Z
22222222  2027-01-15T08:01:00.000Z  of gate bbbbbb  signs
`,
  )
  const sight = { others: [gateOf('aaaaaaaaaaaa'), LATE, FOREIGN], secret: 'x', isFresh: true }
  const { text, report } = keyList(FILE, 'aaaaaa', sight)
  t.equal(
    text,
    `key       made                      came            others accept  use
11111111  2027-01-15T08:00:00.000Z  here            2 of 3         verifies until 2027-01-16T09:00:00.000Z; 1 of 3 others sign
22222222  2027-01-15T08:01:00.000Z  of gate bbbbbb  1 of 3         signs; 1 of 3 others sign
gate gate-b 0123456789ab does not accept 22222222
gate gate-b ba9876543210 does not accept 11111111, 22222222 and accepts 33333333, which is not known here
`,
  )
  t.match(report, {
    keys: [{ acceptedBy: ['aaaaaaaaaaaa', '0123456789ab'] }, { signedBy: ['aaaaaaaaaaaa'] }],
  })
  t.notMatch(JSON.stringify(report), secret)
})

t.test('what a rotation and a revocation wait for is said', async (t) => {
  t.equal(
    lateText([LATE]),
    'gate gate-b 0123456789ab does not accept it yet; it signs once it does, or ten seconds after a gate has gone silent',
  )
  t.match(
    lateText([LATE, FOREIGN]),
    /^gate gate-b 0123456789ab, gate-b ba9876543210 do not accept it yet; it signs once they do,/,
  )
  t.match(lateText([]), /^the store does not answer, so nobody knows which gates accept it;/)
  const gone = '11111111 is gone: its passes, challenges and codes count no more; 22222222 signs\n'
  t.equal(revokedText('11111111', '22222222', []), gone)
  t.equal(
    revokedText('11111111', '22222222', [LATE, FOREIGN]),
    `${gone}gate gate-b 0123456789ab still accepts it: it drops it as soon as it reads the store
gate gate-b ba9876543210 shares no ring with this one and accepts it: revoke it there as well
`,
  )
  const after = { ...FILE, keys: FILE.keys.slice(1), revoked: [{ id: '11111111', until: 1 }] }
  t.equal(changedText(FILE, after), 'keys, by another gate: 11111111 was revoked')
  t.equal(changedText(after, after), null)
})
