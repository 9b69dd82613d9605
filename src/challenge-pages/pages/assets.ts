import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Compressed, shorten } from '../wire/index.ts'
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

/** The parts of each script, each after those it imports; the last has the function that starts them. */
const PARTS = {
  check: [
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
  ],
  // Of all other pages, which nobody needs while a check runs.
  small: ['dom', 'back', 'code', 'wait', 'room', 'small'],
} as const

/** Reads style and scripts from disk and names them by their hash. Call it once, at start. */
export function loadAssets(): Assets {
  const style = readStyle()
  const coloured = styleIn(DEFAULT_COLOURS, style)
  const script = scriptOf('check')
  const smallScript = scriptOf('small')
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
  // A package brings its files compressed, under the names that their content gives them.
  const file = new Compressed(body, (coding) => readIfThere(`${name}.${coding}`))
  return [name, { type: TYPES[ending], file }]
}

/** A package brings it made, which takes a tenth of a worker's start. */
function scriptOf(name: keyof typeof PARTS): Buffer {
  return readIfThere(`${name}.js`) ?? Buffer.from(asClassicScript(modulesOf(PARTS[name])))
}

function modulesOf(parts: readonly string[]): string {
  return parts.map((part) => readFileSync(placeOf(`${part}.client.js`), 'utf8')).join('\n')
}

function readIfThere(name: string): Buffer | null {
  try {
    return readFileSync(placeOf(name))
  } catch {
    return null
  }
}

function placeOf(name: string): URL {
  return new URL(`../browser/${name}`, import.meta.url)
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
