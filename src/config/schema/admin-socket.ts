import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { TEXT_BYTES_MAX } from '../text/source.ts'

/** Where the socket lies unless the configuration says otherwise, relative to its folder. */
export const ADMIN_SOCKET = 'run/admin.sock'

/**
 * Where a configuration has the admin socket, even when the rest of it is wrong: a gate that runs is
 * to be reached while its file is being mended. Never throws.
 */
export function adminSocketOf(text: string, folder: string): string {
  return resolve(folder, writtenSocket(text) ?? ADMIN_SOCKET)
}

function writtenSocket(text: string): string | null {
  if (text.length > TEXT_BYTES_MAX) return null
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' })
    const written: unknown = document.getIn(['admin', 'socket'])
    return typeof written === 'string' && written !== '' ? written : null
  } catch {
    return null
  }
}
