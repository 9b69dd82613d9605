/*
 * One of two places that call the C library (`socket-peer.ts` asks who is at a socket): Node opens no datagram socket of a Unix domain, and a service
 * manager listens at one. node:ffi is an experiment of Node 26; without it this file says so by null.
 */

/** Of Linux, on every processor that Node runs on (socket(2), send(2)). */
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const MSG_NOSIGNAL = 0x4000
/** Whoever listens may be slow, and there is room for ten (net.unix.max_dgram_qlen): nobody waits for him here. */
const MSG_DONTWAIT = 0x40

/** `sun_path` of unix(7). */
const PATH_BYTES_MAX = 108

const FAILED = -1

/** Sends one datagram, at once; false where it was not taken. */
export type SendDatagram = (text: string) => boolean

/**
 * A way to send datagrams to a Unix socket: a path, or a name in the abstract namespace behind `@`. Null where
 * this Node cannot, or the address is none.
 */
export async function unixDatagrams(address: string): Promise<SendDatagram | null> {
  const name = socketName(address)
  if (name === null) return null
  try {
    const { dlopen } = await import('node:ffi')
    const { functions: libc } = dlopen(null, {
      socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
      sendto: {
        arguments: ['int32', 'buffer', 'uint64', 'int32', 'buffer', 'uint32'],
        return: 'int64',
      },
      close: { arguments: ['int32'], return: 'int32' },
    })
    return (text) => {
      const socket = libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
      if (socket === FAILED) return false
      const bytes = Buffer.from(text)
      const size = BigInt(bytes.length)
      const sent = libc.sendto(socket, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT, name, name.length)
      libc.close(socket)
      return sent === size
    }
  } catch {
    return null
  }
}

/** As unix(7) wants it: the family, then the path with its end, or a zero and the abstract name. */
export function socketName(address: string): Buffer | null {
  const isAbstract = address.startsWith('@')
  if (!isAbstract && !address.startsWith('/')) return null
  const path = Buffer.from(isAbstract ? `\0${address.slice(1)}` : `${address}\0`)
  if (path.length > PATH_BYTES_MAX) return null
  const family = Buffer.alloc(2)
  family.writeUInt16LE(AF_UNIX)
  return Buffer.concat([family, path])
}
