import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes a configuration: one thread, kept connections, no log, which it can only send elsewhere. Gives the arguments. */
export function configureHaproxy(options: {
  readonly folder: string
  readonly port: number
  readonly originPort: number
}): readonly string[] {
  const folder = join(options.folder, 'haproxy')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, configOf(options))
  return ['-q', '-f', file]
}

function configOf({ port, originPort }: { port: number; originPort: number }): string {
  return `
global
  nbthread 1
  maxconn 1024
defaults
  mode http
  timeout connect 5s
  timeout client 65s
  timeout server 60s
  http-reuse always
  option forwardfor
frontend all
  bind 127.0.0.1:${port}
  http-request set-header X-Forwarded-Proto http
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  default_backend origin
backend origin
  server origin 127.0.0.1:${originPort} maxconn 128
`
}
