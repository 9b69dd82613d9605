import { type SchemaNode, memberOf, propertiesOf, schemaTree } from '../schema/json-schema.ts'
import { VARIABLE } from '../schema/leaf.ts'
import { MISTAKE_CODES } from '../text/mistake.ts'
import { testsSchema } from '../schema/tests.ts'
import { configSchema } from '../schema/schema.ts'

const INTRODUCTION = `# Configuration reference

<!-- Made by \`npm run docs\` from src/config; changes belong there. -->

One YAML 1.2 file describes the gate. \`paart check\` reports every mistake in it at once; nothing
starts and nothing reloads on a mistake. \`paart.yaml\` beside this page is an example to begin with,
\`paart.schema.json\` lets editors complete and check it.

- **Durations** have a unit: \`500ms\`, \`10s\`, \`30m\`, \`24h\`, \`7d\`.
- **Sizes** as well: \`512B\`, \`64KiB\`, \`25MiB\`, \`1GiB\`.
- **Rates** have one too: \`10/s\`, \`120/min\`, \`600/h\`, \`1000/d\`.
- **Relative paths** are relative to the folder of the file.
- **Names** are made of letters, digits, spaces, \`.\`, \`_\` and \`-\`.
- **\`{env}\`**: \`{ env: NAME }\` may stand for the whole text, and is what the environment has in \`NAME\` when the gate
  starts: addresses and secrets. Addresses are shown as if they were written; what \`requestFields.set\` holds never is.
  \`\${NAME}\` is replaced nowhere, and a mistake.
- **Path patterns** begin with \`/\`; \`*\` is any text within one segment, \`/**\` everything below.
- \`<name>\` stands for a name you choose, \`[]\` for each member of a list; \`[x]\` is a list of x.
`

const TESTS = `Files of their own, run by \`paart test\`, and named under \`tests\` also by \`check\`, at the start and
by \`reload\`. Each test has a clock and counters of its own. \`presets/browser-forms.tests.yaml\` is an
example, \`policy-tests.schema.json\` is for editors.

`

/** The page that lists every key with its type, default and meaning, as Markdown. */
export function referencePage(): string {
  const tree = schemaTree(configSchema)
  const sections = [...propertiesOf(tree).keys()].map((key) => section(key, tree, [key]))
  const tests = schemaTree(testsSchema)
  const ofTests = section('Policy tests', tests, [...propertiesOf(tests).keys()], TESTS)
  return [INTRODUCTION, ...sections, ofTests, mistakeSection()].join('\n')
}

/** A heading, maybe a word before, and a table of some keys of a map. */
function section(title: string, tree: SchemaNode, keys: readonly string[], words = ''): string {
  const required = new Set(tree.required)
  const rows = keys.flatMap((key) => {
    const node = propertiesOf(tree).get(key)
    return node === undefined ? [] : rowsOf(key, node, required.has(key))
  })
  return `## ${title}\n\n${words}| key | type | default | |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function mistakeSection(): string {
  const rows = Object.entries(MISTAKE_CODES).map(([code, means]) => `| \`${code}\` | ${means} |`)
  return `## Mistakes\n\n[docs/codes.md](../docs/codes.md) has a line that has each, and what to do.\n\n| code | means |\n|---|---|\n${rows.join('\n')}\n`
}

/** A row for the key and, below it, rows for all that its value may hold. */
function rowsOf(path: string, node: SchemaNode, isRequired: boolean): string[] {
  const cells = [`\`${path}\``, typeOf(node), defaultOf(node, isRequired), node.description ?? '']
  return [`| ${cells.join(' | ')} |`, ...rowsBelow(path, node)]
}

function rowsBelow(path: string, node: SchemaNode): string[] {
  const required = new Set(node.required)
  const rows = [...propertiesOf(node)].flatMap(([key, child]) =>
    rowsOf(`${path}.${key}`, child, required.has(key)),
  )
  const member = memberOf(node)
  if (member !== null) rows.push(...rowsBelow(`${path}${isList(node) ? '[]' : '.<name>'}`, member))
  return [...rows, ...(node.anyOf ?? []).flatMap((choice) => rowsBelow(path, choice))]
}

function isList(node: SchemaNode): boolean {
  return node.type === 'array'
}

function defaultOf(node: SchemaNode, isRequired: boolean): string {
  if (isRequired) return '**required**'
  if (node.default === undefined || isEmptyMap(node.default)) return ''
  return `\`${typeof node.default === 'string' ? node.default : listed(node.default)}\``
}

function listed(value: unknown): string {
  return JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ')
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value) && JSON.stringify(value) === '{}'
}

/** What may be written, in the fewest words. */
function typeOf(node: SchemaNode): string {
  if (node.title !== undefined) return `${node.title}${node[VARIABLE] === true ? ' or {env}' : ''}`
  if (node.const !== undefined) return `\`${String(node.const)}\``
  if (node.enum !== undefined) return node.enum.map((word) => `\`${String(word)}\``).join(', ')
  if (node.anyOf !== undefined) return node.anyOf.map((choice) => choiceOf(choice)).join(' or ')
  if (node.type === 'boolean') return '`true`, `false`'
  if (node.type === 'integer') return `${node.minimum} to ${node.maximum}`
  const member = memberOf(node)
  if (member === null) return 'map'
  return isList(node) ? `[${typeOf(member)}]` : `{name: ${typeOf(member)}}`
}

/** Of several maps one may write, each is told by its keys. */
function choiceOf(node: SchemaNode): string {
  const keys = [...propertiesOf(node).keys()]
  return keys.length === 0 ? typeOf(node) : `{${keys.join(', ')}}`
}
