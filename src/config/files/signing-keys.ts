import { readSigningKeys } from '../../client/index.ts'
import { type AgentSignature, type SigningKey } from '../../model/index.ts'
import { type Config } from '../schema/schema.ts'
import { quote } from '../text/mistake.ts'
import { type Place, textAt } from '../text/place.ts'
import { type Report } from '../text/report.ts'
import { agentPlacesOf } from './agent-places.ts'
import { type Surroundings, fileAt, textIn } from './file-read.ts'

type WrittenSignature = NonNullable<NonNullable<Config['agents']>[string]['signature']>

/** Checks the keys that agents sign with. Unlike a list of networks, a file of keys is the operator's own: it is good or it is a mistake. */
export function checkSigningKeys(root: Place, report: Report, around: Surroundings): void {
  const owners = new Map<string, string>()
  for (const agent of agentPlacesOf(root)) {
    const signature = agent.children.get('signature')
    if (signature === undefined) continue
    const isMap = typeof signature.value === 'object' && signature.value !== null
    if (isMap && !signature.children.has('directory') && !signature.children.has('keys')) {
      report.error(signature.keyOffset, {
        code: 'PAART_AGENT',
        message: 'a signature without "directory" and "keys" can never be verified',
      })
    }
    checkFile(signature, { report, around, owners })
  }
}

interface Checking {
  readonly report: Report
  readonly around: Surroundings
  /** By key, the file that it stood in first. */
  readonly owners: Map<string, string>
}

function checkFile(signature: Place, { report, around, owners }: Checking): void {
  const place = signature.children.get('keys')
  const file = textAt(signature, 'keys')
  if (place === undefined || file === null) return
  const say = (what: string, hint?: string): void =>
    report.error(place.offset, {
      code: 'PAART_SIGNING_KEYS',
      message: `the file ${quote(file)} ${what}`,
      ...(hint === undefined ? {} : { hint }),
    })
  const read = fileAt(file, around)
  if ('problem' in read) return say(read.problem)
  const found = readSigningKeys(read.text, 'refuse')
  if (!found.ok) return say(found.why, HINT)
  for (const { id } of found.keys) {
    const other = owners.get(id)
    if (other !== undefined) {
      say(`holds the key ${id}, which ${quote(other)} holds for another agent`)
    }
    owners.set(id, file)
  }
}

const HINT = 'a JWK Set of public keys: {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "…"}]}'

/** The files of keys that agents name, as they are written. */
export function keyFilesOf(root: Place): readonly string[] {
  return agentPlacesOf(root).flatMap((agent) => {
    const signature = agent.children.get('signature')
    return signature === undefined ? [] : (textAt(signature, 'keys') ?? [])
  })
}

export function planSignature(
  written: WrittenSignature | undefined,
  around: Surroundings,
): AgentSignature | null {
  if (written === undefined) return null
  const { directory = null, keys, lifetimeMax } = written
  return { directory, keys: keysIn(textIn(keys, around)), lifetimeMaxMs: lifetimeMax }
}

function keysIn(text: string | null): readonly SigningKey[] {
  const read = text === null ? null : readSigningKeys(text, 'refuse')
  return read?.ok === true ? read.keys : []
}
