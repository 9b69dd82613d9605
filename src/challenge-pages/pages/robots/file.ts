import { createHash } from 'node:crypto'
import { type MachinePolicy, ROBOTS_PATH } from '../../../model/index.ts'

/** What machines are told, as JSON. */
export interface RobotsFile {
  readonly body: string
  /** An entity tag, with its quotes. */
  readonly etag: string
}

/** 72 bits: two policies of one site do not meet by chance. */
const TAG_BYTES = 9

/** The same as the page says, for programs, made once for each snapshot; null where nothing is told. */
export function createRobotsFile({
  brandName,
  machines = null,
}: {
  readonly brandName: string
  readonly machines?: MachinePolicy | null
}): RobotsFile | null {
  if (machines === null) return null
  const body = `${JSON.stringify(documentOf(brandName, machines), null, 2)}\n`
  const tag = createHash('sha256').update(body).digest().subarray(0, TAG_BYTES)
  return { body, etag: `"${tag.toString('base64url')}"` }
}

function documentOf(service: string, policy: MachinePolicy): object {
  const { contact, dumps, apis, agents, terms, routesLeft } = policy
  return { service, page: ROBOTS_PATH, contact, dumps, apis, agents, paths: terms, routesLeft }
}
