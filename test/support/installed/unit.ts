import { readProjectFile } from '../sources.ts'

const UNIT = 'tools/debian/files/paart.service'

/** Where the unit lies in a checkout. */
export const UNIT_FILE = new URL(`../../../${UNIT}`, import.meta.url).pathname

/** What the unit says of one key, the last time; fails where it says nothing. */
export function unitSays(key: string): string {
  const lines = readProjectFile(UNIT).split('\n')
  const said = lines.findLast((line) => line.startsWith(`${key}=`))
  if (said === undefined) throw new Error(`the unit has no ${key}`)
  return said.slice(key.length + 1)
}

/** The words of a command that the unit names. */
export function unitCommand(key: 'ExecStart' | 'ExecReload'): readonly string[] {
  return unitSays(key).split(' ')
}

/** As the unit filters them: groups that are let through, and groups that are not. */
export function callGroups(): { readonly allowed: string; readonly refused: string } {
  const lines = readProjectFile(UNIT).split('\n')
  const groups = lines.filter((line) => line.startsWith('SystemCallFilter='))
  const [allowed = '', refused = ''] = groups.map((line) => line.replace(/^[^=]+=~?/, ''))
  return { allowed, refused }
}
