import { type LockedPackage } from './lock-file.ts'

/** A package as CycloneDX 1.6 describes it. */
export interface Component {
  readonly type: 'library'
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  /** `excluded` is what the standard calls a component for other than running: for tests, say. */
  readonly scope: 'required' | 'optional' | 'excluded'
  readonly hashes?: readonly Hash[]
  readonly licenses?: readonly Licence[]
  readonly purl: string
}

export interface Hash {
  readonly alg: 'SHA-512'
  readonly content: string
}

export type Licence =
  | { readonly license: { readonly id: string } }
  | { readonly license: { readonly name: string } }
  | { readonly expression: string }

/**
 * Names of the SPDX list that stand for themselves; the standard takes no other word as one. Another
 * one is told as a licence's name until it is added here.
 */
const SPDX_IDS: ReadonlySet<string> = new Set(
  (
    '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC-BY-3.0 CC-BY-4.0 CC0-1.0 EUPL-1.2 ISC MIT ' +
    'MPL-2.0 Python-2.0 Unlicense'
  ).split(' '),
)

/** Packages that name no licence in their package.json, and what the file beside it says. */
export const TOLD_ELSEWHERE: Readonly<Record<string, string>> = {
  'jsonc-simple-parser': 'MIT',
}

const SHA512 = /^sha512-(?<base64>[A-Za-z0-9+/]{86}==)$/

export function componentOf(locked: LockedPackage): Component {
  const purl = purlOf(locked)
  const hash = hashOf(locked.integrity)
  const license = licenseOf(locked)
  return {
    type: 'library',
    'bom-ref': purl,
    name: locked.name,
    version: locked.version,
    scope: scopeOf(locked),
    ...(hash !== null && { hashes: [hash] }),
    ...(license !== undefined && { licenses: licencesOf(license) }),
    purl,
  }
}

/** The package's address in any list of packages: https://github.com/package-url/purl-spec. */
export function purlOf({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** The licence it says it has, here or elsewhere. */
export function licenseOf({ name, license }: LockedPackage): string | undefined {
  return license ?? TOLD_ELSEWHERE[name]
}

/** One licence by its name, or how several go together. */
export function licencesOf(license: string): readonly Licence[] {
  if (SPDX_IDS.has(license)) return [{ license: { id: license } }]
  const isExpression = / (?:AND|OR|WITH) /.test(license)
  return [isExpression ? { expression: license } : { license: { name: license } }]
}

function scopeOf({ isDevelopment, isOptional }: LockedPackage): Component['scope'] {
  if (isDevelopment) return 'excluded'
  return isOptional ? 'optional' : 'required'
}

function hashOf(integrity: string | undefined): Hash | null {
  const base64 = SHA512.exec(integrity ?? '')?.groups?.['base64']
  if (base64 === undefined) return null
  return { alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }
}
