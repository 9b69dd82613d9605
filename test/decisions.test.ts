import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { filesIn, readProjectFile } from './support/sources.ts'

const FOLDER = 'docs/decisions'
const INDEX = `${FOLDER}/README.md`
const LINES_MAX = 60

const pages = filesIn(FOLDER).filter((path) => path !== INDEX)

t.test('every decision stands in the index, under its own title', async (t) => {
  const entries = pages.map((path) => {
    const title = /^# (.+)\n/.exec(readProjectFile(path))?.[1] ?? ''
    return `- [${title}](${path.slice(FOLDER.length + 1)})`
  })
  const listed = readProjectFile(INDEX)
    .split('\n')
    .filter((line) => line.startsWith('- ['))
  t.strictSame(listed.toSorted(), entries.toSorted())
})

t.test(
  'every decision says why, what it costs and what would change it, on a short page',
  async (t) => {
    for (const path of pages) {
      const lines = readProjectFile(path).split('\n')
      t.ok(lines.length - 1 <= LINES_MAX, `${path} has ${lines.length - 1} lines`)
      t.strictSame(
        lines.filter((line) => line.startsWith('## ')),
        ['## Decision', '## Why', '## What it costs', '## What would change it'],
        path,
      )
    }
  },
)

t.test('http-proxy-3 is asked for WebSockets alone', async (t) => {
  const asking = filesIn('src').filter((path) => readProjectFile(path).includes("'http-proxy-3'"))
  t.equal(asking.length, 1)
  for (const path of asking) {
    t.match(readProjectFile(path), /\.ws\(/, path)
    t.notMatch(readProjectFile(path), /\.web\(/, path)
  }
})

t.test('what the documents at the door and the decisions link to is there', async (t) => {
  const doors = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
  for (const path of [...doors, 'changes/README.md', INDEX, ...pages]) {
    for (const [, target = ''] of readProjectFile(path).matchAll(/\]\(([^)#:\s]+)[^):\s]*\)/g)) {
      t.ok(existsSync(join(dirname(path), target)), `${path} links to ${target}`)
    }
  }
})
