import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Compressed, compressed, shorten } from '../wire/index.ts'
import { DEFAULT_COLOURS } from './palette.ts'
import { readStyle, styleIn } from './style.ts'

/** Where assets are served; a file's name is its content's hash, so it may be cached for ever. */
export const ASSETS_PATH = '/.paart/assets/'

export interface Asset extends Compressed {
  readonly type: string
}

/** The two files the pages load. */
export interface Assets {
  /** By file name, `<hash>.css` and `<hash>.js`, without the path. */
  readonly files: ReadonlyMap<string, Asset>
  readonly stylePath: string
  readonly scriptPath: string
  /** The style without colours, which a site may bring. */
  readonly style: string
}

/** The script's parts, each after those it imports. */
const SCRIPT_PARTS = [
  'sha256',
  'task',
  'unit',
  'wasm',
  'derived',
  'bench',
  'solve',
  'send',
  'memory',
  'screen',
  'claim',
  'stayed',
  'ending',
  'watch',
  'code',
  'start',
]

/** Reads style and script from disk, compresses them and names them by their hash. Call it once, at start. */
export function loadAssets(): Assets {
  const style = readStyle()
  const coloured = styleIn(DEFAULT_COLOURS, style)
  const parts = SCRIPT_PARTS.map((part) =>
    readFileSync(new URL(`../browser/${part}.client.js`, import.meta.url), 'utf8'),
  )
  const script = Buffer.from(asClassicScript(parts.join('\n')))
  const styleName = `${hashOf(coloured)}.css`
  const scriptName = `${hashOf(script)}.js`
  return {
    files: new Map([
      [styleName, { type: 'text/css; charset=utf-8', ...compressed(coloured) }],
      [scriptName, { type: 'text/javascript; charset=utf-8', ...compressed(script) }],
    ]),
    stylePath: ASSETS_PATH + styleName,
    scriptPath: ASSETS_PATH + scriptName,
    style,
  }
}

/**
 * A text in quotes, which stays as it is, or blanks beside a sign that ends a word. Plus and minus keep
 * theirs beside each other (`a - -b`), and so do lines: they end statements.
 */
const TEXT_OR_BLANKS =
  /('[^'\n]*'|"[^"\n]*")| *([=*&|^<>?:,;{}()[\]!]|(?<![+-] ?)[+-](?! ?[+-])) */g

/**
 * The parts are modules for our tools; browsers get one classic script, which old ones read too and
 * which can also be a worker's. Comments, blanks and long names are left out: they are for readers of the
 * source.
 */
function asClassicScript(modules: string): string {
  const source = modules
    .replace(/^import .*$/gm, '')
    .replace(/^export /gm, '')
    .replace(/^\s*\/\*\*[\s\S]*?\*\/$/gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
  const body = shorten(`${source}\nstart()\n`)
    .replace(/^\s+/gm, '')
    .replace(TEXT_OR_BLANKS, (_, text?: string, sign?: string) => text ?? sign ?? '')
    // Where a line cannot end a statement, its end says nothing.
    .replace(/([{;,(])\n/g, '$1')
    .replace(/\n(?=[})])/g, '')
    .replace(/,(?=[}\]])/g, '')
  return `;(function () {\n'use strict'\n${body}})()\n`
}

/** Hexadecimal, so that no name ever spells a word that a block list knows. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
