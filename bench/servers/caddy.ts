import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One thread, as its peers have, and no file outside the folder. */
export function caddyEnv(folder: string): Readonly<Record<string, string>> {
  return { GOMAXPROCS: '1', XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
}

/** Writes a configuration: `reverse_proxy` with kept connections, as Debian's package runs it. Gives the arguments. */
export function configureCaddy(options: {
  readonly folder: string
  readonly port: number
  readonly originPort: number
}): readonly string[] {
  const folder = join(options.folder, 'caddy')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, configOf(options))
  return ['run', '--config', file, '--adapter', 'caddyfile']
}

function configOf({ port, originPort }: { port: number; originPort: number }): string {
  return `{
	admin off
	auto_https off
}
http://127.0.0.1:${port} {
	bind 127.0.0.1
	reverse_proxy 127.0.0.1:${originPort}
}
`
}
