import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Where assets are served; a file's name is its content's hash, so it may be cached for ever. */
export const ASSETS_PATH = '/.paart/assets/'

export interface Asset {
  readonly type: string
  readonly body: Buffer
}

/** The two files the pages load. */
export interface Assets {
  /** By file name, `<hash>.css` and `<hash>.js`, without the path. */
  readonly files: ReadonlyMap<string, Asset>
  readonly stylePath: string
  readonly scriptPath: string
}

/** The style's parts, in the order in which they are served. */
const STYLE_PARTS = ['base', 'parts']

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
  'screen',
  'ending',
  'watch',
  'start',
]

/** Reads style and script from disk and names them by their hash. Call it once, at start. */
export function loadAssets(): Assets {
  const style = Buffer.concat(
    STYLE_PARTS.map((part) => readFileSync(new URL(`${part}.css`, import.meta.url))),
  )
  const parts = SCRIPT_PARTS.map((part) =>
    readFileSync(new URL(`../browser/${part}.client.js`, import.meta.url), 'utf8'),
  )
  const script = Buffer.from(asClassicScript(parts.join('\n')))
  const styleName = `${hashOf(style)}.css`
  const scriptName = `${hashOf(script)}.js`
  return {
    files: new Map([
      [styleName, { type: 'text/css; charset=utf-8', body: style }],
      [scriptName, { type: 'text/javascript; charset=utf-8', body: script }],
    ]),
    stylePath: ASSETS_PATH + styleName,
    scriptPath: ASSETS_PATH + scriptName,
  }
}

/**
 * The parts are modules for our tools; browsers get one classic script, which old ones read too and
 * which can also be a worker's. Comments and indents are left out: they are for readers of the source.
 */
function asClassicScript(modules: string): string {
  const body = modules
    .replace(/^import .*$/gm, '')
    .replace(/^export /gm, '')
    .replace(/^\s*\/\*\*[\s\S]*?\*\/$/gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/^\s+/gm, '')
  return `;(function () {\n'use strict'\n${body}start()\n})()\n`
}

/** Hexadecimal, so that no name ever spells a word that a block list knows. */
function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}
