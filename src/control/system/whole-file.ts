import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file anew for its owner alone (mode 0600), under another name first: a half-written one
 * would be worse than none. @throws Error where the disk does not let it.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  // What lies there may have another mode or be a link; the mode is for new files only.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, content, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(`${file}.new`, file)
}
