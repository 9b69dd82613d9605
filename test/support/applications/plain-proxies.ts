import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'

/** What a proxy forwards to, and the beginnings of paths that it lets nobody have. */
interface Behind {
  readonly originPort: number
  /** As the proxy's own configuration would have them: `/a/`. */
  readonly shut?: readonly string[]
}

/** nginx that forwards all but what is shut, and else is as its package is. */
export async function startPlainNginx({ originPort, shut = [] }: Behind): Promise<Application> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  mkdirSync(join(folder, 'temp'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temp;`,
  )
  const closed = shut.map((path) => `location "${path}" { return 403; }`)
  const text = `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  ${temporary.join('\n  ')}
  access_log off;
  server {
    listen 127.0.0.1:${port};
    ${closed.join('\n    ')}
    proxy_http_version 1.1;
    location / { proxy_pass http://127.0.0.1:${originPort}; }
  }
}
`
  writeFileSync(join(folder, 'nginx.conf'), text)
  return startApplication({
    port,
    folder,
    program: '/usr/sbin/nginx',
    argv: ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
    readyPath: '/',
  })
}

/** HAProxy that forwards all but what is shut, and else is as its package is. */
export async function startPlainHaproxy({ originPort, shut = [] }: Behind): Promise<Application> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  const closed = shut.map((path) => `http-request deny if { path_beg "${path}" }`)
  const text = `
global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend all
  bind 127.0.0.1:${port}
  ${closed.join('\n  ')}
  default_backend origin
backend origin
  server origin 127.0.0.1:${originPort}
`
  writeFileSync(join(folder, 'haproxy.cfg'), text)
  return startApplication({
    port,
    folder,
    program: '/usr/sbin/haproxy',
    argv: ['-db', '-f', join(folder, 'haproxy.cfg')],
    readyPath: '/',
  })
}
