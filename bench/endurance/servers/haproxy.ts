import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fleet } from '../../fleet.ts'
import { findProgram } from '../../servers/nginx.ts'
import {
  CONNECTIONS_MAX,
  type Contender,
  HEAD_SECONDS,
  KEEP_ALIVE_SECONDS,
  REFUSED_HOST,
  type Setting,
  WORKERS,
  contenderOf,
  untilNewWorker,
} from '../contender.ts'

/** After a reload the old process finishes what it has, and no longer than this. */
const HARD_STOP_SECONDS = 30

/** HAProxy with a master, whose reloads hand the listening sockets over; null where there is none. */
export async function startHaproxy(fleet: Fleet, setting: Setting): Promise<Contender | null> {
  const program = findProgram('haproxy')
  if (program === null) return null
  const { folder, port, log } = setting
  const file = join(folder, 'haproxy.cfg')
  const shut = join(folder, 'shut.lst')
  const write = (rules: number): void => {
    const paths = Array.from({ length: rules }, (_, i) => `/part/${i}/\n`)
    writeFileSync(shut, paths.join(''))
    writeFileSync(file, configOf(setting))
  }
  write(0)
  const running = await fleet.foreign(program, ['-W', '-f', file], { port, output: log })
  const reload = (): Promise<void> =>
    untilNewWorker(running.pid, () => process.kill(running.pid, 'SIGUSR2'))
  const configure = (rules: number): Promise<void> => {
    write(rules)
    return reload()
  }
  return {
    ...contenderOf('haproxy', running, setting),
    reload,
    configure,
    goBack: () => configure(0),
    // Its workers are threads that live and die together.
    killWorker: null,
    replaceWorker: null,
  }
}

function configOf({ port, originPort, refusedPort, patienceSeconds, folder }: Setting): string {
  return `
global
  maxconn ${CONNECTIONS_MAX}
  nbthread ${WORKERS}
  no strict-limits
  hard-stop-after ${HARD_STOP_SECONDS}s
  stats socket ${join(folder, 'admin.sock')} mode 600 level admin expose-fd listeners
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout connect 5s
  timeout client ${KEEP_ALIVE_SECONDS}s
  timeout http-request ${HEAD_SECONDS}s
  timeout http-keep-alive ${KEEP_ALIVE_SECONDS}s
  timeout server ${patienceSeconds}s
frontend http
  bind 127.0.0.1:${port}
  maxconn ${CONNECTIONS_MAX}
  option forwardfor
  http-request deny deny_status 403 if { path_beg -f ${join(folder, 'shut.lst')} }
  use_backend refused if { hdr(host) -i ${REFUSED_HOST} }
  default_backend application
backend application
  server application 127.0.0.1:${originPort}
backend refused
  server refused 127.0.0.1:${refusedPort}
`
}
