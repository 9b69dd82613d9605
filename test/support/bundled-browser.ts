import { createServer, type Server } from 'node:net'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A Chromium that npm brought, with the libraries and fonts it needs. */
export interface BundledBrowser {
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
}

/** Its parts: the program, fonts, and the libraries (NSS) a bare machine lacks. */
const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'] as const

/** Unpacking takes seconds; whoever waits this many times 200 ms waits for something broken. */
const LOCK_TRIES_MAX = 600
const LOCK_RETRY_MS = 200

/**
 * Unpacks the bundled Chromium where that has not happened yet. Side by side, one process unpacks
 * and the others wait for it.
 */
export async function unpackBundledBrowser(): Promise<BundledBrowser> {
  const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const caches = join(dirname(dirname(packageFolder)), '.cache')
  const folder = join(caches, `bundled-chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(caches, { recursive: true })
    const lock = await takeLock(folder)
    try {
      if (!existsSync(folder)) await unpack(join(packageFolder, 'bin'), folder)
    } finally {
      lock.close()
    }
  }
  return {
    executable: join(folder, 'chromium'),
    environment: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

/** The folder appears whole or not at all: it is filled elsewhere and renamed at the end. */
async function unpack(archives: string, folder: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium')
  const staging = await mkdtemp(`${folder}-`)
  const temporaryBefore = process.env['TMPDIR']
  try {
    // `inflate` writes to the system's temporary folder; it asks which one when it is called.
    process.env['TMPDIR'] = staging
    const unpacked = ARCHIVES.map((archive) => inflate(join(archives, archive)))
    if (temporaryBefore === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = temporaryBefore
    await Promise.all(unpacked)
    await writeFile(join(staging, 'fonts.conf'), fontConfiguration(folder))
    await rename(staging, folder)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  }
}

function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`
}

/** An abstract socket is a lock that ends with its process, however that ends (Linux only). */
async function takeLock(name: string): Promise<Server> {
  for (let tries = 0; tries < LOCK_TRIES_MAX; tries++) {
    const lock = await tryLock(name)
    if (lock !== null) return lock
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS))
  }
  throw new Error(`another process has been unpacking ${name} for too long`)
}

/** Names of abstract sockets are at most 107 bytes; the last 90 tell folders apart. */
const LOCK_NAME_LENGTH = 90

function tryLock(name: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(`\0${name.slice(-LOCK_NAME_LENGTH)}`, () => resolve(server))
  })
}
