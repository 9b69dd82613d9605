import t from 'tap'
import { PathIndex, compilePattern } from '../../src/policies/index.ts'
import { randomFrom } from '../support/random.ts'

function indexByPath<T>(
  members: readonly T[],
  patternsOf: (member: T) => readonly string[] | null,
): (path: string) => readonly T[] {
  const index = new PathIndex<T>()
  for (const member of members) index.add(member, patternsOf(member))
  return index.finder()
}

const SEGMENTS = ['a', 'b', '*', '**', 'a*', '']

const matches = (patterns: readonly string[] | null, path: string): boolean =>
  patterns === null || patterns.some((pattern) => compilePattern(pattern)(path))

t.test('what is found in an index is what matches, in the order of the members', async (t) => {
  const random = randomFrom(11)
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
  const pathOf = (segments: readonly string[]): string =>
    `/${Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(segments)).join('/')}`
  const wrong: string[] = []
  for (let round = 0; round < 200; round++) {
    const members = Array.from({ length: 30 }, () =>
      random() < 0.1 ? null : [pathOf(SEGMENTS), ...(random() < 0.3 ? [pathOf(SEGMENTS)] : [])],
    )
    const find = indexByPath(members, (patterns) => patterns)
    for (let i = 0; i < 20; i++) {
      const path = random() < 0.05 ? '*' : pathOf(['a', 'b', 'ab', ''])
      const want = members.filter((patterns) => matches(patterns, path))
      const got = find(path).filter((patterns) => matches(patterns, path))
      if (JSON.stringify(got) !== JSON.stringify(want)) wrong.push(path)
    }
  }
  t.same(wrong, [])
})

t.test('of many members few are found, and of a few all', async (t) => {
  const many = Array.from({ length: 1000 }, (_, i) => [`/part/${i}/**`])
  const find = indexByPath([...many, null], (patterns) => patterns)
  t.same(find('/part/7/x'), [['/part/7/**'], null])
  t.same(find('/elsewhere'), [null])
  const few = many.slice(0, 8)
  t.same(indexByPath(few, (patterns) => patterns)('/elsewhere'), few)
})
