/**
 * One of so many places for a text that a client chose, always the same one: whoever makes up ever new texts
 * is counted in no more than there are. Two texts of one network may share a place; whoever wants that of another
 * could as well send the other's text, so no key is needed (FNV-1a).
 */
export function chosenPlace(text: string, places: number): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  // Its lowest bits know too little of the highest.
  return `#${((hash ^ (hash >>> 15)) >>> 0) % places}`
}
