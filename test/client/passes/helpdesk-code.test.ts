import t from 'tap'
import { markOfCode, newCode, readCode, spellCode } from '../../../src/client/index.ts'

const codes = Array.from({ length: 200 }, newCode)

t.test('a code is ten digits and reads as it was made', async (t) => {
  for (const code of codes) {
    t.match(code, /^\d{10}$/)
    t.equal(readCode(code), code)
    t.equal(readCode(spellCode(code)), code)
  }
  t.ok(new Set(codes).size > 195, 'no code like another')
})

t.test('every wrong digit is noticed, and every two neighbours that change places', async (t) => {
  const undetected: string[] = []
  for (const code of codes) {
    for (let at = 0; at < 10; at++) {
      for (let digit = 0; digit < 10; digit++) {
        const wrong = `${code.slice(0, at)}${digit}${code.slice(at + 1)}`
        if (wrong !== code && readCode(wrong) !== null) undetected.push(`${code} ${wrong}`)
      }
      const [one = '', other = ''] = code.slice(at, at + 2)
      const turned = `${code.slice(0, at)}${other}${one}${code.slice(at + 2)}`
      if (turned !== code && readCode(turned) !== null) undetected.push(`${code} ${turned}`)
    }
  }
  t.strictSame(undetected, [])
})

t.test('what people type', async (t) => {
  const cases: { name: string; text: string; want: string | null }[] = [
    { name: 'as it is', text: '5271839044', want: '5271839044' },
    { name: 'as it is printed', text: '527 183 9044', want: '5271839044' },
    { name: 'with hyphens', text: '527-183-9044', want: '5271839044' },
    { name: 'with dashes', text: '527–183—9044', want: '5271839044' },
    { name: 'with full stops', text: '527.183.9044', want: '5271839044' },
    {
      name: 'digit by digit, with line ends',
      text: ' 5 2 7 1 8 3 9 0 4 4\r\n',
      want: '5271839044',
    },
    { name: 'with hard blanks', text: '527\u00a0183\u202f9044', want: '5271839044' },
    { name: 'in wide digits', text: '５２７ １８３ ９０４４', want: '5271839044' },
    { name: 'zeros in front', text: '0000000000', want: '0000000000' },
    { name: 'the example of Damm', text: '0000005724', want: '0000005724' },
    { name: 'a wrong check digit', text: '5271839042', want: null },
    { name: 'a digit too few', text: '527183904', want: null },
    { name: 'a digit too many', text: '52718390440', want: null },
    { name: 'a letter', text: '527183904O', want: null },
    { name: 'a sign', text: '+5271839044', want: null },
    { name: 'nothing', text: '', want: null },
    { name: 'behind a long text', text: `${' '.repeat(64)}5271839044`, want: null },
  ]
  for (const { name, text, want } of cases) t.equal(readCode(text), want, name)
})

t.test('what stands for a code is of one key, one site and one code', async (t) => {
  const key = { code: new Uint8Array(32) }
  const mark = markOfCode(key, 'a', '5271839044')
  t.equal(mark.length, 16)
  t.same(markOfCode(key, 'a', '5271839044'), mark)
  const others = [
    markOfCode({ code: new Uint8Array(32).fill(1) }, 'a', '5271839044'),
    markOfCode(key, '', '5271839044'),
    markOfCode(key, 'b', '5271839044'),
    markOfCode(key, 'a', '5271839042'),
  ]
  for (const other of others) t.notSame(other, mark)
})
