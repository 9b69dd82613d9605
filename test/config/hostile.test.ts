import t from 'tap'
import { compileConfig } from '../../src/config/index.ts'

const OPTIONS = { file: 'paart.yaml', folder: '/etc/paart', cores: 4 }

t.test('no text is answered with an exception', (t) => {
  for (const { name, text } of [
    { name: 'too large', text: 'x'.repeat(10_000_000) },
    { name: 'too deep in lists', text: '['.repeat(5000) },
    { name: 'too deep in keys', text: '{'.repeat(3000) + '}'.repeat(3000) },
    { name: 'too many keys', text: Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join('\n') },
    { name: 'too many quotes', text: '"'.repeat(20_000) },
    { name: 'bytes that are no text', text: Buffer.from([0xff, 0xfe, 0, 1]).toString('latin1') },
    { name: 'half a pair', text: 'version: "\uD800"' },
    { name: 'a key that is a list', text: '? [a]\n: b' },
    { name: 'a list with holes', text: 'sites:\n  -\n  - ~\n' },
    { name: 'names of built-in properties', text: 'constructor: { toString: 1 }\nsites: {}' },
  ]) {
    const { ok, mistakes } = compileConfig(text, OPTIONS)
    t.equal(ok, false, name)
    t.ok(mistakes.length >= 1 && mistakes.length <= 200, `${name}: mistakes are told, not too many`)
  }
  t.end()
})

t.test('of too many mistakes, errors are told before warnings', (t) => {
  const unused = Array.from({ length: 201 }, (_, index) => `  p${index}: {}`).join('\n')
  const { ok, mistakes } = compileConfig(`policies:\n${unused}\n`, OPTIONS)
  t.equal(ok, false)
  t.same([...new Set(mistakes.map(({ severity }) => severity))], ['error'])
  t.ok(mistakes.some(({ message }) => message === '"policies" must hold at most 200'))
  t.end()
})
