import { readFileSync } from 'node:fs'
import { type BrandColours, paletteStyle } from './palette.ts'

/** The style's parts, in the order in which they are served after the colours. */
const STYLE_PARTS = ['base', 'parts', 'settings']

/** Reads the style from disk, without colours and without what only its writers need. */
export function readStyle(): string {
  return STYLE_PARTS.map((part) =>
    readFileSync(new URL(`${part}.css`, import.meta.url), 'utf8')
      .replaceAll(/\/\*[^]*?\*\//g, '')
      .replaceAll(/\s*([{};,])\s*/g, '$1')
      .replaceAll(/: +/g, ':')
      .replaceAll(/;}/g, '}'),
  ).join('\n')
}

/** The style of a site in its colours. */
export function styleIn(colours: BrandColours, style: string): Buffer {
  return Buffer.from(paletteStyle(colours) + style)
}
