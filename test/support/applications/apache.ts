import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePages } from './pages.ts'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'

/**
 * Apache with WebDAV under `/dav/`, one bare repository `/git/forms.git` that everybody may fetch
 * and the user may push to, two pages, and an API `/api/echo` that answers a body with the same body.
 */
export interface Apache extends Application {
  readonly user: string
  readonly password: string
}

const USER = 'office'
const PASSWORD = 'Schueberfouer'

const MODULE_NAMES = (
  'mpm_prefork authn_core authn_file authz_core authz_user auth_basic ' +
  'alias cgi dav dav_fs deflate env filter mime'
).split(' ')

export async function startApache(): Promise<Apache> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  for (const name of ['dav', 'locks', 'git', 'api']) mkdirSync(join(folder, name))
  const digest = createHash('sha1').update(PASSWORD).digest('base64')
  writePages(join(folder, 'pages'))
  writeFileSync(join(folder, 'users'), `${USER}:{SHA}${digest}\n`)
  writeFileSync(join(folder, 'apache.conf'), configuration(folder, port))
  writeFileSync(join(folder, 'api/echo'), ECHO, { mode: 0o755 })
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'git/forms.git'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  })
  const application = await startApplication({
    port,
    folder,
    program: '/usr/sbin/apache2',
    argv: ['-f', join(folder, 'apache.conf'), '-DFOREGROUND'],
    readyPath: '/',
  })
  return { ...application, user: USER, password: PASSWORD }
}

/** What came is what goes; all is read first, since Apache sends all before it listens. */
const ECHO = `#!/bin/sh
body=$0.$$
cat >"$body"
printf 'Content-Type: %s\\r\\n' "$CONTENT_TYPE"
printf 'SOAPAction: %s\\r\\n\\r\\n' "$HTTP_SOAPACTION"
cat "$body" && rm "$body"
`

function loadModule(name: string): string {
  return `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`
}

function configuration(folder: string, port: number): string {
  const git = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim()
  return `
${MODULE_NAMES.map(loadModule).join('\n')}
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
LogFormat "[%{Paart-Client}i] %r" seen
CustomLog ${folder}/seen.log seen "expr=%{HTTP_USER_AGENT} !~ /internal dummy/"
Mutex file:${folder}/locks
StartServers 2
MaxRequestWorkers 8
TypesConfig /etc/mime.types
DocumentRoot ${folder}/pages

<Location />
  AuthType Basic
  AuthName office
  AuthBasicProvider file
  AuthUserFile ${folder}/users
  Require all granted
</Location>

DavLockDB ${folder}/locks/dav
Alias /dav ${folder}/dav
<Location /dav>
  Dav On
  Require valid-user
</Location>

SetEnv GIT_PROJECT_ROOT ${folder}/git
SetEnv GIT_HTTP_EXPORT_ALL 1
ScriptAlias /git ${git}/git-http-backend
<Location /git>
  <If "%{QUERY_STRING} =~ /service=git-receive-pack/ || %{REQUEST_URI} =~ m#/git-receive-pack$#">
    Require valid-user
  </If>
</Location>

ScriptAlias /api ${folder}/api
<Location /api>
  AddOutputFilterByType DEFLATE text/xml application/json
</Location>
`
}
