import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startApplication } from './application.ts'
import { type FrontProxy, adapted, places, runNginx, snippetOf } from './front-proxy.ts'

const DOCUMENT = 'subrequest'

/** Where the gate and the application are that a proxy asks, and forwards to. */
export interface Behind {
  readonly gatePort: number
  readonly applicationPort: number
}

/** nginx beside a gate, as the document sets it up. */
export async function startAskingNginx(behind: Behind): Promise<FrontProxy> {
  const at = await places(behind.gatePort)
  const site = adapted(snippetOf('nginx', DOCUMENT), {
    'listen 443 ssl;': `listen 127.0.0.1:${at.httpsPort} ssl;`,
    '127.0.0.1:8080': `127.0.0.1:${behind.gatePort}`,
    '127.0.0.1:8081': `127.0.0.1:${behind.applicationPort}`,
    '/etc/nginx/': `${at.folder}/`,
  })
  const ready = `server { listen 127.0.0.1:${at.port}; return 204; }`
  return runNginx(`${site}\n${ready}\n`, at)
}

/** Without what Caddy does beside its work: an address to be administered at, certificates, port 80. */
const CADDY_ALONE = '{\n\tadmin off\n\tauto_https disable_redirects\n}\n'

/** Caddy beside a gate, as the document sets it up. */
export async function startAskingCaddy(behind: Behind): Promise<FrontProxy> {
  const { folder, port, httpsPort } = await places(behind.gatePort)
  const site = adapted(snippetOf('caddyfile', DOCUMENT), {
    'demarches.example.lu {': `https://demarches.example.lu:${httpsPort} {`,
    '127.0.0.1:8080': `127.0.0.1:${behind.gatePort}`,
    '127.0.0.1:8081': `127.0.0.1:${behind.applicationPort}`,
    '/etc/caddy/': `${folder}/`,
  })
  const ready = `http://127.0.0.1:${port} {\n\trespond "ready"\n}\n`
  writeFileSync(join(folder, 'Caddyfile'), `${CADDY_ALONE}${site}\n${ready}`)
  const argv = ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
  const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const started = await startApplication({
    port,
    folder,
    program: 'caddy',
    argv,
    env,
    readyPath: '/',
  })
  return { ...started, httpsPort }
}
