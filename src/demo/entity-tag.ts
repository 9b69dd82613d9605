/** Whether an `If-None-Match` header names this entity tag, or any (RFC 9110 section 13.1.2). */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((each) => {
    const named = each.trim().replace(/^W\//, '')
    return named === tag || named === '*'
  })
}
