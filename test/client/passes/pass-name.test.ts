import t from 'tap'
import { passNameOf, readPassName } from '../../../src/client/index.ts'

const NAME = passNameOf('q0uYkKZ1b2c3')

t.test('a name is short, the same each time, and tells nothing of the id', (t) => {
  t.match(NAME, /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  t.equal(passNameOf('q0uYkKZ1b2c3'), NAME)
  const names = new Set(Array.from({ length: 10_000 }, (_, i) => passNameOf(`id ${i}`)))
  t.equal(names.size, 10_000)
  t.end()
})

t.test('it is read however it is typed', (t) => {
  for (const typed of [
    NAME,
    NAME.toLowerCase(),
    NAME.replaceAll('-', ''),
    NAME.replaceAll('-', ' '),
  ]) {
    t.equal(readPassName(typed), NAME)
  }
  const odd = Array.from({ length: 2_000 }, (_, i) => passNameOf(`${i}`)).find((name) =>
    /0.*1|1.*0/.test(name),
  )
  t.equal(readPassName((odd ?? '').replaceAll('0', 'o').replaceAll('1', 'l')), odd)
  t.end()
})

t.test('nearly every slip is found, and what is no name', (t) => {
  const slips = NAME.split('').flatMap((letter, at) =>
    '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
      .split('')
      .filter((other) => letter !== '-' && other !== letter)
      .map((other) => NAME.slice(0, at) + other + NAME.slice(at + 1)),
  )
  const unfound = slips.filter((slip) => readPassName(slip) !== null).length
  t.ok(unfound < slips.length / 16, `${unfound} of ${slips.length}`)
  for (const text of ['', 'K7QF-2M9T', `${NAME}0`, NAME.slice(1), 'ü'.repeat(12)]) {
    t.equal(readPassName(text), null)
  }
  t.end()
})
