import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'
import { writePages } from './pages.ts'

/** PHP's own server with two pages. */
export async function startPhp(): Promise<Application> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  writePages(join(folder, 'pages'))
  return startApplication({
    port,
    folder,
    program: 'php',
    argv: ['-S', `127.0.0.1:${port}`, '-t', join(folder, 'pages')],
    readyPath: '/open/page.html',
  })
}
