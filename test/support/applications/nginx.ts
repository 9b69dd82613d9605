import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'
import { writePages } from './pages.ts'

/** nginx with two pages and a log of what it took for requests. */
export async function startNginx(): Promise<Application> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  mkdirSync(join(folder, 'temp'))
  writePages(join(folder, 'pages'))
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port))
  return startApplication({
    port,
    folder,
    program: '/usr/sbin/nginx',
    argv: ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
    readyPath: '/open/page.html',
  })
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temp;`,
  )
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  ${temporary.join('\n  ')}
  types { text/html html; }
  log_format seen '[$http_paart_client] $request';
  access_log ${folder}/seen.log seen;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/pages;
    # A form sent to a page is answered with the page: nothing here takes forms.
    error_page 405 =200 $uri;
  }
}
`
}
