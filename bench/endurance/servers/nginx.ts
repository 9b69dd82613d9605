import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fleet } from '../../fleet.ts'
import { childrenOf } from '../../process-usage.ts'
import { findNginx } from '../../servers/nginx.ts'
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

/** nginx as Debian has it, with kept connections to the application; null where there is none. */
export async function startNginx(fleet: Fleet, setting: Setting): Promise<Contender | null> {
  const program = findNginx()
  if (program === null) return null
  const { folder, port } = setting
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configOf(setting))
  const output = join(folder, 'output')
  const args = ['-p', folder, '-e', 'stderr', '-c', file]
  const running = await fleet.foreign(program, args, { port, output })
  const { pid } = running
  const reload = (): Promise<void> => untilNewWorker(pid, () => process.kill(pid, 'SIGHUP'))
  const configure = (rules: number): Promise<void> => {
    writeFileSync(file, configOf(setting, rules))
    return reload()
  }
  return {
    ...contenderOf('nginx', running, setting),
    reload,
    configure,
    goBack: () => configure(0),
    killWorker: () =>
      untilNewWorker(pid, () => {
        const [oldest] = childrenOf(pid)
        if (oldest !== undefined) process.kill(oldest, 'SIGKILL')
      }),
    replaceWorker: null,
  }
}

function configOf(
  { port, originPort, refusedPort, patienceSeconds, log }: Setting,
  rules = 0,
): string {
  const shut = Array.from({ length: rules }, (_, i) => `    location /part/${i}/ { return 403; }\n`)
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes ${WORKERS};
worker_rlimit_nofile ${2 * CONNECTIONS_MAX};
pid nginx.pid;
error_log stderr error;
events { worker_connections ${CONNECTIONS_MAX}; }
http {
  access_log ${log};
  keepalive_timeout ${KEEP_ALIVE_SECONDS}s;
  client_header_timeout ${HEAD_SECONDS}s;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  proxy_http_version 1.1;
  proxy_read_timeout ${patienceSeconds}s;
  proxy_send_timeout ${patienceSeconds}s;
  proxy_set_header Connection "";
  proxy_set_header Host $host;
  proxy_set_header X-Forwarded-For $remote_addr;
  upstream application { server 127.0.0.1:${originPort}; keepalive 128; }
  server {
    listen 127.0.0.1:${port} default_server backlog=511;
    location / { proxy_pass http://application; }
${shut.join('')}  }
  server {
    listen 127.0.0.1:${port};
    server_name ${REFUSED_HOST};
    location / { proxy_pass http://127.0.0.1:${refusedPort}; }
  }
}
`
}
