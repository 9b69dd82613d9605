import { type Server } from 'node:http'
import { type Server as NetServer } from 'node:net'
import { dirname } from 'node:path'
import { type Admin, type ListenAddress } from '../../model/index.ts'
import { type Claim, type ClaimOne, claimAddress } from '../listening/addresses.ts'
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
  /** Both, for the gate that takes this one's place. */
  readonly open: readonly OpenDoor[]
  /** Takes no new caller: another gate does. Who is being answered still is. */
  readonly stepBack: () => void
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
  claimOne: ClaimOne = claimAddress,
): Promise<AdminDoors> {
  preparePrivateFolder(dirname(socket))
  const operators = createLocalServer(async (request) => serveOperator(request, await serving), {
    bytesMaxAt,
    peers: new SocketPeers(),
  })
  const monitors = createLocalServer(async (request) => serveProbe(request, await serving))
  const open: OpenDoor[] = []
  let isOurs = true
  const stepBack = (): void => {
    isOurs = false
    for (const { server, listening } of open) stopListening(server, listening())
  }
  const close = (): void => {
    for (const { server, claim, listening } of open) {
      if (isOurs) stopListening(server, listening())
      server.closeAllConnections()
      if (isOurs) claim.release()
    }
  }
  try {
    open.push(await openAt({ kind: 'unix', path: socket }, operators, claimOne))
    if (address !== null) open.push(await openAt(address, monitors, claimOne))
    return { address: open[1]?.claim.address ?? null, close, open, stepBack }
  } catch (error) {
    close()
    throw error
  }
}

/** One of the ways in. */
interface OpenDoor {
  readonly server: Server
  readonly claim: Claim
  /** As the configuration says. */
  readonly wanted: ListenAddress
  /** What takes callers there; null as long as another gate does. */
  readonly listening: () => NetServer | null
}

/** An HTTP server closes its idle connections at the same moment; so it is closed where another takes callers for it, too. */
function stopListening(server: Server, listening: NetServer | null): void {
  if (server.listening) server.close()
  else server.closeIdleConnections()
  if (listening !== server) listening?.close()
}

async function openAt(
  wanted: ListenAddress,
  server: Server,
  claimOne: ClaimOne,
): Promise<OpenDoor> {
  const claim = await claimOne(wanted)
  try {
    if (claim.served !== undefined) return inherit(wanted, server, claim, claim.served)
    await listen(server, claim.address)
    return { server, claim, wanted, listening: () => server }
  } catch (error) {
    claim.release()
    throw new StartError(`the admin address cannot be opened: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

/** Callers come by what another gate has listened with until now, as soon as that is ours. */
function inherit(
  wanted: ListenAddress,
  server: Server,
  claim: Claim,
  served: Promise<NetServer>,
): OpenDoor {
  let listening: NetServer | null = null
  void served.then((taken) => {
    listening = taken
    taken.on('connection', (socket) => server.emit('connection', socket))
  })
  return { server, claim, wanted, listening: () => listening }
}

function listen(server: Server, address: ListenAddress): Promise<void> {
  if (address.kind === 'unix') {
    return listenAtPath(server, address.path, {
      name: 'new',
      access: { mode: SOCKET_MODE, gid: null },
    })
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: address.host, port: address.port }, resolve)
  })
}
