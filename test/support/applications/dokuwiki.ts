import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'

/** DokuWiki under PHP's own server, with one user who may do everything. */
export interface DokuWiki extends Application {
  readonly user: string
  readonly password: string
}

const USER = 'zoe'
const PASSWORD = 'Mir wëlle bleiwe'

/** DokuWiki makes the files in these, never the folders. */
const DATA_FOLDERS =
  'attic cache index locks log media media_attic media_meta meta pages sessions tmp'.split(' ')

export async function startDokuWiki(): Promise<DokuWiki> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  for (const name of DATA_FOLDERS) mkdirSync(join(folder, 'data', name), { recursive: true })
  mkdirSync(join(folder, 'conf'))
  for (const [name, text] of Object.entries(configuration(folder))) {
    writeFileSync(join(folder, 'conf', name), text)
  }
  const settings = {
    auto_prepend_file: join(folder, 'conf/prepend.php'),
    'session.save_path': join(folder, 'data/sessions'),
    upload_tmp_dir: join(folder, 'data/tmp'),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`])
  const application = await startApplication({
    port,
    folder,
    program: 'php',
    argv: [...options, '-S', `127.0.0.1:${port}`, '-t', '/usr/share/dokuwiki'],
    readyPath: '/doku.php?id=start',
  })
  return { ...application, user: USER, password: PASSWORD }
}

/** The wiki's own configuration folder, instead of the machine's. */
function configuration(folder: string): Readonly<Record<string, string>> {
  return {
    'prepend.php': `<?php define('DOKU_CONF', '${folder}/conf/');\n`,
    'local.php': `<?php
$conf['title'] = 'Wiki';
$conf['savedir'] = '${folder}/data';
$conf['useacl'] = 1;
$conf['superuser'] = '${USER}';
$conf['updatecheck'] = 0;
`,
    'acl.auth.php': '* @ALL 1\n* @user 16\n',
    'users.auth.php': `${USER}:${hashPassword(PASSWORD)}:Zoé Schmit:zoe@example.lu:user\n`,
  }
}

/** Salted SHA-1 as LDAP writes it (RFC 2307), which DokuWiki can read and Node can make. */
function hashPassword(password: string): string {
  const salt = Buffer.from('salt')
  const digest = createHash('sha1').update(password).update(salt).digest()
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`
}
