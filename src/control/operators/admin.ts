import { type Server } from 'node:http'
import { dirname } from 'node:path'
import { type Admin, type ListenAddress } from '../../model/index.ts'
import { type Claim, claimAddress } from '../listening/addresses.ts'
import { type Operations, serveOperator } from './admin-routes.ts'
import { LIST_BYTES_MAX, createLocalServer } from './local-server.ts'
import { preparePrivateFolder } from '../system/private-folder.ts'
import { type Probes, serveProbe } from './probes.ts'
import { SocketPeers } from '../system/socket-peer.ts'
import { StartError, messageOf } from '../system/start-error.ts'
import { listenAtPath } from '../listening/unix-socket.ts'

/** For its owner alone: whoever reaches it can reload and restart. */
const SOCKET_MODE = 0o600

/** Lists alone come in a body. */
function bytesMaxAt(target: string): number {
  return /^\/(?:bans|allowances)\?/.test(target) ? LIST_BYTES_MAX : 0
}

/** Both ways in for operators, open. */
export interface AdminDoors {
  /** Where probes and metrics are; null where the configuration wants none. */
  readonly address: ListenAddress | null
  readonly close: () => void
}

/**
 * Opens the admin socket and the address of probes and metrics. Both answer as soon as it is known
 * what stands behind them; callers wait until then.
 *
 * @throws StartError where one is in use, or others could put their own in its place.
 */
export async function openAdmin(
  { socket, address }: Admin,
  serving: Promise<Operations & Probes>,
): Promise<AdminDoors> {
  preparePrivateFolder(dirname(socket))
  const operators = createLocalServer(async (request) => serveOperator(request, await serving), {
    bytesMaxAt,
    peers: new SocketPeers(),
  })
  const monitors = createLocalServer(async (request) => serveProbe(request, await serving))
  const open: Open[] = []
  const close = (): void => {
    for (const { server, claim } of open) {
      server.close()
      server.closeAllConnections()
      claim.release()
    }
  }
  try {
    open.push(await openAt({ kind: 'unix', path: socket }, operators))
    if (address !== null) open.push(await openAt(address, monitors))
    return { address: open[1]?.claim.address ?? null, close }
  } catch (error) {
    close()
    throw error
  }
}

interface Open {
  readonly server: Server
  readonly claim: Claim
}

async function openAt(wanted: ListenAddress, server: Server): Promise<Open> {
  const claim = await claimAddress(wanted)
  try {
    await listen(server, claim.address)
    return { server, claim }
  } catch (error) {
    claim.release()
    throw new StartError(`the admin address cannot be opened: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function listen(server: Server, address: ListenAddress): Promise<void> {
  if (address.kind === 'unix') {
    return listenAtPath(server, address.path, { name: 'new', mode: SOCKET_MODE })
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address.host, port: address.port }, resolve)
  })
}
