/** One to four changes of a text: a piece put in, left out or doubled; `below` draws the numbers. */
export function spoil(
  text: string,
  pieces: readonly string[],
  below: (end: number) => number,
): string {
  let spoiled = text
  for (let i = below(4); i >= 0; i--) {
    const at = below(spoiled.length)
    const end = at + below(2) * below(12)
    const piece = [pieces[below(pieces.length)], '', spoiled.slice(at, end + 3)][below(3)]
    spoiled = spoiled.slice(0, at) + (piece ?? '') + spoiled.slice(end)
  }
  return spoiled
}
