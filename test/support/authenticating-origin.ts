import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { type AddressInfo, type Socket } from 'node:net'
import { type Test } from 'tap'

/** Who is signed in on a connection, as servers of NTLM and Negotiate keep it (RFC 4559 section 6). */
interface Session {
  /** The challenge it has given, and to whom. */
  challenge: string | null
  user: string | null
}

/** A backend that authenticates connections instead of requests. */
export interface AuthenticatingOrigin {
  readonly port: number
  /** Connections that are open. */
  readonly connections: () => number
  /** Connections there have been. */
  readonly accepted: () => number
}

/**
 * Tells whoever asks as whom it is served. NTLM takes three legs on one connection: a bare 401, `NTLM
 * hello-USER` which is challenged, `NTLM answer-USER-CHALLENGE`. Negotiate takes one: `Negotiate USER`.
 */
export async function startAuthenticatingOrigin(
  t: Pick<Test, 'teardown'>,
): Promise<AuthenticatingOrigin> {
  const sessions = new Map<Socket, Session>()
  let accepted = 0
  const server = createServer((asked, response) => {
    const session = sessions.get(asked.socket)
    if (session !== undefined) serve(asked, response, session)
  })
  server.on('connection', (socket: Socket) => {
    accepted++
    sessions.set(socket, { challenge: null, user: null })
    socket.once('close', () => sessions.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sessions.size,
    accepted: () => accepted,
  }
}

let challenges = 0

function serve(asked: IncomingMessage, response: ServerResponse, session: Session): void {
  const [scheme, token = ''] = (asked.headers.authorization ?? '').split(' ')
  if (scheme === 'Negotiate') {
    session.user = token
    response.setHeader('WWW-Authenticate', 'Negotiate ZmluaXNoZWQ=')
    response.setHeader('Persistent-Auth', 'true')
  }
  const [step, user = '', challenge] = scheme === 'NTLM' ? token.split('-') : []
  if (step === 'hello') {
    session.challenge = `${user}-${++challenges}`
    return challengeWith(response, `NTLM ${session.challenge.replace('-', '')}`)
  }
  if (step === 'answer' && session.challenge === `${user}-${challenge}`) session.user = user
  if (session.user === null) return challengeWith(response, 'NTLM')
  response.end(`you are ${session.user}`)
}

function challengeWith(response: ServerResponse, value: string): void {
  response.writeHead(401, { 'WWW-Authenticate': value }).end('who are you?')
}
