/** The files that a configuration was made of, by the lines that rules, limits and policies have. */
export interface SourceLines {
  /** The configuration's name as the operator typed it, for `explain` and messages. */
  readonly file: string
  /** Files whose lines are counted behind those of the configuration, in the order of `after`. */
  readonly following: readonly FollowingFile[]
}

/** A file of which something came in, such as a preset. */
export interface FollowingFile {
  readonly file: string
  /** Its first line has the number behind this one. */
  readonly after: number
}

/** Where a line number leads to: a file and a 1-based line of it. Nothing stands behind 0. */
export function whereIs(
  line: number,
  { file, following }: SourceLines,
): { readonly file: string; readonly line: number } {
  if (line === 0) return { file: '', line }
  const other = following.findLast(({ after }) => line > after)
  return other === undefined ? { file, line } : { file: other.file, line: line - other.after }
}

/** A file that the configuration names. */
export interface NamedFile {
  /** As messages print it: from where the operator stands. */
  readonly name: string
  /** Absolute. */
  readonly path: string
}
