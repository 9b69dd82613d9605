/** So few are asked one after the other more quickly than they are found. */
const UNINDEXED_MAX = 8

/** What begins with the same segments without `*`: members by their position, and longer beginnings. */
interface Node {
  readonly own: number[]
  readonly below: Map<string, Node>
}

/**
 * Finds, of many members with path patterns, those that may match a path: they stand in a tree by the
 * segments of their patterns before the first `*`, so a path passes by all that begin otherwise. What
 * comes out is in the order in which they were added, and is still to be asked itself. Time grows with
 * the path's segments and the members found.
 */
export class PathIndex<T> {
  readonly #members: T[] = []
  readonly #root: Node = { own: [], below: new Map() }

  /** A member without patterns may match any path. */
  add(member: T, patterns: readonly string[] | null): void {
    const position = this.#members.length
    this.#members.push(member)
    if (patterns === null) add(this.#root, position)
    else for (const pattern of patterns) add(nodeOf(this.#root, pattern), position)
  }

  /** All members, in order. */
  get members(): readonly T[] {
    return this.#members
  }

  /** Looks a path up, or all for null; to be asked for when all have been added. */
  finder(): (path: string | null) => readonly T[] {
    const [members, root] = [this.#members, this.#root]
    if (members.length <= UNINDEXED_MAX) return () => members
    const anyPath = membersAt(root.own, members)
    return (path) => {
      if (path === null) return members
      const found = walk(root, path)
      return found === root.own ? anyPath : membersAt(found, members)
    }
  }
}

function membersAt<T>(positions: readonly number[], members: readonly T[]): readonly T[] {
  const found: T[] = []
  for (const position of positions) {
    const member = members[position]
    if (member !== undefined) found.push(member)
  }
  return found
}

/** Two patterns of one member may begin alike. */
function add({ own }: Node, position: number): void {
  if (own.at(-1) !== position) own.push(position)
}

function nodeOf(root: Node, pattern: string): Node {
  let node = root
  // A slash at the end may be forgiven, so it tells nothing apart.
  for (const segment of pattern.slice(1).replace(/\/$/, '').split('/')) {
    if (segment.includes('*')) break
    let next = node.below.get(segment)
    if (next === undefined) {
      next = { own: [], below: new Map() }
      node.below.set(segment, next)
    }
    node = next
  }
  return node
}

/** The positions of all nodes on the way down a path, in order. */
function walk(root: Node, path: string): readonly number[] {
  let found: readonly number[] = root.own
  let node: Node | undefined = root
  for (let start = 1; start <= path.length && path.startsWith('/');) {
    const slash = path.indexOf('/', start)
    const end = slash < 0 ? path.length : slash
    node = node.below.get(path.slice(start, end))
    if (node === undefined) break
    found = merge(found, node.own)
    start = end + 1
  }
  return found
}

function merge(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a
  if (a.length === 0) return b
  const merged: number[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const left = a[i] ?? Infinity
    const right = b[j] ?? Infinity
    merged.push(Math.min(left, right))
    if (left <= right) i++
    if (right <= left) j++
  }
  return merged
}
