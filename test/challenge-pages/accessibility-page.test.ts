import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

const page = readFileSync(new URL('../../docs/accessibility.md', import.meta.url), 'utf8')

/** What assessors ask: accessibility, privacy, safe answers. */
const ASKED = [
  { letter: 'A', count: 21 },
  { letter: 'P', count: 11 },
  { letter: 'S', count: 5 },
]

t.test('whatever assessors ask is held by something, or a reason stands there', (t) => {
  for (const { letter, count } of ASKED) {
    for (let number = 1; number <= count; number++) {
      t.match(page, new RegExp(`^\\| ${letter}${number} +\\|[^|]{10,}\\|[^|]{10,}\\|$`, 'm'))
    }
  }
  t.end()
})

t.test('every test that the page names is there', (t) => {
  const named = [...page.matchAll(/`([a-z-]+\/[a-z-]*)`/g)].map(([, name]) => name ?? '')
  t.ok(named.length > 40)
  for (const name of new Set(named.filter((word) => word !== 'test/'))) {
    const place = name.endsWith('/') ? name : `${name}.test.ts`
    t.ok(existsSync(new URL(`../${place}`, import.meta.url)), name)
  }
  t.end()
})
