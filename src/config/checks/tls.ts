import { X509Certificate, createPrivateKey } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { BACKENDS_MAX } from '../../limits/index.ts'
import { SERVERS_PER_BACKEND_MAX } from '../schema/bounds.ts'
import { type Surroundings, fileAt } from '../files/file-read.ts'
import { type TLS_FILES } from '../files/files.ts'
import { type Place, listAt, mapAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'

type TlsFile = (typeof TLS_FILES)[number]

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Checks that certificates and keys can be read, are what they should be, and fit together. */
export function checkTls(root: Place, report: Report, around: Surroundings): void {
  for (const backend of [...mapAt(root, 'backends').values()].slice(0, BACKENDS_MAX)) {
    const tls = backend.children.get('tls')
    if (tls !== undefined) new TlsCheck(tls, report, around).check(isAnySecure(backend))
  }
}

function isAnySecure(backend: Place): boolean {
  const servers = listAt(backend, 'servers', SERVERS_PER_BACKEND_MAX)
  const urls = servers.map(({ value, children }) => children.get('url')?.value ?? value)
  return urls.some((url) => typeof url === 'string' && /^https:/i.test(url))
}

class TlsCheck {
  readonly #tls: Place
  readonly #report: Report
  readonly #around: Surroundings

  constructor(tls: Place, report: Report, around: Surroundings) {
    this.#tls = tls
    this.#report = report
    this.#around = around
  }

  check(isUsed: boolean): void {
    if (!isUsed) this.#say(this.#tls.keyOffset, 'no server of this backend is reached by https')
    this.#checkCa()
    const certificate = this.#certificateOf('certificate')
    const key = this.#keyOf()
    this.#checkTogether('certificate', 'key')
    this.#checkTogether('key', 'certificate')
    if (certificate === null || key === null) return
    const { offset } = this.#tls.children.get('key') ?? this.#tls
    if (!certificate.first.checkPrivateKey(createPrivateKey(key))) {
      return this.#say(offset, '"key" is not the key of the certificate')
    }
    const why = failureOf(() => createSecureContext({ cert: certificate.text, key }))
    if (why !== null) this.#say(offset, `"key" and "certificate" cannot be used: ${why}`)
  }

  #checkCa(): void {
    const ca = this.#certificateOf('ca')
    if (ca === null) return
    const why = failureOf(() => createSecureContext({ ca: ca.text }))
    if (why !== null) this.#say(this.#offsetOf('ca'), `"ca" cannot be used: ${why}`)
  }

  #checkTogether(given: TlsFile, needed: TlsFile): void {
    const { children } = this.#tls
    if (!children.has(given) || children.has(needed)) return
    this.#say(children.get(given)?.keyOffset ?? 0, `"${given}" needs "${needed}" beside it`)
  }

  /** The certificates of a file; null where there are none, which is reported then. */
  #certificateOf(key: TlsFile): { readonly first: X509Certificate; readonly text: string } | null {
    const text = this.#textOf(key)
    if (text === null) return null
    const blocks = text.match(CERTIFICATE) ?? []
    try {
      const [first] = blocks.map((block) => new X509Certificate(block))
      if (first !== undefined) return { first, text }
      this.#say(this.#offsetOf(key), `"${key}" holds no certificate (PEM)`)
    } catch {
      this.#say(this.#offsetOf(key), `"${key}" holds a certificate that is damaged`)
    }
    return null
  }

  #keyOf(): string | null {
    const text = this.#textOf('key')
    if (text === null || failureOf(() => createPrivateKey(text)) === null) return text
    const message = '"key" holds no private key (PEM) that can be read without a passphrase'
    this.#say(this.#offsetOf('key'), message)
    return null
  }

  #textOf(key: TlsFile): string | null {
    const place = this.#tls.children.get(key)
    if (typeof place?.value !== 'string') return null
    const read = fileAt(place.value, this.#around)
    if ('text' in read) return read.text
    this.#say(place.offset, `"${key}": the file ${read.problem}`)
    return null
  }

  #offsetOf(key: TlsFile): number {
    return this.#tls.children.get(key)?.offset ?? this.#tls.offset
  }

  #say(offset: number, message: string): void {
    this.#report.error(offset, { code: 'PAART_TLS', message })
  }
}

function failureOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
