import { once } from 'node:events'
import { type IncomingMessage, createServer, request as ask } from 'node:http'
import { type AddressInfo } from 'node:net'

/** Sends pages to one gate, and what their script asks for to the other. */
export async function startSplitter(
  t: { readonly teardown: (end: () => unknown) => void },
  pages: { readonly port: number },
  scripts: { readonly port: number },
): Promise<{ port: number; proofs: number[] }> {
  const proofs: number[] = []
  const server = createServer((asked: IncomingMessage, response) => {
    const isOwn =
      asked.url === '/.paart/proof' || asked.url?.startsWith('/.paart/challenge') === true
    const { port } = isOwn ? scripts : pages
    const forwarded = ask(
      { host: '127.0.0.1', port, method: asked.method, path: asked.url, headers: asked.headers },
      (answered) => {
        if (asked.url === '/.paart/proof') proofs.push(answered.statusCode ?? 0)
        response.writeHead(answered.statusCode ?? 0, answered.rawHeaders)
        answered.pipe(response)
      },
    )
    asked.pipe(forwarded)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, proofs }
}
