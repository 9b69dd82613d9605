import t from 'tap'
import {
  KEYS_MAX,
  type KeyFile,
  newKeyFile,
  parseKeyFile,
  withNewestSigning,
  withNextKey,
  withoutExpired,
} from '../../../src/client/index.ts'

const NOW = 1_800_000_000

function next(file: KeyFile): KeyFile {
  const accepted = withNextKey(file, NOW)
  if (accepted === null) throw new Error('the file is full')
  return accepted
}

t.test('a rotation has two halves, and an interrupted one is finished', (t) => {
  const first = newKeyFile(NOW - 100)
  const accepted = next(first)
  t.equal(accepted.signing, first.signing, 'the new key does not sign yet')
  t.equal(accepted.keys.length, 2)
  t.equal(next(accepted), accepted, 'begun again, it takes the same key')
  const rotated = withNewestSigning(accepted, NOW + 10)
  t.equal(rotated.signing, accepted.keys[1]?.id)
  t.strictSame(
    rotated.keys.map(({ verifyUntil }) => verifyUntil),
    [NOW + 10, undefined],
  )
  t.equal(withNewestSigning(rotated, NOW), rotated, 'there is nobody to hand over to')
  t.strictSame(parseKeyFile(JSON.stringify(rotated)), rotated, 'it can be read back')
  t.end()
})

t.test('a key is dropped when its last pass has expired, the one that signs never', (t) => {
  const rotated = withNewestSigning(next(newKeyFile(NOW)), NOW + 10)
  t.equal(withoutExpired(rotated, NOW + 9), rotated)
  t.strictSame(
    withoutExpired(rotated, NOW + 10).keys.map(({ id }) => id),
    [rotated.signing],
  )
  const odd = { ...rotated, keys: rotated.keys.map((key) => ({ ...key, verifyUntil: NOW })) }
  t.strictSame(
    withoutExpired(odd, NOW + 10).keys.map(({ id }) => id),
    [rotated.signing],
  )
  t.end()
})

t.test('a file has room for so many keys', (t) => {
  let file = newKeyFile(NOW)
  while (file.keys.length < KEYS_MAX) file = withNewestSigning(next(file), NOW + 10)
  t.equal(withNextKey(file, NOW), null)
  t.not(withNextKey(withoutExpired(file, NOW + 10), NOW), null)
  t.end()
})

t.test('an end that is no time makes no key file', (t) => {
  const file = newKeyFile(NOW)
  const text = JSON.stringify({ ...file, keys: [{ ...file.keys[0], verifyUntil: 'later' }] })
  t.throws(() => parseKeyFile(text), { message: 'it is not a key file of version 1' })
  t.end()
})
