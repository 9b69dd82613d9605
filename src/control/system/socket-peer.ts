import { readFileSync } from 'node:fs'
import { type Socket } from 'node:net'

/** Of Linux (`socket(7)`, `unix(7)`): `SOL_SOCKET`, `SO_PEERCRED`, and `struct ucred`. */
const SOL_SOCKET = 1
const SO_PEERCRED = 17
const CREDENTIAL_BYTES = 12
const UID_AT = 4

/** File descriptor, level, name, value, length. */
type Getsockopt = (
  ...asked: readonly [fd: number, level: number, name: number, value: Buffer, length: Buffer]
) => number

/**
 * Whose process is at the other end of a Unix socket, as the kernel says: it took that down when the
 * other one connected. Null where it cannot be asked: another system, or a Node without `node:ffi`.
 */
export class SocketPeers {
  #ask: Getsockopt | null | undefined = undefined

  /** The user's name, or `uid-1000` where it has none. */
  userOf(socket: Socket): string | null {
    const fd = descriptorOf(socket)
    this.#ask ??= getsockopt()
    if (fd === null || this.#ask === null) return null
    const value = Buffer.alloc(CREDENTIAL_BYTES)
    const length = Buffer.alloc(4)
    length.writeUInt32LE(CREDENTIAL_BYTES)
    if (this.#ask(fd, SOL_SOCKET, SO_PEERCRED, value, length) !== 0) return null
    return nameOf(value.readUInt32LE(UID_AT))
  }
}

/** Node has no name for it; a socket that is closing has none any more. */
function descriptorOf(socket: Socket): number | null {
  const handle: unknown = Reflect.get(socket, '_handle')
  const fd: unknown =
    typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : null
  return typeof fd === 'number' && fd >= 0 ? fd : null
}

/** `node:ffi` is experimental: whatever is wrong with it, operators are answered all the same. */
function getsockopt(): Getsockopt | null {
  if (process.platform !== 'linux') return null
  try {
    const ffi = quietly(() => process.getBuiltinModule('node:ffi'))
    const { functions } = ffi.dlopen(null, {
      getsockopt: { arguments: ['int32', 'int32', 'int32', 'buffer', 'buffer'], return: 'int32' },
    })
    return functions.getsockopt
  } catch {
    return null
  }
}

/**
 * Without the warning that it is experimental, which Node tells of in the next tick: an operator who bans
 * somebody has no use for it.
 */
function quietly<T>(load: () => T): T {
  const heard = process.listeners('warning')
  process.removeAllListeners('warning')
  try {
    return load()
  } finally {
    setImmediate(() => {
      for (const listener of heard) process.on('warning', listener)
    })
  }
}

function nameOf(uid: number): string {
  const line = users().find((entry) => entry.split(':')[2] === String(uid))
  return line?.split(':')[0] ?? `uid-${uid}`
}

/** A container's image often has none. */
function users(): readonly string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n')
  } catch {
    return []
  }
}
