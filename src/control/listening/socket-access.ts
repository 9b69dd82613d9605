import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Listen, type SocketAccess } from '../../model/index.ts'
import { StartError } from '../system/start-error.ts'
import { spellAddress } from './addresses.ts'

/** Of a socket that is given to a group: its members may connect, and nobody else. */
const OF_A_GROUP = 0o660

/** Groups may be known to another machine, which takes its time. */
const ASK_MS = 10_000

/**
 * What is said of who may speak to a listener; null where nothing is.
 *
 * @throws StartError where there is no such group.
 */
export function socketAccess({ address, mode, group }: Listen): SocketAccess | null {
  if (mode === null && group === null) return null
  const gid = group === null ? null : groupId(group)
  if (group !== null && gid === null) {
    throw new StartError(`${spellAddress(address)}: there is no group "${group}" on this machine`)
  }
  return { mode: mode ?? OF_A_GROUP, gid }
}

/** Of a group of this machine, or of a directory that its system asks. */
function groupId(name: string): number | null {
  return idIn(readOrNothing('/etc/group'), name) ?? idIn(askedSystem(name), name)
}

/** By lines of `name:password:id:members` (group(5)). */
function idIn(text: string, name: string): number | null {
  for (const line of text.split('\n')) {
    const [group, , id = ''] = line.split(':')
    if (group === name && /^\d+$/.test(id)) return Number(id)
  }
  return null
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function askedSystem(name: string): string {
  const { stdout } = spawnSync('getent', ['group', name], { timeout: ASK_MS, encoding: 'utf8' })
  return typeof stdout === 'string' ? stdout : ''
}
