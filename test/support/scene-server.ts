import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { type PagesSite } from '../../src/challenge-pages/index.ts'

/** Of the pages of every scene. */
export const SCENE_SITE: PagesSite = {
  brandName: 'Site',
  contact: {
    phone: '1',
    hours: '2',
    email: 'a@example.lu',
    address: '3',
    controller: null,
    dpo: null,
  },
  privacy: { logRetentionSeconds: null, legalBasis: null, authority: null },
  languages: ['en', 'fr', 'de'],
  fallbackLanguage: 'en',
}

/** A scene that can be visited. */
export interface SceneServer {
  readonly origin: string
  readonly close: () => void
}

/** Lets browsers in. */
export async function serveScene(play: {
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>
}): Promise<SceneServer> {
  const server = createServer((request, response) => void play.answer(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
