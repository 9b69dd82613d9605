import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'
import { readProjectFile } from '../sources.ts'

const GUIDE = 'in-front-of-your-application'
const INSTALLING = 'installing'
const TLS = new URL('../../data/tls/', import.meta.url)

/** A program that ends TLS before the gate, set up by the text of the guide. */
export interface FrontProxy extends Application {
  readonly httpsPort: number
}

/** The first block of a document in this language; of the guide unless told. */
export function snippetOf(language: string, document = GUIDE, heading = ''): string {
  const whole = readProjectFile(`docs/${document}.md`)
  const text = whole.slice(Math.max(0, whole.indexOf(`\n## ${heading}`)))
  const [, snippet] = new RegExp(`\\n\`\`\`${language}\\n([^]*?)\\n\`\`\`\\n`).exec(text) ?? []
  if (snippet === undefined) throw new Error(`${document} has no block of ${language}`)
  return snippet
}

/** Whom a proxy asks where no gate lives, as the documents say. */
export interface BreakGlass {
  readonly applicationPort: number
  /** Of the gate's probes. */
  readonly adminPort: number
}

/** The guide's text with other lines in place of some; as it is where nothing is said of breaking glass. */
function withBreakGlass(
  language: 'nginx' | 'haproxy',
  replaced: string,
  breakGlass: BreakGlass | undefined,
): string {
  const text = snippetOf(language)
  if (breakGlass === undefined) return text
  const { applicationPort, adminPort } = breakGlass
  const lines = snippetOf(language, INSTALLING, 'Break glass')
    .replace('127.0.0.1:8081', `127.0.0.1:${applicationPort}`)
    .replace('port 9090', `port ${adminPort}`)
    // A test waits for nothing by the clock that it need not.
    .replace('fail_timeout=10s', 'fail_timeout=1s')
  return adapted(text, { [replaced]: lines })
}

/** Replaces what differs from one machine to the next; fails where the text has it no more. */
export function adapted(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`nothing says ${from}`)
    return changed.replaceAll(from, to)
  }, text)
}

export interface Places {
  readonly folder: string
  readonly port: number
  readonly httpsPort: number
  readonly gatePort: number
}

export async function places(gatePort: number): Promise<Places> {
  const folder = newApplicationFolder()
  const [port, httpsPort] = [await findFreePort(), await findFreePort()]
  const [certificate, key] = ['server.pem', 'server-key.pem'].map((name) =>
    readFileSync(new URL(name, TLS), 'utf8'),
  )
  writeFileSync(join(folder, 'site.pem'), `${certificate}${key}`)
  copyFileSync(new URL('server-key.pem', TLS), join(folder, 'site.key'))
  return { folder, port, httpsPort, gatePort }
}

/** nginx before a gate, as the guide sets it up. */
export async function startFrontNginx(
  forGate: number,
  breakGlass?: BreakGlass,
): Promise<FrontProxy> {
  const { folder, port, httpsPort, gatePort } = await places(forGate)
  const upstream = 'upstream paart { server 127.0.0.1:8080; keepalive 32; }'
  const site = adapted(withBreakGlass('nginx', upstream, breakGlass), {
    'listen 80;': `listen 127.0.0.1:${port};`,
    'listen 443 ssl;': `listen 127.0.0.1:${httpsPort} ssl;`,
    '127.0.0.1:8080': `127.0.0.1:${gatePort}`,
    '/etc/nginx/': `${folder}/`,
  })
  return runNginx(site, { folder, port, httpsPort })
}

/** nginx with one file of configuration, in the place of a package's own. */
export async function runNginx(
  site: string,
  { folder, port, httpsPort }: Omit<Places, 'gatePort'>,
): Promise<FrontProxy> {
  mkdirSync(join(folder, 'temp'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temp;`,
  )
  const around = `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  ${temporary.join('\n  ')}
  access_log off;
  include ${folder}/paart.conf;
}
`
  writeFileSync(join(folder, 'paart.conf'), site)
  writeFileSync(join(folder, 'nginx.conf'), around)
  const program = '/usr/sbin/nginx'
  const argv = ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')]
  const started = await startApplication({ port, folder, program, argv, readyPath: '/' })
  return { ...started, httpsPort }
}

/** HAProxy before a gate, as the guide sets it up. */
export async function startFrontHaproxy(
  forGate: number,
  breakGlass?: BreakGlass,
): Promise<FrontProxy> {
  const { folder, port, httpsPort, gatePort } = await places(forGate)
  const backend = 'backend paart\n  server paart 127.0.0.1:8080'
  const text = adapted(withBreakGlass('haproxy', backend, breakGlass), {
    'bind :80': `bind 127.0.0.1:${port}`,
    'bind :443': `bind 127.0.0.1:${httpsPort}`,
    '127.0.0.1:8080': `127.0.0.1:${gatePort}`,
    '/etc/haproxy/': `${folder}/`,
    'maxconn 16000': 'maxconn 200',
  })
  writeFileSync(join(folder, 'haproxy.cfg'), `${text}\n`)
  const program = '/usr/sbin/haproxy'
  const argv = ['-db', '-f', join(folder, 'haproxy.cfg')]
  const started = await startApplication({ port, folder, program, argv, readyPath: '/' })
  return { ...started, httpsPort }
}
