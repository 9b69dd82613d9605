import { type Socket, type TcpNetConnectOpts, connect } from 'node:net'

/**
 * A connection of somebody at any address: it begins as a proxy on this machine would begin it that tells
 * the gate of its client (PROXY protocol, version 1).
 */
export function connectAs(address: string, options: Omit<TcpNetConnectOpts, 'host'>): Socket {
  const [family, gate] = address.includes(':') ? ['TCP6', '2001:db8::1'] : ['TCP4', '192.0.2.1']
  const socket = connect({ ...options, host: '127.0.0.1', noDelay: true })
  socket.write(`PROXY ${family} ${address} ${gate} 40000 8080\r\n`)
  return socket
}
