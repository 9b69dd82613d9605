/** A reference as it was typed. Read out on the phone it loses its dash and its capitals, and letters become digits. */
export function readReference(spelled: string): string {
  const letters = spelled
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  return letters.length === 8 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : spelled
}

const SPELLED_CHARS_MAX = 64

/** What somebody typed, as it may be printed. */
export function printable(text: string): string {
  return text.slice(0, SPELLED_CHARS_MAX).replaceAll(/[^\x20-\x7e]/g, '?')
}
