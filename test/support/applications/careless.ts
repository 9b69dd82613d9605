import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { type Application, newApplicationFolder } from './application.ts'
import { writePages } from './pages.ts'

/**
 * A program as an application on Windows may be, with all that others do one by one: it reads `%u`, `\` for `/`,
 * cuts off parameters, decodes what it has decoded, ignores case, and finds a page with a slash behind it.
 */
export async function startCareless(): Promise<Application> {
  const folder = newApplicationFolder()
  const pages = join(folder, 'pages')
  writePages(pages)
  const server = createServer((request, response) => {
    const file = join(pages, pageOf(request.url ?? '/'))
    if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file))
    else response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    folder,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function pageOf(url: string): string {
  const [path = ''] = url.replace(/^http:\/\/[^/]*/, '').split('?', 1)
  const twice = decodedOnce(decodedOnce(path.replace(/;[^/]*/g, '')))
  const [page = ''] = normalize(twice).replace(/\/$/, '').split('\0', 1)
  return page.toLowerCase()
}

function decodedOnce(path: string): string {
  const codes = path.replace(/%u([0-9a-f]{4})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  const bytes = codes.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  )
  return normalize(
    bytes
      .replaceAll('\\', '/')
      .replace(/\xc0\xaf/g, '/')
      .replace(/\xc0\xae/g, '.'),
  )
}
