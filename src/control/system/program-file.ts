/** A thread's program as it lies in this tree: source in a checkout, JavaScript in a package. */
export function programFile(name: string): string {
  return `${name}${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`
}
