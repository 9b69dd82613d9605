import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { filesIn, readProjectFile } from './support/sources.ts'

type Names = Readonly<Record<string, string>>

const page = readProjectFile('CONTRIBUTING.md')
const project = JSON.parse(readProjectFile('package.json')) as {
  readonly dependencies: Names
  readonly optionalDependencies: Names
  readonly bundleDependencies: readonly string[]
  readonly devDependencies: Names
  readonly engines: { readonly node: string }
}
const { dependencies, optionalDependencies, devDependencies, engines } = project

/** The rows of the table whose first column has this title: a package and its reason. */
function reasons(title: string): ReadonlyMap<string, string> {
  const table = page.slice(page.indexOf(`| ${title} `)).split('\n\n')[0] ?? ''
  const rows = [...table.matchAll(/^\| `([^`]+)` +\| +(.*?) +\|$/gm)]
  return new Map(rows.map(([, name = '', reason = '']) => [name, reason]))
}

for (const [title, named] of [
  ['runs in the gate', dependencies],
  ['brings Node', optionalDependencies],
  ['builds and tests it', devDependencies],
] as const) {
  t.test(`what ${title} is named with its reason, and nothing else is`, async (t) => {
    t.strictSame([...reasons(title).keys()], Object.keys(named).toSorted())
    for (const [name, reason] of reasons(title)) t.ok(reason.length > 10, name)
  })
}

t.test('every version is exact', async (t) => {
  const all = { ...dependencies, ...optionalDependencies, ...devDependencies }
  for (const [name, version] of Object.entries(all)) t.match(version, /^\d+\.\d+\.\d+$/, name)
})

t.test('Node is of one version, whatever brings it', async (t) => {
  t.equal(new Set(Object.values(optionalDependencies)).size, 1)
})

t.test('a package carries what runs in the gate, as the lock file has it', async (t) => {
  t.strictSame(project.bundleDependencies, Object.keys(dependencies))
})

t.test('the support window names the Node that package.json asks for', async (t) => {
  t.match(readProjectFile('SECURITY.md'), `Node ${engines.node.replace('>=', '')} and later`)
})

t.test('every template for an issue says what it is for, and where a hole belongs', async (t) => {
  const templates = filesIn('.github/ISSUE_TEMPLATE')
  t.ok(templates.length >= 2)
  for (const path of templates) {
    t.match(readProjectFile(path), /^---\nname: .+\nabout: .+\n---\n/, path)
  }
  for (const name of ['fault', 'hole']) {
    t.match(readProjectFile(`.github/ISSUE_TEMPLATE/${name}.md`), 'SECURITY.md', name)
  }
})

t.test('what the templates ask to run and read is there', async (t) => {
  const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Names }
  const asked = [...filesIn('.github'), 'CONTRIBUTING.md', 'SECURITY.md', 'changes/README.md']
  for (const path of asked) {
    for (const [, script = ''] of readProjectFile(path).matchAll(
      /npm run (?:--silent )?([\w:]+)/g,
    )) {
      t.ok(script in scripts, `${path}: npm run ${script}`)
    }
  }
})

t.test('a link from one document to a file leads somewhere', async (t) => {
  const documents = ['.github', 'bench', 'changes', 'config', 'docs']
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.md'))
  const atRoot = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md']
  for (const path of [...documents, ...atRoot]) {
    for (const [, link = ''] of readProjectFile(path).matchAll(/\]\((?!https?:)([^)#\s]+)/g)) {
      const target = fileURLToPath(new URL(link, new URL(`../${path}`, import.meta.url)))
      t.ok(existsSync(target), `${path}: ${link}`)
    }
  }
})
