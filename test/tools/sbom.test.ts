import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { type Bill, billOf } from '../../tools/sbom/bill.ts'
import { TOLD_ELSEWHERE } from '../../tools/sbom/component.ts'
import { readLockFile } from '../../tools/sbom/lock-file.ts'
import { noticesOf } from '../../tools/sbom/notices.ts'
import { readProjectFile } from '../support/sources.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** Licences that ask of whoever passes a copy on no more than `licences.txt` does. */
const MAY_RUN = [
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
]

const lock = readLockFile(readProjectFile('package-lock.json'))
const bill = billOf(lock)

function written(
  t: Test,
  env: Readonly<Record<string, string>> = {},
): { folder: string; bill: Bill } {
  const folder = mkdtempSync(join(tmpdir(), 'paart-sbom-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  execFileSync(process.execPath, ['tools/sbom/run.ts', folder], {
    cwd: ROOT,
    env: { ...process.env, SOURCE_DATE_EPOCH: undefined, ...env },
  })
  return { folder, bill: JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as Bill }
}

t.test('one command writes the bill and the licences, twice the same', async (t) => {
  const [one, other] = [written(t), written(t)]
  for (const file of ['sbom.cdx.json', 'licences.txt']) {
    t.equal(
      readFileSync(join(one.folder, file), 'utf8'),
      readFileSync(join(other.folder, file), 'utf8'),
      file,
    )
  }
  t.strictSame(one.bill, JSON.parse(JSON.stringify(bill)))
})

t.test('only SOURCE_DATE_EPOCH dates it', async (t) => {
  t.notOk('timestamp' in bill.metadata)
  const dated = written(t, { SOURCE_DATE_EPOCH: '1796083200' }).bill
  t.equal(dated.metadata.timestamp, '2026-12-01T00:00:00.000Z')
  t.not(dated.serialNumber, bill.serialNumber)
})

/** What `bom-1.6.schema.json` asks for of the parts that are written; it allows no other key. */
t.test('the bill is as CycloneDX 1.6 wants it', async (t) => {
  t.match(bill, { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 })
  t.match(
    bill.serialNumber,
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  const keys = new Set([
    'type',
    'bom-ref',
    'name',
    'version',
    'scope',
    'hashes',
    'licenses',
    'purl',
  ])
  for (const component of bill.components) {
    t.strictSame(
      Object.keys(component).filter((key) => !keys.has(key)),
      [],
    )
    t.match(component.purl, /^pkg:npm\/(?:%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*$/)
    for (const { content } of component.hashes ?? []) t.match(content, /^[0-9a-f]{128}$/)
  }
})

t.test('every component has a hash and a licence of the SPDX list', async (t) => {
  for (const { purl, hashes, licenses } of bill.components) {
    t.equal(hashes?.length, 1, purl)
    t.equal(licenses?.length, 1, purl)
    const [licence] = licenses ?? []
    t.ok(licence !== undefined && ('expression' in licence || 'id' in licence.license), purl)
  }
})

t.test(
  'what is known of a licence from elsewhere is still not said where it belongs',
  async (t) => {
    for (const name of Object.keys(TOLD_ELSEWHERE)) {
      t.ok(
        [...lock.packages.values()].some((each) => each.name === name && !each.license),
        name,
      )
    }
  },
)

t.test('each dependency is a component, and each component is needed', async (t) => {
  const refs = bill.components.map((component) => component['bom-ref'])
  t.equal(new Set(refs).size, refs.length)
  const root = bill.metadata.component['bom-ref']
  t.strictSame(
    bill.dependencies.map(({ ref }) => ref),
    [root, ...refs],
  )
  const reached = new Set<string>()
  const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  const waiting = [root]
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    if (reached.has(ref)) continue
    reached.add(ref)
    waiting.push(...(needs.get(ref) ?? []))
  }
  t.strictSame(
    refs.filter((ref) => !reached.has(ref)),
    [],
  )
})

function scopeOf(name: string, version: string): string | undefined {
  return bill.components.find((each) => each.name === name && each.version === version)?.scope
}

t.test('what runs in the gate is told from what only builds and tests it', async (t) => {
  const { dependencies, devDependencies } = JSON.parse(readProjectFile('package.json')) as Readonly<
    Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
  >
  for (const each of Object.entries(dependencies)) t.equal(scopeOf(...each), 'required', each[0])
  for (const each of Object.entries(devDependencies)) t.equal(scopeOf(...each), 'excluded', each[0])
})

t.test('what runs in the gate may be passed on with it, and says so', async (t) => {
  const shipped = bill.components.filter(({ scope }) => scope !== 'excluded')
  for (const { name, licenses } of shipped) {
    t.ok(
      MAY_RUN.some((id) => JSON.stringify(licenses) === `[{"license":{"id":"${id}"}}]`),
      name,
    )
  }
  const notices = readFileSync(join(written(t).folder, 'licences.txt'), 'utf8')
  for (const { name, version } of shipped) t.match(notices, `\n${name} ${version}: `)
})

/** Two places of one version, one inside another package, and one in place of another. */
const SMALL = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': {
      name: 'gate',
      version: '1.0.0',
      license: 'EUPL-1.2',
      dependencies: { a: '1' },
      devDependencies: { '@s/b': '1' },
    },
    'node_modules/a': {
      version: '1.0.0',
      license: 'MIT',
      integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
      dependencies: { c: '1' },
      optionalDependencies: { absent: '1' },
    },
    'node_modules/@s/b': {
      version: '1.0.0',
      license: '(MIT OR WTFPL)',
      dev: true,
      dependencies: { c: '2', d: '1' },
    },
    'node_modules/@s/b/node_modules/c': { version: '2.0.0', license: 'Own', dev: true },
    'node_modules/c': { version: '1.0.0', optional: true },
    'node_modules/d': { name: 'c', version: '1.0.0', dev: true },
  },
})

