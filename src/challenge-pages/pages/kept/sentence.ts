import { Fixed, type Piece } from '../../wire/index.ts'
import { escapeHtml } from '../html.ts'

/** A text whose `{holes}` a request fills with HTML; what stands between them is built once. */
export function sentence(
  text: string,
  around: readonly [start: string, end: string],
): (fillings: Readonly<Record<string, string>>) => readonly Piece[] {
  const parts = `${around[0]}${escapeHtml(text)}${around[1]}`.split(/\{(\w+)\}/)
  const fixed = parts.map((part, i) => (i % 2 === 0 ? new Fixed(part) : part))
  return (fillings) =>
    fixed.map((part) => (typeof part === 'string' ? (fillings[part] ?? '') : part))
}
