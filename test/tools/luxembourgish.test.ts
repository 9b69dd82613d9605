import t from 'tap'
import { TEXTS } from '../../src/challenge-pages/pages/texts/index.ts'
import { SIMPLE_TEXTS } from '../../src/challenge-pages/pages/texts/simple/index.ts'
import { luxembourgishPage } from '../../tools/luxembourgish/page.ts'
import { readProjectFile } from '../support/sources.ts'

const page = readProjectFile('docs/luxembourgish.md')

t.test('the page for native readers is fresh: run "npm run docs" where it is not', async (t) => {
  t.equal(page, luxembourgishPage())
})

t.test(
  'every line that a page says in Luxembourgish stands in it, beside its English',
  async (t) => {
    const rows = new Set(page.split('\n'))
    const simple: Partial<Record<string, string>> = SIMPLE_TEXTS.lb
    for (const [key, english] of Object.entries(TEXTS.en)) {
      if (key === 'direction') continue
      const usual = Object.entries(TEXTS.lb).find(([name]) => name === key)?.[1] ?? ''
      t.ok(rows.has(`| ${usual} | ${simple[key] ?? ''} | ${english} |`), key)
    }
  },
)