t.test('a small bill, as it is written', async (t) => {
  t.strictSame(JSON.parse(JSON.stringify(billOf(readLockFile(SMALL)).components)), [
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40s/b@1.0.0',
      name: '@s/b',
      version: '1.0.0',
      scope: 'excluded',
      licenses: [{ expression: '(MIT OR WTFPL)' }],
      purl: 'pkg:npm/%40s/b@1.0.0',
    },
    {
      type: 'library',
      'bom-ref': 'pkg:npm/a@1.0.0',
      name: 'a',
      version: '1.0.0',
      scope: 'required',
      hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
      licenses: [{ license: { id: 'MIT' } }],
      purl: 'pkg:npm/a@1.0.0',
    },
    {
      type: 'library',
      'bom-ref': 'pkg:npm/c@1.0.0',
      name: 'c',
      version: '1.0.0',
      scope: 'optional',
      purl: 'pkg:npm/c@1.0.0',
    },
    {
      type: 'library',
      'bom-ref': 'pkg:npm/c@2.0.0',
      name: 'c',
      version: '2.0.0',
      scope: 'excluded',
      licenses: [{ license: { name: 'Own' } }],
      purl: 'pkg:npm/c@2.0.0',
    },
  ])
  t.strictSame(billOf(readLockFile(SMALL)).dependencies, [
    { ref: 'gate@1.0.0', dependsOn: ['pkg:npm/%40s/b@1.0.0', 'pkg:npm/a@1.0.0'] },
    { ref: 'pkg:npm/%40s/b@1.0.0', dependsOn: ['pkg:npm/c@1.0.0', 'pkg:npm/c@2.0.0'] },
    { ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/c@1.0.0'] },
    { ref: 'pkg:npm/c@1.0.0', dependsOn: [] },
    { ref: 'pkg:npm/c@2.0.0', dependsOn: [] },
  ])
})

t.test('licences of what runs, with their texts where there are any', async (t) => {
  const rule = `\n${'-'.repeat(80)}\n\n`
  t.equal(
    noticesOf(readLockFile(SMALL), (place) => (place === 'node_modules/a' ? ' Do.\n\n' : null)),
    `gate 1.0.0 is licensed under the EUPL-1.2. It runs with these packages:
${rule}a 1.0.0: MIT

Do.
${rule}c 1.0.0: no licence is named
`,
  )
})

t.test('a lock file with a hole, or of another form, is refused', async (t) => {
  t.throws(() => readLockFile('{"lockfileVersion":2,"packages":{"":{}}}'), {
    message: 'package-lock.json: no lock file of version 3',
  })
  t.throws(() => readLockFile('{"lockfileVersion":3,"packages":{"":{"name":"a"}}}'), {
    message: 'package-lock.json: a has no version',
  })
  const hole = {
    lockfileVersion: 3,
    packages: { '': { version: '1.0.0', dependencies: { x: '1' } } },
  }
  t.throws(() => readLockFile(JSON.stringify(hole)), { message: / asks for x, which is missing/ })
})
