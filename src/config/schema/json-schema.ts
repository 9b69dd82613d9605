import * as z from 'zod'
import { type Path } from '../text/place.ts'
import { VARIABLE } from './leaf.ts'
import { testsSchema } from './tests.ts'
import { configSchema } from './schema.ts'

/** The part of a JSON Schema (draft 2020-12) that ours uses. */
export type SchemaNode = z.core.JSONSchema.JSONSchema

/** The description of a file as a JSON Schema. */
export function schemaTree(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input' })
}

/** The JSON Schema that lets editors complete and check a configuration, as text. */
export function jsonSchema(): string {
  return schemaText('Configuration of Paart', configSchema)
}

/** The same for files of policy tests. */
export function testsJsonSchema(): string {
  return schemaText('Policy tests of Paart', testsSchema)
}

function schemaText(title: string, schema: z.ZodType): string {
  const { $schema, ...tree } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema: node }) => offerVariable(node),
  })
  return `${JSON.stringify({ $schema, title, ...tree }, null, 2)}\n`
}

/** What editors are told where a variable of the environment may stand. */
function offerVariable(node: z.core.JSONSchema.BaseSchema): void {
  if (!takesVariable(node)) return
  const { [VARIABLE]: _, title, description, ...text } = node
  for (const key of Object.keys(node)) delete node[key]
  const env = { type: 'string', pattern: VARIABLE_NAME.source } as const
  const variable = {
    type: 'object',
    properties: { env },
    required: ['env'],
    additionalProperties: false,
  } as const
  Object.assign(node, { title, description, anyOf: [text, variable] })
}

/** A variable's name (POSIX.1-2017 section 8.1), as shells take it. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

function takesVariable(node: SchemaNode): boolean {
  return node[VARIABLE] === true || node.anyOf?.some(takesVariable) === true
}

/** Whether `{ env: NAME }` may stand at a path. */
export function mayBeVariable(tree: SchemaNode, path: Path): boolean {
  const parent = schemaAt(tree, path.slice(0, -1))
  if (parent === null) return false
  const node = propertiesOf(parent).get(String(path.at(-1))) ?? memberOf(parent)
  return node !== null && takesVariable(node)
}

/** The keys a map may have and their schemas, by name; none where names are free. */
export function propertiesOf(node: SchemaNode | null): ReadonlyMap<string, SchemaNode> {
  const properties = Object.entries(node?.properties ?? {})
  return new Map(properties.flatMap(([key, value]) => (isNode(value) ? [[key, value]] : [])))
}

/** What the members of a list, or of a map with free names, must be. */
export function memberOf(node: SchemaNode): SchemaNode | null {
  const member = node.items ?? node.additionalProperties
  return isNode(member) ? member : null
}

/** The schema of a value at a path; null where the path leads nowhere or to one of several. */
export function schemaAt(tree: SchemaNode, path: Path): SchemaNode | null {
  let node: SchemaNode | null = tree
  for (const key of path) {
    if (node === null) return null
    node = mapIn(propertiesOf(node).get(String(key)) ?? memberOf(node))
  }
  return node
}

/** Of a text or a map, the map: what stands below can only be meant in it. */
function mapIn(node: SchemaNode | null): SchemaNode | null {
  return node?.anyOf?.find((choice) => propertiesOf(choice).size > 1) ?? node
}

function isNode(node: unknown): node is SchemaNode {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
