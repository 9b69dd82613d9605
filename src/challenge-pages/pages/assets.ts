import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Compressed, type FileCoding, shorten } from '../wire/index.ts'
import { DEFAULT_COLOURS } from './palette.ts'
import { readStyle, styleIn } from './style.ts'

/** Where assets are served; a file's name is its content's hash, so it may be cached for ever. */
export const ASSETS_PATH = '/.paart/assets/'

export interface Asset {
  readonly type: string
  readonly file: Compressed
}

/** What the pages load: a style, and the script of the check or a small one. */
export interface Assets {
  /** By file name, `<hash>.css` and `<hash>.js`, without the path; the script of the check before the small one. */
  readonly files: ReadonlyMap<string, Asset>
  readonly stylePath: string
  readonly scriptPath: string
  readonly smallScriptPath: string
  /** The style without colours, which a site may bring. */
  readonly style: string
}

/** By the ending of their names. */
const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const

/** The parts of the check's script, each after those it imports. */
const CHECK_PARTS = [
  'sha256',
  'task',
  'unit',
  'wasm',
  'derived',
  'bench',
  'solve',
  'send',
  'dom',
  'back',
  'memory',
  'screen',
  'claim',
  'stayed',
  'ending',
  'watch',
  'start',
]

/** Of the script of all other pages, which nobody needs while a check runs. */
const SMALL_PARTS = ['dom', 'back', 'code', 'wait', 'room', 'small']

/** Reads style and scripts from disk and names them by their hash. Call it once, at start. */
export function loadAssets(): Assets {
  const style = readStyle()
  const coloured = styleIn(DEFAULT_COLOURS, style)
  const script = scriptOf(CHECK_PARTS)
  const smallScript = scriptOf(SMALL_PARTS)
  const [styleName, styleAsset] = assetOf(coloured, 'css')
  const [scriptName, scriptAsset] = assetOf(script, 'js')
  const [smallScriptName, smallScriptAsset] = assetOf(smallScript, 'js')
  return {
    files: new Map([
      [styleName, styleAsset],
      [scriptName, scriptAsset],
      [smallScriptName, smallScriptAsset],
    ]),
    stylePath: ASSETS_PATH + styleName,
    scriptPath: ASSETS_PATH + scriptName,
    smallScriptPath: ASSETS_PATH + smallScriptName,
    style,
  }
}

function assetOf(body: Buffer, ending: keyof typeof TYPES): readonly [name: string, asset: Asset] {
  const name = `${hashOf(body)}.${ending}`
  const file = new Compressed(body, (coding) => shippedAs(name, coding))
  return [name, { type: TYPES[ending], file }]
}

/** A package brings its files compressed, under the names that their content gives them. */
function shippedAs(name: string, coding: FileCoding): Buffer | null {
  try {
    return readFileSync(new URL(`../browser/${name}.${coding}`, import.meta.url))
  } catch {
    return null
  }
}

/** The last of the parts has the function that starts them. */
function scriptOf(parts: readonly string[]): Buffer {
  const modules = parts.map((part) =>
    readFileSync(new URL(`../browser/${part}.client.js`, import.meta.url), 'utf8'),
  )
  return Buffer.from(asClassicScript(modules.join('\n')))
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
