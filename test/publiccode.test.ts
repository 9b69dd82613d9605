import { existsSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { readProjectFile } from './support/sources.ts'

interface PublicCode {
  readonly publiccodeYmlVersion: string
  readonly url: string
  readonly softwareVersion?: string
  readonly description: Readonly<
    Record<
      string,
      {
        readonly shortDescription: string
        readonly longDescription: string
        readonly features: readonly string[]
        readonly screenshots: readonly string[]
      }
    >
  >
  readonly legal: { readonly license: string }
  readonly maintenance: { readonly type: string; readonly contacts: readonly { name: string }[] }
  readonly localisation: { readonly availableLanguages: readonly string[] }
  readonly dependsOn: { readonly open: readonly { name: string; versionMin: string }[] }
}

const told = parse(readProjectFile('publiccode.yml')) as PublicCode
const project = JSON.parse(readProjectFile('package.json')) as {
  readonly license: string
  readonly version: string
  readonly engines: { readonly node: string }
}

/** What version 0.4 of the standard asks for of every software. */
t.test('publiccode.yml has every key that the standard asks for', async (t) => {
  t.match(told, {
    publiccodeYmlVersion: '0.4',
    name: 'Paart',
    url: /^https:\/\/.+\.git$/,
    platforms: [/^(?:web|linux)$/],
    categories: [/^[a-z-]+$/],
    developmentStatus: /^(?:concept|development|beta|stable|obsolete)$/,
    softwareType: 'standalone/backend',
    legal: { license: String },
    maintenance: { type: 'community', contacts: [{ name: String }] },
    localisation: { localisationReady: Boolean, availableLanguages: [String] },
  })
  for (const [language, text] of Object.entries(told.description)) {
    t.ok(text.shortDescription.length <= 150, language)
    t.ok(text.longDescription.length >= 150 && text.longDescription.length <= 10_000, language)
    t.ok(text.features.length >= 1, language)
    for (const file of text.screenshots) t.ok(existsSync(file), file)
  }
})

t.test('publiccode.yml says what the project says elsewhere', async (t) => {
  t.equal(told.legal.license, project.license)
  t.equal(`>=${told.dependsOn.open[0]?.versionMin}`, project.engines.node)
  for (const language of told.localisation.availableLanguages) {
    t.ok(existsSync(`src/challenge-pages/pages/texts/${language}.ts`), language)
  }
})

t.test('publiccode.yml names no version until there is a release', async (t) => {
  const isReleased = !readProjectFile('CHANGELOG.md').includes('(not released yet)')
  t.equal(told.softwareVersion, isReleased ? project.version : undefined)
})
