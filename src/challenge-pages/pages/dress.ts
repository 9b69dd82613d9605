import { type Brand } from '../../model/index.ts'
import { ASSETS_PATH, type Asset, type Assets, hashOf } from './assets.ts'
import { Compressed } from '../wire/index.ts'
import { DEFAULT_COLOURS } from './palette.ts'
import { styleIn } from './style.ts'

/** What the pages of one site load: the scripts all share, a style in its colours, and its logo. */
export interface DressedAssets {
  readonly files: ReadonlyMap<string, Asset>
  readonly stylePath: string
  readonly scriptPath: string
  readonly smallScriptPath: string
  readonly logoPath: string | null
}

/** What pages are made with besides their words. */
export interface PageTools extends DressedAssets {
  /** The wall clock. */
  readonly nowMs: () => number
}

const ENDINGS = { 'image/png': 'png', 'image/svg+xml': 'svg' } as const

/** Puts the assets into the colours of a site. */
export function dress(brand: Brand | undefined, assets: Assets): DressedAssets {
  const { color = null, accent = null, logo = null } = brand ?? {}
  const files = new Map(assets.files)
  let { stylePath } = assets
  let logoPath: string | null = null
  if (color !== null || accent !== null) {
    const { color: usual, accent: usualAccent } = DEFAULT_COLOURS
    const colours = { color: color ?? usual, accent: accent ?? color ?? usualAccent }
    const body = styleIn(colours, assets.style)
    stylePath = put(files, 'css', { type: 'text/css; charset=utf-8', file: new Compressed(body) })
  }
  if (logo !== null) {
    const body = Buffer.from(logo.bytes, 'latin1')
    logoPath = put(files, ENDINGS[logo.type], { type: logo.type, file: new Compressed(body) })
  }
  const { scriptPath, smallScriptPath } = assets
  return { files, stylePath, scriptPath, smallScriptPath, logoPath }
}

function put(files: Map<string, Asset>, ending: string, asset: Asset): string {
  const name = `${hashOf(asset.file.body)}.${ending}`
  files.set(name, asset)
  return ASSETS_PATH + name
}
