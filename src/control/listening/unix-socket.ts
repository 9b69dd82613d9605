import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs'
import { type Server } from 'node:net'

/**
 * Listens at a path under another name first, then moves the socket there: whoever listened at the
 * path before goes on with the callers it has, and none meets an empty place or the wrong `mode`.
 * `name` tells apart those who share a path. Settles when connections are accepted.
 */
export function listenAtPath(
  server: Server,
  path: string,
  { name, mode }: { readonly name: string; readonly mode?: number },
): Promise<void> {
  const made = `${path}.${name}`
  rmSync(made, { force: true })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: made }, () => {
      try {
        if (mode !== undefined) chmodSync(made, mode)
        renameSync(made, path)
        resolve()
      } catch (error) {
        reject(error)
      }
    })
  })
}

/** Takes away the socket at a path; any other file stays. */
export function removeSocket(path: string): void {
  if (isSocket(path)) rmSync(path, { force: true })
}

export function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket()
  } catch {
    return false
  }
}
