import { dlopen } from 'node:ffi'
import { socketName } from '../../src/control/system/unix-datagrams.ts'

const AF_UNIX = 1
const SOCK_DGRAM = 2
const MSG_DONTWAIT = 0x40

/** There is room for ten, which a gate that says every few milliseconds that it is alive fills in no time. */
const READ_MS = 5

/** Longer than anything that a gate tells its service manager. */
const DATAGRAM_BYTES_MAX = 4_096

/** A socket of a service manager. */
export interface DatagramListener {
  /** All that has come, in its order. */
  readonly received: () => readonly string[]
  readonly close: () => void
}

/** Listens for datagrams at a path, as systemd does. */
export function listenForDatagrams(path: string): DatagramListener {
  const { functions: libc } = dlopen(null, {
    socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
    bind: { arguments: ['int32', 'buffer', 'uint32'], return: 'int32' },
    recv: { arguments: ['int32', 'buffer', 'uint64', 'int32'], return: 'int64' },
    close: { arguments: ['int32'], return: 'int32' },
  })
  const name = socketName(path)
  const socket = libc.socket(AF_UNIX, SOCK_DGRAM, 0)
  if (name === null || libc.bind(socket, name, name.length) !== 0) {
    throw new Error(`nothing can listen at ${path}`)
  }
  const texts: string[] = []
  const buffer = Buffer.alloc(DATAGRAM_BYTES_MAX)
  const take = (): boolean => {
    const bytes = Number(libc.recv(socket, buffer, BigInt(buffer.length), MSG_DONTWAIT))
    if (bytes > 0) texts.push(buffer.toString('utf8', 0, bytes))
    return bytes > 0
  }
  const takeAll = (): void => {
    while (take());
  }
  const reading = setInterval(takeAll, READ_MS)
  reading.unref()
  return {
    received() {
      takeAll()
      return texts
    },
    close() {
      clearInterval(reading)
      libc.close(socket)
    },
  }
}
