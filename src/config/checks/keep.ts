import { KEPT_BYTES, KEPT_IN_ALL_BYTES } from '../schema/bounds.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { KEEP_DEFAULTS } from '../schema/keep.ts'
import { parseSize } from '../schema/units.ts'

type Sizes = Omit<typeof KEEP_DEFAULTS, 'for'>

/** Checks that the largest form fits into what a network may have, and that into what all may. */
export function checkKeep(root: Place, report: Report): void {
  const keep = root.children.get('keepSubmission')
  if (keep === undefined) return
  requireOrder(keep, ['bytesMax', 'networkMax'], report)
  requireOrder(keep, ['networkMax', 'totalMax'], report)
}

function requireOrder(
  keep: Place,
  [first, second]: readonly [keyof Sizes, keyof Sizes],
  report: Report,
): void {
  const [one, other] = [sizeAt(keep, first), sizeAt(keep, second)]
  const place = keep.children.get(first) ?? keep.children.get(second)
  if (one.bytes === null || other.bytes === null || place === undefined) return
  if (one.bytes <= other.bytes) return
  report.error(place.offset, {
    code: 'PAART_KEEP_SIZES',
    message: `"${first}" (${one.text}) must not be larger than "${second}" (${other.text})`,
  })
}

function sizeAt(keep: Place, key: keyof Sizes): { text: string; bytes: number | null } {
  const text = keep.children.has(key) ? (textAt(keep, key) ?? '') : KEEP_DEFAULTS[key]
  const bytes = parseSize(text)
  const { min, max } = key === 'bytesMax' ? KEPT_BYTES : KEPT_IN_ALL_BYTES
  return { text, bytes: bytes !== null && bytes >= min && bytes <= max ? bytes : null }
}
