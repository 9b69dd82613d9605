import { type Depot } from './depot.ts'
import {
  HEAD_BYTES,
  type Head,
  movedTagOf,
  openClosing,
  readHead,
  readMoved,
  type TargetKeys,
} from './head.ts'
import { type Glance, type Shown, type Submission, type Ticket } from './kept.ts'
import { isEqual, type SealingKeys, tagKeyOf, tagOf } from './keys.ts'
import { type VisibleName } from './names.ts'
import { DamagedError, Seal, sealedLength, TAG_BYTES } from './sealing.ts'

export type FileKeys = SealingKeys & TargetKeys

/** What a file says before its body or answer is read. */
export interface Contents {
  readonly head: Head
  /** The block as it lies there. */
  readonly headBytes: Buffer
  readonly submission: Submission
  readonly sealedSubmission: Buffer
  /** Where body or answer begin, and where the file ends. */
  readonly start: number
  readonly end: number
  readonly digest: Buffer
  readonly movedTo: string | null
}

/** The submission is record 0; the body's follow. */
export const FIRST_OF_BODY = 1

export function submissionBytes(submission: Submission): Buffer {
  return Buffer.from(JSON.stringify(submission))
}

function submissionFrom(bytes: Buffer): Submission {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was sealed is what is opened
  return JSON.parse(bytes.toString()) as Submission
}

/**
 * Reads all of a file but its body or answer. Null where a key is wrong, or the file damaged.
 * @throws DiskError where it cannot be read.
 */
export async function readContents(
  depot: Depot,
  name: VisibleName,
  keys: FileKeys,
): Promise<Contents | null> {
  const { disk } = depot
  const file = await disk.open(depot.pathOf(name), 'r')
  try {
    const headBytes = await disk.read(file, HEAD_BYTES, 0)
    const head = readHead(headBytes, keys.tagKey)
    if (head === null) return null
    const sealedSubmission = await disk.read(file, head.submissionBytes, HEAD_BYTES)
    const end = await disk.size(file)
    if (!isWhole(head, name, end)) return null
    const contents = { ...opened(head, headBytes, sealedSubmission, keys), end }
    return name.state === 'moved' && contents.movedTo === null ? null : contents
  } catch (error) {
    if (error instanceof DamagedError) return null
    throw error
  } finally {
    await disk.close(file)
  }
}

function opened(
  head: Head,
  headBytes: Buffer,
  sealedSubmission: Buffer,
  keys: FileKeys,
): Omit<Contents, 'end'> {
  const seal = new Seal(keys.body, head.bodyPrefix, keys.id)
  return {
    head,
    headBytes,
    sealedSubmission,
    submission: submissionFrom(seal.open(sealedSubmission, 0, false)),
    start: HEAD_BYTES + sealedSubmission.length,
    digest: openClosing(seal, head),
    movedTo: readMoved(headBytes, keys),
  }
}

/** Whether a file is as long as its head says: nothing is missing at its end, and nothing is too much. */
function isWhole(head: Head, { state }: VisibleName, end: number): boolean {
  const start = HEAD_BYTES + head.submissionBytes
  if (head.isReceipt) return end >= start + TAG_BYTES
  const isEmptied = end === start && (state === 'delivered' || state === 'answered')
  return isEmptied || end === start + sealedLength(head.length)
}

/** What the half in the cookie tells. */
export async function readGlance(
  depot: Depot,
  name: VisibleName,
  tagKey: Buffer,
): Promise<Glance | null> {
  return glanceBy(await readShown(depot, name), tagKey)
}

/** The first block of a file, which tells whom it may. */
export async function readShown(depot: Depot, name: VisibleName): Promise<Shown> {
  const { disk } = depot
  const file = await disk.open(depot.pathOf(name), 'r')
  try {
    return { state: name.state, head: await disk.read(file, HEAD_BYTES, 0) }
  } finally {
    await disk.close(file)
  }
}

/** What the half in the cookie tells of what another gate shows; null where it is not of that file. */
export function glanceOf(shown: Shown, ticket: Pick<Ticket, 'id' | 'cookieHalf'>): Glance | null {
  const tagKey = tagKeyOf(ticket)
  return tagKey === null ? null : glanceBy(shown, tagKey)
}

function glanceBy({ state, head: bytes }: Shown, tagKey: Buffer): Glance | null {
  const head = readHead(bytes, tagKey)
  if (head === null) return null
  const { atMs, length, targetTag, bodyTag } = head
  const movedTag = movedTagOf(bytes)
  return {
    state,
    atMs,
    length,
    isTarget(target) {
      const tag = tagOf(tagKey, 'target', Buffer.from(target, 'latin1'))
      return isEqual(tag, targetTag) || (movedTag !== null && isEqual(tag, movedTag))
    },
    isBody: (sha256) => isEqual(tagOf(tagKey, 'body', sha256), bodyTag),
  }
}
