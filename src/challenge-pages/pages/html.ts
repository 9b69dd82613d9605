const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Makes any text safe as content and as a quoted attribute value, and writes what is not ASCII as
 * references: a page of one-byte characters is sent at half the cost of one that must be encoded.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/[^\t\n\r -~]/gu, (character) => `&#${character.codePointAt(0)};`)
}

/**
 * Escapes a text and puts HTML into its `{holes}`. A hole without a filling stays as it is, so that
 * what is only known with a request can be split off later.
 */
export function fillHoles(text: string, fillings: Readonly<Record<string, string>>): string {
  return escapeHtml(text).replace(/\{(\w+)\}/g, (hole, name: string) => fillings[name] ?? hole)
}

/** The HTML before and after one `{hole}`, for joining around what a request brings. */
export function splitAtHole(html: string, name: string): readonly [string, string] {
  const hole = `{${name}}`
  const at = html.indexOf(hole)
  if (at === -1) return [html, '']
  return [html.slice(0, at), html.slice(at + hole.length)]
}

/** Names of services, which may be written in another direction than the text around them. */
export function namesIn(names: readonly string[]): string {
  return names.map((name) => `<bdi>${escapeHtml(name)}</bdi>`).join(', ')
}

export function heading(text: string): string {
  return `<h1>${escapeHtml(text)}</h1>`
}

export function subheading(text: string): string {
  return `<h2>${escapeHtml(text)}</h2>`
}

export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`
}

/** Terms with what is said of each: `item`s. */
export function list(items: string): string {
  return `<dl>${items}</dl>`
}

/** @param description HTML. */
export function item(term: string, description: string): string {
  return `<dt>${escapeHtml(term)}</dt><dd>${description}</dd>`
}

/** A word of machines, which is read from left to right among words of any language. */
export function code(text: string): string {
  return `<bdi dir="ltr"><code>${escapeHtml(text)}</code></bdi>`
}

/** JSON for an attribute in single quotes: there its many double ones need not be written as references. */
export function jsonAttribute(value: unknown): string {
  return escapeHtml(JSON.stringify(value)).replaceAll('&quot;', '"')
}
