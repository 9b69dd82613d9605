import { type Fragment, SECTIONS, type Section } from './fragment.ts'

/** What stands in the place of the date until a version is released. */
export const NOT_RELEASED = 'not released yet'

/** The notes of one version. */
export interface Release {
  readonly version: string
  /** As in 2026-12-01, or {@link NOT_RELEASED}. */
  readonly date: string
  /** The list of each section, without an empty line around it; empty where there is none. */
  readonly notes: Readonly<Record<Section, string>>
}

/** What stands before the newest release, what it says, and everything older. */
export interface Changelog {
  readonly intro: string
  readonly newest: Release
  readonly older: string
}

const HEADING = /^## (?<version>\d+\.\d+\.\d+) \((?<date>[^)]+)\)\n/m

/** @throws Error where it has no release, or says something of one outside the sections. */
export function readChangelog(text: string): Changelog {
  const heading = HEADING.exec(text)
  const { version, date } = heading?.groups ?? {}
  if (heading === null || version === undefined || date === undefined) {
    throw new Error('CHANGELOG.md: no heading like "## 1.2.3 (2026-12-01)"')
  }
  const from = heading.index + heading[0].length
  const next = text.indexOf('\n## ', from)
  const end = next < 0 ? text.length : next + 1
  return {
    intro: text.slice(0, heading.index),
    newest: { version, date, notes: readNotes(text.slice(from, end)) },
    older: text.slice(end),
  }
}

function readNotes(text: string): Readonly<Record<Section, string>> {
  const [before = '', ...parts] = text.split(/^### /m)
  if (before.trim() !== '') throw new Error('CHANGELOG.md: a release begins with a section')
  const notes = { added: '', changed: '', fixed: '', security: '' }
  for (const part of parts) {
    const title = part.slice(0, part.indexOf('\n'))
    const section = SECTIONS.find((each) => titleOf(each) === title)
    if (section === undefined) throw new Error(`CHANGELOG.md: no such section: ${title}`)
    notes[section] = part.slice(title.length).trim()
  }
  return notes
}

/** The whole text again. */
export function changelogText({ intro, newest, older }: Changelog): string {
  return intro + releaseText(newest) + (older === '' ? '' : `\n${older}`)
}

/** One release as it stands in the text; empty sections are left out. */
export function releaseText({ version, date, notes }: Release): string {
  const told = SECTIONS.filter((section) => notes[section] !== '')
  const parts = told.map((section) => `\n### ${titleOf(section)}\n\n${notes[section]}\n`)
  return `## ${version} (${date})\n${parts.join('')}`
}

function titleOf(section: Section): string {
  return section.charAt(0).toUpperCase() + section.slice(1)
}

/** Notes with fragments behind what they say already. */
export function withFragments(
  notes: Readonly<Record<Section, string>>,
  fragments: readonly Fragment[],
): Readonly<Record<Section, string>> {
  const joined = { ...notes }
  for (const { section, lines } of fragments) {
    const entry = `- ${lines.join('\n  ')}`
    joined[section] = joined[section] === '' ? entry : `${joined[section]}\n${entry}`
  }
  return joined
}
