/** No name is longer; measuring longer ones would only take time. */
const MEASURED_CHARS_MAX = 64

/** More candidates than any list of words or names; each costs a measurement. */
const CANDIDATES_MAX = 500

/** The candidate a mistyped word probably means, or null where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let bestDistance = Infinity
  if (word.length > MEASURED_CHARS_MAX) return null
  for (const candidate of [...candidates].slice(0, CANDIDATES_MAX)) {
    const distance = editDistance(plain(word), plain(candidate))
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return bestDistance <= mistypedMax(word.length) ? best : null
}

/** `Header_Timeout`, `header-timeout` and `headerTimeout` are one word. */
function plain(word: string): string {
  return word.slice(0, MEASURED_CHARS_MAX).toLowerCase().replaceAll(/[-_ ]/g, '')
}

function mistypedMax(length: number): number {
  if (length < 4) return 1
  return length < 9 ? 2 : 3
}

/** Insertions, deletions and replacements between two words (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** `did you mean "x"?`, where a candidate is near. */
export function meant(word: string, candidates: Iterable<string>): string | null {
  const candidate = nearest(word, candidates)
  return candidate === null ? null : `did you mean "${candidate}"?`
}
