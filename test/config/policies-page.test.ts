import { readFileSync } from 'node:fs'
import t from 'tap'
import { PRESETS, compileConfig } from '../../src/config/index.ts'
import { readPresets } from '../../src/control/examining/index.ts'
import { tryPolicies } from '../../src/rehearsal/index.ts'

const page = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8')
const [written = '', tests = '', swarm = ''] = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
  ([, yaml]) => yaml ?? '',
)

t.test('what the page about policies shows is valid, and its tests hold', async (t) => {
  const presets = await readPresets()
  const options = { file: 'paart.yaml', folder: '/', cores: 1, files: presets }
  const compiled = compileConfig(written, options)
  t.same(compiled.mistakes, [])
  if (!compiled.ok) return
  const { snapshot } = compiled
  const trial = await tryPolicies([{ file: 'tests.yaml', text: tests }], { snapshot, presets })
  t.same(trial.mistakes, [])
  t.equal(trial.results.length, 2)
})

t.test('so is its answer to a swarm', async (t) => {
  const routes = written.replace('policy: pages', 'policy: search')
  const text = routes.replace(/^policies:\n[^]*$/m, swarm)
  const policies = 'assets inquiries sign-in register'.split(' ')
  const others = policies.map((name) => `  ${name}: { challenge: never }\n`).join('')
  const compiled = compileConfig(text + others, { file: 'paart.yaml', folder: '/', cores: 1 })
  t.same(
    compiled.mistakes.filter(({ severity }) => severity === 'error'),
    [],
  )
  t.ok(compiled.ok)
})

t.test('the page about policies has a row for every preset', async (t) => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name ?? '')
  t.same(rows.toSorted(), [...PRESETS].toSorted())
})
