import { type DirectoryStatus } from './directory-watch.ts'

/** A directory in the text of `paart status`, on a line of its own. */
export function directoryText({ url, agents, keys, fetchedAt, problem }: DirectoryStatus): string {
  const held = fetchedAt === null ? 'none yet' : `${keys}, fetched ${fetchedAt}`
  const trouble = problem === null ? '' : `; the last fetch failed: ${problem}`
  return `keys of ${agents.join(', ')} at ${url}: ${held}${trouble}\n`
}
