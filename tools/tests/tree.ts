/** The project's files: their paths below its root, and the texts of those that are programs. */
export type Tree = ReadonlyMap<string, string | null>

/** `bin/paart` is a program as well, of the shell. */
export function isProgram(path: string): boolean {
  return /\.(?:ts|js)$/.test(path) || path.startsWith('bin/')
}

export function isTest(path: string): boolean {
  return path.startsWith('test/') && path.endsWith('.test.ts')
}
