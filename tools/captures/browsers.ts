import { X509Certificate, createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { startFirefox } from '../../test/support/browsers/firefox.ts'
import { startHelper } from '../../test/support/browsers/process.ts'
import { END } from './site.ts'
import { type Recorder } from './recorder.ts'

/** What a client is to those who judge it. */
export type Kind = 'person' | 'text' | 'itself' | 'claims' | 'unseen'

/** A browser that is led through the site of the recorder. */
export interface Browser {
  readonly name: string
  readonly kind: Kind
  readonly scheme?: 'http'
  /** Null: Firefox, by its own protocol, since it asks a person about the certificate. */
  readonly program: string | null
  /** `{url}` stands for the page. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Text browsers read one page; the others are given this long for all of them. */
const WALK_MS_MAX = 40_000
const READ_MS_MAX = 10_000

const CHROMIUM = [
  '--no-sandbox',
  '--no-first-run',
  '--password-store=basic',
  '--user-data-dir={home}/profile',
  `--ignore-certificate-errors-spki-list=${keyHash()}`,
]

/** Through a proxy that reads what is encrypted (README.md), even to this machine. */
const PRIVOXY = [
  ...CHROMIUM,
  '--ignore-certificate-errors',
  '--proxy-server=http://127.0.0.1:8118',
  '--proxy-bypass-list=<-loopback>',
]

/** A person's language; a program that starts a browser without a screen has to say it. */
const WITHOUT_SCREEN = ['--headless=new', '--lang=en-US']

const CLEAN =
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/**
 * All that can be had. `folder` holds what no package of the system has: `old/VERSION/chromium`, and
 * `py/qtVERSION`, each with a QtWebEngine.
 */
export function browsersOf(folder: string): readonly Browser[] {
  const chromium = '/usr/bin/chromium'
  return [
    { name: 'chromium', kind: 'person', program: chromium, args: [...CHROMIUM, '{url}'] },
    {
      name: 'chromium-http',
      kind: 'person',
      scheme: 'http',
      program: chromium,
      args: [...CHROMIUM, '{url}'],
    },
    { name: 'chromium-privoxy', kind: 'person', program: chromium, args: [...PRIVOXY, '{url}'] },
    { name: 'firefox', kind: 'person', program: null, args: [] },
    {
      name: 'webkitgtk',
      kind: 'person',
      program: '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
      args: ['--ignore-tls-errors', '{url}'],
    },
    {
      name: 'epiphany',
      kind: 'person',
      scheme: 'http',
      program: 'dbus-run-session',
      args: ['epiphany', '{url}'],
      env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    },
    ...['qt515', 'qt62', 'qt65', 'qt611'].map((name) => qt(name, folder)),
    ...['78', '79', '80'].map((version) => old(version, folder)),
    {
      name: 'chromium-headless',
      kind: 'itself',
      program: chromium,
      args: [...CHROMIUM, ...WITHOUT_SCREEN, '{url}'],
    },
    {
      name: 'chromium-headless-clean',
      kind: 'unseen',
      program: chromium,
      args: [...CHROMIUM, ...WITHOUT_SCREEN, CLEAN, '{url}'],
    },
    ...texts(),
  ]
}

function qt(name: string, folder: string): Browser {
  return {
    name,
    kind: 'person',
    program: `${folder}/py/${name}/bin/python`,
    args: [new URL('programs/qt.py', import.meta.url).pathname, '{url}'],
    env: {
      QTWEBENGINE_DISABLE_SANDBOX: '1',
      QTWEBENGINE_CHROMIUM_FLAGS: '--ignore-certificate-errors --disable-gpu',
      QT_QPA_PLATFORM: 'offscreen',
      QT_QUICK_BACKEND: 'software',
    },
  }
}

/**
 * Built to run without a screen: beside name and language they send what they send with one, until 89,
 * which began with hints and leaves them out without a screen.
 */
function old(version: string, folder: string): Browser {
  return {
    name: `chromium-${version}`,
    kind: 'person',
    program: `${folder}/old/v/${version}/chromium`,
    args: [
      ...CHROMIUM,
      '--headless',
      '--single-process',
      '--no-zygote',
      '--disable-gpu',
      '--lang=en-US',
      '--remote-debugging-port=0',
      CLEAN.replace('156.0.0.0', `${version}.0.0.0`),
      '{url}',
    ],
  }
}

function texts(): readonly Browser[] {
  const all: Readonly<Record<string, readonly string[]>> = {
    lynx: ['lynx', '-dump', '{url}'],
    w3m: ['w3m', '-dump', '{url}'],
    links: ['links', '-ssl.certificates', '0', '-dump', '{url}'],
    elinks: ['elinks', '-no-connect', '1', '-dump', '{url}'],
    dillo: ['dillo', '{url}'],
    netsurf: ['netsurf', '{url}'],
  }
  return Object.entries(all).map(([name, [program = '', ...args]]) => ({
    name,
    kind: 'text',
    scheme: 'http',
    program,
    args,
  }))
}

/** Leads a browser through the site; false where it did not come to the end. */
export async function walk(
  browser: Browser,
  { https, http, untilAsked }: Recorder,
  display: string,
): Promise<boolean> {
  const { name, kind, scheme, program, env = {} } = browser
  const url = `${scheme === 'http' ? http : https}/${name}/page`
  const isText = kind === 'text'
  const led = untilAsked(`/${name}${isText ? '/page' : END}`, isText ? READ_MS_MAX : WALK_MS_MAX)
  if (program === null) {
    const firefox = await startFirefox({ display, language: 'en-US, en' })
    const visitor = await firefox.newVisitor()
    await (await visitor.newTab()).open(url)
    const isLed = await led
    await firefox.close()
    return isLed
  }
  const args = browser.args.map((arg) => arg.replace('{url}', url))
  const helper = startHelper({
    program,
    args,
    env: { DISPLAY: display, LANG: 'en_US.UTF-8', ...env },
  })
  const isLed = await led
  await helper.stop()
  return isLed
}

/** Chromium is told the key of the tests, as if it were known to everybody. */
function keyHash(): string {
  const pem = readFileSync(new URL('../../test/data/tls/server.pem', import.meta.url))
  const { publicKey } = new X509Certificate(pem)
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
