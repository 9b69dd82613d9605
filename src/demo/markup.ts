/** Text that is HTML already. Only `html` makes it, so everything else is escaped. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | Markup | readonly Markup[]

/** Writes HTML; every value that is not markup itself is escaped, in text and in attributes. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const rendered = pieces.map(render)
  return new Markup(literals.map((literal, i) => literal + (rendered[i] ?? '')).join(''))
}

function render(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string' || typeof piece === 'number') return escape(String(piece))
  return piece.map((each) => each.text).join('')
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character)
}
