/** So few are asked one after the other more quickly than they are found. */
const UNINDEXED_MAX = 8

/** Longer lists are made anew for each path: of thousands that match any path each place would have its own. */
const KEPT_MAX = 64

/** What begins with the same segments without `*`: members by their position, and longer beginnings. */
interface Node<T> {
  readonly above: Node<T> | null
  readonly own: number[]
  readonly below: Map<string, Node<T>>
  /** All that may match a path which leads here and no further, once one did. */
  found: readonly T[] | null
}

/**
 * Finds, of many members with path patterns, those that may match a path: they stand in a tree by the
 * segments of their patterns before the first `*`, so a path passes by all that begin otherwise. What
 * comes out is in the order in which they were added, and is still to be asked itself. Time grows with
 * the path's segments and the members found.
 */
export class PathIndex<T> {
  readonly #members: T[] = []
  readonly #root = nodeBelow<T>(null)

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
    return (path) => {
      if (path === null) return members
      const node = deepest(root, path)
      return node.found ?? foundAt(node, members)
    }
  }
}

function foundAt<T>(node: Node<T>, members: readonly T[]): readonly T[] {
  const found = membersAt(positionsAt(node), members)
  if (found.length <= KEPT_MAX) node.found = found
  return found
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
function add<T>({ own }: Node<T>, position: number): void {
  if (own.at(-1) !== position) own.push(position)
}

function nodeBelow<T>(above: Node<T> | null): Node<T> {
  return { above, own: [], below: new Map(), found: null }
}

function nodeOf<T>(root: Node<T>, pattern: string): Node<T> {
  let node = root
  // A slash at the end may be forgiven, so it tells nothing apart.
  for (const segment of pattern.slice(1).replace(/\/$/, '').split('/')) {
    if (segment.includes('*')) break
    let next = node.below.get(segment)
    if (next === undefined) {
      next = nodeBelow(node)
      node.below.set(segment, next)
    }
    node = next
  }
  return node
}

/** As far as a path leads down. */
function deepest<T>(root: Node<T>, path: string): Node<T> {
  let node = root
  if (!path.startsWith('/')) return node
  for (let start = 1; start <= path.length && node.below.size > 0;) {
    const slash = path.indexOf('/', start)
    const end = slash < 0 ? path.length : slash
    const next = node.below.get(path.slice(start, end))
    if (next === undefined) break
    node = next
    start = end + 1
  }
  return node
}

/** The positions of a node and all above it, in order. */
function positionsAt<T>({ own, above }: Node<T>): readonly number[] {
  return above === null ? own : merge(positionsAt(above), own)
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
