import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type t from 'tap'

/** A Debian package, and what shows that it is there: a file, or a program in PATH. */
const PROOFS = {
  'apache2-bin': '/usr/sbin/apache2',
  'at-spi2-core': '/usr/libexec/at-spi-bus-launcher',
  cadaver: 'cadaver',
  caddy: 'caddy',
  curl: 'curl',
  'default-jdk-headless': 'javac',
  'dbus-daemon': '/usr/bin/dbus-daemon',
  dillo: 'dillo',
  dokuwiki: '/usr/share/dokuwiki/doku.php',
  edbrowse: 'edbrowse',
  elinks: 'elinks',
  'emacs-nox': 'emacs',
  'firefox-esr': '/usr/bin/firefox-esr',
  gcc: 'gcc',
  'gir1.2-atspi-2.0': '/usr/share/doc/gir1.2-atspi-2.0',
  git: 'git',
  haproxy: '/usr/sbin/haproxy',
  'libc6-dev': '/usr/include/stdio.h',
  'netsurf-gtk': 'netsurf',
  'nginx-light': '/usr/sbin/nginx',
  links: 'links',
  lintian: '/usr/bin/lintian',
  litmus: 'litmus',
  jq: 'jq',
  logrotate: '/usr/sbin/logrotate',
  lynx: 'lynx',
  'php-cli': 'php',
  prometheus: 'promtool',
  python3: 'python3',
  'python3-gi': '/usr/lib/python3/dist-packages/gi/__init__.py',
  'redis-server': 'redis-server',
  systemd: '/usr/bin/systemd-analyze',
  'tomcat10-examples': '/usr/share/tomcat10-examples/examples/WEB-INF/web.xml',
  'tomcat10-user': '/usr/share/tomcat10/skel/conf/web.xml',
  w3m: 'w3m',
  'webkit2gtk-driver': 'WebKitWebDriver',
  xvfb: 'Xvfb',
} as const

export type DebianPackage = keyof typeof PROOFS

/**
 * Runs `journeys` where all these packages are installed. Elsewhere the test program says which one
 * to install and is skipped; in CI, where the environment has `CI`, it fails.
 */
export async function withPackages(
  test: typeof t,
  packages: readonly DebianPackage[],
  journeys: () => Promise<void>,
): Promise<void> {
  const missing = packages.filter((name) => !isThere(PROOFS[name]))
  if (missing.length === 0) return journeys()
  const names = missing.join(' ')
  const what = missing.length === 1 ? 'the Debian package' : 'the Debian packages'
  const message = `needs ${what} ${names}: apt-get install ${names}`
  if (isContinuousIntegration()) test.fail(message)
  else test.pass('behind the gate', { skip: message })
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '')
}

function isThere(proof: string): boolean {
  if (proof.startsWith('/')) return isAccessible(proof, constants.R_OK)
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.some((folder) => isAccessible(join(folder, proof), constants.X_OK))
}

function isAccessible(file: string, mode: number): boolean {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}
