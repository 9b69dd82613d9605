import t from 'tap'
import { loadAssets } from '../../src/challenge-pages/index.ts'
import { declaredIn, shorten } from '../../src/challenge-pages/wire/shorten.ts'

const served =
  [...loadAssets().files].find(([name]) => name.endsWith('.js'))?.[1].file.body.toString() ?? ''

t.test('names of the script get short, all others stay', (t) => {
  const cases = [
    ['var count = 1\n', 'var aa = 1\n'],
    ['var first = 1\nvar second = first\n', 'var aa = 1\nvar ab = aa\n'],
    [
      'function add(left, right) {\n  return left + right\n}\n',
      'function aa(a, b) {\n  return a + b\n}\n',
    ],
    [
      'var size = 1\nfunction f(part) {\n  return { size: part.size, part: size }\n}\n',
      'var aa = 1\nfunction ab(a) {\n  return { size: a.size, part: aa }\n}\n',
    ],
    ['function f(a1) {\n  return a1 ? a1 : f\n}\n', 'function aa(a) {\n  return a ? a : aa\n}\n'],
    [
      "function f(text) {\n  return /text\\/['\"]/.exec('text') / text / 2\n}\n",
      "function aa(a) {\n  return /text\\/['\"]/.exec('text') / a / 2\n}\n",
    ],
    [
      'function f() {\n  return function inner(x) {\n    return inner(x)\n  }\n}\n',
      'function aa() {\n  return function a(b) {\n    return a(b)\n  }\n}\n',
    ],
    ['function f(name) {\n  return a + name\n}\n', 'function aa(b) {\n  return a + b\n}\n'],
  ] as const
  for (const [source, want] of cases) t.equal(shorten(source), want)
  t.end()
})

t.test('there are names enough', (t) => {
  const many = Array.from({ length: 40 }, (_, i) => `name${i}`)
  const short = shorten(`function f(${many.join(', ')}) {}\n`)
  const names = /\((.*)\)/.exec(short)?.[1]?.split(', ') ?? []
  t.equal(new Set(names).size, 40)
  t.notOk(names.some((name) => ['as', 'do', 'if', 'in', 'is', 'of', 'aa'].includes(name)))
  t.end()
})

/** What our script uses of the language and of browsers: whatever else stands free is a name it forgot. */
const FREE =
  'Array BroadcastChannel Boolean DataView Date Error HTMLAnchorElement HTMLButtonElement HTMLFormElement Infinity Int32Array JSON Math MessageChannel NaN Number Object RegExp String Uint16Array Uint8Array Uint32Array WebAssembly Worker XMLHttpRequest addEventListener removeEventListener clearTimeout crypto document history location navigator parseInt performance self sessionStorage setTimeout undefined window ArrayBuffer'.split(
    ' ',
  )
const WORDS =
  'break case catch continue default delete do else false finally for function if in instanceof new null return switch this throw true try typeof var void while with'.split(
    ' ',
  )

t.test('in the script that is served nothing stands free but what browsers have', (t) => {
  const code = served
    .replace(/(?<=[(,=:?!&|{};\n])\/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\n])+\/[a-z]*/g, '0')
    .replace(/'[^'\n]*'|"[^"\n]*"/g, '0')
  const declared = new Set(declaredIn(code.replaceAll(',', ', ')))
  const free = [...code.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$]|\s*:)/g)]
    .map(([name]) => name)
    .filter((name) => !declared.has(name) && !WORDS.includes(name) && !FREE.includes(name))
  t.strictSame([...new Set(free)], [])
  t.strictSame(
    [...declared].filter((name) => FREE.includes(name) || WORDS.includes(name)),
    [],
    'and nothing is called as that',
  )
  t.ok([...declared].every((name) => name.length <= 2))
  t.end()
})
