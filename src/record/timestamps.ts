/**
 * Writes moments as ISO 8601 in UTC, `2026-03-29T02:00:00.000Z`. What two moments of one second share
 * is written once: a busy gate has a thousand of them.
 */
export function timestamps(): (wallMs: number) => string {
  let second = Number.NaN
  let written = ''
  return (wallMs) => {
    const now = Math.floor(wallMs / 1000)
    if (now !== second) {
      second = now
      written = new Date(now * 1000).toISOString().slice(0, -'000Z'.length)
    }
    return `${written}${threeDigits(Math.floor(wallMs) - now * 1000)}Z`
  }
}

function threeDigits(number: number): string {
  if (number >= 100) return `${number}`
  return number >= 10 ? `0${number}` : `00${number}`
}
