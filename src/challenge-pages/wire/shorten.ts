/**
 * Texts in quotes, patterns, numbers and words; what stands between has no names in it. A pattern follows
 * a sign after which no division can come.
 */
const TOKENS =
  /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:?!&|{};\n] ?|return )\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|\d[\w.]*|[A-Za-z_$][\w$]*/g

/** What follows `var`, `function` and `catch`: names, also several, and a function's parameters. */
const DECLARED =
  /\bvar ([\w$]+(?:(?: ?= ?\w+)?, ?[\w$]+(?= ?[=,;]))*)|\bfunction ?([\w$]+)?\(([\w$, ]*)\)|\bcatch ?\(([\w$]+)\)/g

/** Where a declaration of the script itself begins: nothing stands before it in its line. */
const OUTERMOST = /^(?=(?:var|function) )/m

/**
 * Gives every name that the script declares a short one: the same everywhere for those of the script
 * itself, and inside each of its functions the shortest again. Nothing is renamed that belongs to the
 * browser or to an object. Names are told apart by the signs around them, which is enough for scripts in
 * ES5 that name no variable as a global of the browser and write no name of a property in quotes;
 * `test/challenge-pages/shorten.test.ts` holds ours to that.
 */
export function shorten(script: string): string {
  const declared = new Set(declaredIn(script))
  const words = new Set(script.match(/[A-Za-z_$][\w$]*/g)).difference(declared)
  const chunks = script.split(OUTERMOST)
  const outer = new Set(
    chunks.map((chunk) => declaredIn(chunk)[0]).filter((name) => name !== undefined),
  )
  const outerNames = namesFor([...outer], shortNames(words, 2))
  return chunks
    .map((chunk) => {
      const inner = declaredIn(chunk).filter((name) => !outer.has(name))
      const taken = new Set([...words, ...outerNames.values()])
      return renamed(chunk, new Map([...outerNames, ...namesFor(inner, shortNames(taken, 1))]))
    })
    .join('')
}

/** The names a part of the script declares, in their order. */
export function declaredIn(script: string): readonly string[] {
  const declared = new Set<string>()
  for (const [, variables = '', name, parameters = '', caught] of script.matchAll(DECLARED)) {
    const names = [...variables.split(','), name, ...parameters.split(','), caught]
    for (const each of names) if (each) declared.add(each.split('=', 1)[0]?.trim() ?? '')
  }
  return [...declared]
}

function renamed(script: string, names: ReadonlyMap<string, string>): string {
  return script.replace(TOKENS, (token, at: number) => {
    const name = names.get(token)
    return name === undefined || isOfAnObject(script, at, token) ? token : name
  })
}

/** Whether a name is that of a property: behind a dot, or before the colon of an object's. */
function isOfAnObject(script: string, at: number, token: string): boolean {
  if (script[at - 1] === '.') return true
  if (script[at + token.length] !== ':') return false
  let before = at - 1
  while (/\s/.test(script[before] ?? '')) before--
  return /[{,]/.test(script[before] ?? '')
}

function namesFor(
  declared: readonly string[],
  names: Iterator<string, never>,
): ReadonlyMap<string, string> {
  return new Map(declared.map((name) => [name, names.next().value]))
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('')

/** `a` to `z`, then `aa` and so on from a length on, without the words that are taken. */
function* shortNames(taken: ReadonlySet<string>, from: number): Generator<string, never> {
  for (let length = from; ; length++) {
    for (const name of spellings(length)) if (!taken.has(name) && !RESERVED.has(name)) yield name
  }
}

function spellings(length: number): readonly string[] {
  if (length === 0) return ['']
  return spellings(length - 1).flatMap((start) => LETTERS.map((letter) => start + letter))
}

/** Short words of the language that our script might not use. */
const RESERVED: ReadonlySet<string> = new Set(['as', 'do', 'if', 'in', 'is', 'of'])
