import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import {
  MISTAKE_CODES,
  generate,
  generateSignals,
  jsonSchema,
  referencePage,
  testsJsonSchema,
  withSignalTable,
} from '../../../src/config/index.ts'

const CONFIG = new URL('../../../config/', import.meta.url)

t.test('generated pages are fresh: run "npm run docs" where they are not', (t) => {
  t.equal(readFileSync(new URL('paart.schema.json', CONFIG), 'utf8'), jsonSchema())
  t.equal(readFileSync(new URL('REFERENCE.md', CONFIG), 'utf8'), referencePage())
  t.equal(readFileSync(new URL('policy-tests.schema.json', CONFIG), 'utf8'), testsJsonSchema())
  t.end()
})

t.test('the page about signals has the table of those that there are', (t) => {
  const page = readFileSync(new URL('../docs/signals.md', CONFIG), 'utf8')
  t.equal(withSignalTable(page), page, 'fresh: run "npm run docs" where it is not')
  t.match(page, '| `hints-version` | 2 | ')
  const file = new URL('signals.md', pathToFileURL(`${t.testdir({})}/`))
  writeFileSync(file, page.replace('| 2 |', '| 99 |'))
  generateSignals(file)
  t.equal(readFileSync(file, 'utf8'), page)
  t.throws(() => withSignalTable('# Signals'), /no place/)
  t.end()
})

t.test('both pages are written', (t) => {
  const folder = pathToFileURL(`${t.testdir({})}/`)
  generate(folder)
  t.equal(readFileSync(new URL('paart.schema.json', folder), 'utf8'), jsonSchema())
  t.equal(readFileSync(new URL('REFERENCE.md', folder), 'utf8'), referencePage())
  t.end()
})

t.test('the schema for editors', (t) => {
  const schema = JSON.parse(jsonSchema())
  // Without `backends`, which is missing where something is forwarded: that only `check` tells.
  t.same(schema.required, ['version', 'listen', 'contact', 'sites', 'policies'])
  t.equal(schema.additionalProperties, false, 'unknown keys are mistakes there too')
  t.equal(schema.properties.pass.properties.lifetime.default, '24h')
  t.match('24h', new RegExp(schema.properties.pass.properties.lifetime.pattern))
  t.end()
})

t.test('the reference says', (t) => {
  const page = referencePage()
  for (const { name, want } of [
    { name: 'what is required', want: '| `contact.phone` | text | **required** |' },
    { name: 'a default', want: '| `doors.slow.wait` | duration, from 1ms to 30s | `10s` |' },
    { name: 'words', want: '| `sites[].scheme` | `auto`, `http`, `https` | `auto` |' },
    { name: 'a list', want: '| `dns.servers` | [address of a name server] | `[]` |' },
    {
      name: 'a word or a map',
      want: '| `trustedProxies` | [network or {env} or {network, fields, ownConnections}] | `[]` |',
    },
    { name: 'a map', want: '| `backends` | {name: map} |  |' },
    { name: 'choices', want: '| `workers` | `auto` or 1 to 64 | `auto` |' },
    { name: 'what tests say', want: '| `tests[].history[].within` | duration' },
    { name: 'what stands deep', want: '| `policies.<name>.rules[].then.mark` |' },
  ]) {
    t.ok(page.includes(want), name)
  }
  const rows = page.split('\n').filter((line) => line.startsWith('| `') && !line.includes('PAART_'))
  t.same(
    rows.filter((row) => row.endsWith('|  |')),
    [],
    'every key has its sentence',
  )
  for (const code of Object.keys(MISTAKE_CODES)) t.ok(page.includes(code), code)
  t.end()
})
