import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'
import { writePages } from './pages.ts'

/** Python's own server with two pages. */
export async function startPython(): Promise<Application> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  const pages = join(folder, 'pages')
  writePages(pages)
  return startApplication({
    port,
    folder,
    program: '/usr/bin/python3',
    argv: ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', pages],
    readyPath: '/open/page.html',
  })
}
