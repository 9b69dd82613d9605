import { z } from 'zod'
import { type Path } from './place.ts'
import { configSchema } from './schema.ts'

/** The part of a JSON Schema (draft 2020-12) that ours uses. */
export type SchemaNode = z.core.JSONSchema.JSONSchema

/** The description of the file as a JSON Schema. */
export function schemaTree(): SchemaNode {
  return z.toJSONSchema(configSchema, { io: 'input' })
}

/** The JSON Schema that lets editors complete and check a configuration, as text. */
export function jsonSchema(): string {
  const { $schema, ...tree } = schemaTree()
  const titled = { $schema, title: 'Configuration of Paart', ...tree }
  return `${JSON.stringify(titled, null, 2)}\n`
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
    node = propertiesOf(node).get(String(key)) ?? memberOf(node)
  }
  return node
}

function isNode(node: unknown): node is SchemaNode {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
