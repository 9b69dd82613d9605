import { randomBytes } from 'node:crypto'
import { answerLead } from './answers.ts'
import { type Contents, type FileKeys } from './contents.ts'
import { costOf, leastCostOf } from './cost.ts'
import { type Depot } from './depot.ts'
import { HEAD_BYTES, MOVED_POSITION, writeHead } from './head.ts'
import { type StoredAnswer } from './kept.ts'
import { type FileName, type VisibleName } from './names.ts'
import { faultless, type StoreParts } from './parts.ts'
import { RecordWriter } from './records.ts'
import { PREFIX_BYTES, Seal, TAG_BYTES } from './sealing.ts'

/** A delivered submission whose body is to become a receipt. */
export interface Delivered {
  readonly parts: StoreParts
  /** `delivering`, by this run. */
  readonly name: VisibleName
  readonly contents: Contents
  readonly keys: FileKeys
}

/**
 * Puts a file with the answer in the place of the one with the body: the new one is named `delivered`
 * before the old one goes, and of both the later state is the true one. Null where there is no room.
 * @throws DiskError, with nothing changed, where the disk fails.
 */
export async function storeAnswer(
  delivered: Delivered,
  answer: StoredAnswer,
): Promise<VisibleName | null> {
  const { name, contents } = delivered
  const { depot } = delivered.parts
  const lead = answerLead(answer)
  const plainBytes = contents.sealedSubmission.length - TAG_BYTES
  const kib = costOf(plainBytes, lead.length + answer.body.length)
  const { account } = depot.room
  const made: FileName = { ...name, kib, account, state: 'part', owner: depot.run.id }
  if (!reserves(delivered, made)) return null
  let file: number
  try {
    file = depot.disk.create(depot.pathOf(made))
  } catch (error) {
    depot.room.release(made)
    throw error
  }
  return finish(delivered, made, () => writeReceipt(delivered, file, [lead, answer.body]))
}

/** What takes no more than the body did is counted at once: the body's room comes back. */
function reserves({ parts, name, contents }: Delivered, made: FileName): boolean {
  const { room } = parts.depot
  if (name.account !== room.account || made.kib > name.kib) {
    // Whoever sent it is known no more; of a network that has something kept the reserve is for nobody.
    const asked = { isForeign: contents.submission.isForeign, isSettled: true }
    return room.reserve(made, parts.settings(), asked)
  }
  room.hold(made)
  return true
}

async function finish(
  { parts, name }: Delivered,
  made: FileName,
  write: () => Promise<void>,
): Promise<VisibleName> {
  const { depot } = parts
  const receipt: VisibleName = { ...made, state: 'delivered', owner: null }
  try {
    await write()
    await depot.disk.rename(depot.pathOf(made), depot.pathOf(receipt))
  } catch (error) {
    await depot.discard(made)
    throw error
  }
  await faultless(parts, async () => {
    await depot.sync(receipt)
    await depot.discard(name)
  })
  return receipt
}

async function writeReceipt(
  { parts, contents, keys }: Delivered,
  file: number,
  pieces: readonly Buffer[],
): Promise<void> {
  const { disk } = parts.depot
  try {
    const { headBytes, sealedSubmission } = contents
    const answerPrefix = randomBytes(PREFIX_BYTES)
    const head = writeHead({ ...contents.head, isReceipt: true, answerPrefix }, keys.tagKey)
    headBytes.copy(head, MOVED_POSITION, MOVED_POSITION)
    await disk.write(file, [head, sealedSubmission], 0)
    const seal = new Seal(keys.answer, answerPrefix, keys.id)
    const position = HEAD_BYTES + sealedSubmission.length
    const writer = new RecordWriter(seal, { disk, file, position }, 0)
    for (const piece of pieces) await writer.push(piece)
    await writer.finish()
    await disk.sync(file)
  } finally {
    await disk.close(file)
  }
}

/**
 * Lets a file be its own receipt, without an answer: it is named so, then its body is cut off. This needs
 * no room on the disk. Null where somebody else has renamed it.
 * @throws DiskError, with nothing changed, where the disk fails.
 */
export async function keepReceipt(delivered: Delivered): Promise<VisibleName | null> {
  const { parts, name, contents } = delivered
  const { depot } = parts
  const isOwn = name.account === depot.room.account
  const least = leastCostOf(contents.sealedSubmission.length - TAG_BYTES)
  const kib = isOwn ? least : name.kib
  const receipt: VisibleName = { ...name, kib, state: 'delivered', owner: null }
  if (!(await depot.rename(name, receipt))) return null
  depot.room.release({ ...name, kib: name.kib - kib })
  await faultless(parts, async () => {
    // First, or a loss of power could leave a body that is cut off and yet to be sent.
    await depot.sync(receipt)
    await cutBody(depot, receipt, contents.start)
  })
  return receipt
}

async function cutBody(depot: Depot, name: VisibleName, length: number): Promise<void> {
  const file = await depot.disk.open(depot.pathOf(name), 'r+')
  try {
    await depot.disk.truncate(file, length)
  } finally {
    await depot.disk.close(file)
  }
}
