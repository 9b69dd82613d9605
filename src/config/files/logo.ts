import { type Logo } from '../../model/index.ts'
import { LOGO_BYTES_MAX, SITES_MAX } from '../schema/bounds.ts'
import { type FileRead, type Surroundings, fileAt } from './file-read.ts'
import { type Place, listAt, textAt } from '../text/place.ts'

/** The files of all logos, as written: what they hold is bytes, not text. */
export function logosOf(root: Place): readonly string[] {
  return listAt(root, 'sites', SITES_MAX).flatMap((site) => {
    const brand = site.children.get('brand')
    return brand === undefined ? [] : (textAt(brand, 'logo') ?? [])
  })
}

/** The kind of a picture, or what is wrong with it: completes `the file …`. */
export function kindOfLogo(
  read: FileRead,
): { readonly type: Logo['type'] } | { readonly problem: string } {
  if ('problem' in read) return read
  const { text } = read
  if (text.length > LOGO_BYTES_MAX) {
    return { problem: `has ${text.length} bytes, ${LOGO_BYTES_MAX} are the most` }
  }
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { type: 'image/png' }
  return isSvg(text) ? { type: 'image/svg+xml' } : { problem: 'is neither SVG nor PNG' }
}

/** As browsers read it: nothing before the root but declarations, remarks and space. */
function isSvg(text: string): boolean {
  return /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[^]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/.test(
    text,
  )
}

/** The logo of a site, whose file every check has passed. */
export function logoOf(
  file: string | undefined,
  text: string | undefined,
  around: Surroundings,
): Logo | null {
  if (file === undefined) return null
  const read = fileAt(file, around)
  const kind = kindOfLogo(read)
  if ('problem' in read || 'problem' in kind) return null
  return { type: kind.type, bytes: read.text, text: text ?? '' }
}
